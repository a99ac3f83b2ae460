package dev.sangam.files.server;

import dev.sangam.core.request.QosClass;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a server listens and whom it serves.
 *
 * @param host address to bind; the loopback address unless somebody decides otherwise
 * @param port 0 for any that is free
 * @param limits what it takes on at most
 * @param classes classes of service by name
 * @param tiers what {@code service_tier} stands for; {@code default} is always there, and every class is a tier of its name
 * @param classLimits bounds on single classes, by name
 * @param tenants who may use it; when none has a key, anybody may
 * @param corsOrigins origins whose pages may call it, such as {@code https://app.example}
 */
public record ServerConfig(
        String host,
        int port,
        ServerLimits limits,
        Map<String, QosClass> classes,
        Map<String, Tier> tiers,
        Map<String, ClassLimit> classLimits,
        List<Tenant> tenants,
        List<String> corsOrigins) {
    /** The tier of requests that name none. */
    public static final String DEFAULT_TIER = "default";

    /** Counts as the class of what was promised to a request and is no class's. */
    public static final String CUSTOM_CLASS = "custom";

    /** The tier of requests that may take long, and of those that are relegated. */
    public static final String FLEX_TIER = "flex";

    public ServerConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + "; it must be between 0 and 65535");
        }
        Map<String, Tier> all = new LinkedHashMap<>();
        classes.forEach((name, qos) -> all.put(name, new Tier(name, qos, 0)));
        all.putAll(tiers);
        if (!all.containsKey(DEFAULT_TIER)) {
            throw new IllegalArgumentException("tiers has no " + DEFAULT_TIER + "; it must have one");
        }
        classes = new LinkedHashMap<>(classes);
        tiers = all;
        classLimits = Map.copyOf(classLimits);
        tenants = List.copyOf(tenants);
        corsOrigins = List.copyOf(corsOrigins);
    }

    /** What bounds a class. */
    public ClassLimit limit(String qosClass) {
        return classLimits.getOrDefault(qosClass, ClassLimit.NONE);
    }

    /** The tier of requests that name none. */
    public Tier defaultTier() {
        return tiers.getOrDefault(DEFAULT_TIER, Tier.BEST_EFFORT);
    }
}
