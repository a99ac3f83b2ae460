package dev.sangam.files.server;

import static dev.sangam.files.server.ServerConfig.DEFAULT_TIER;
import static dev.sangam.files.server.ServerConfig.FLEX_TIER;

import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.files.NearNames;
import dev.sangam.files.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the sections {@code server} and {@code tenants} of a deployment file. */
public final class ServerSection {
    private static final int MAX_MEBI_BYTES = 1 << 30;
    private static final int MAX_COUNT = 1_000_000;
    private static final String INTERACTIVE = "interactive";
    private static final long FLEX_TTLT_NANOS = 600_000_000_000L;

    private final Path folder;
    private final Map<String, QosClass> classes;
    private final Map<String, Tier> tiers = new LinkedHashMap<>();

    private ServerSection(Path folder, Map<String, QosClass> classes) {
        this.folder = folder;
        this.classes = new LinkedHashMap<>(classes);
    }

    /**
     * Reads how a deployment is served.
     *
     * @param root the file
     * @param folder where relative paths start
     * @param classes classes of service that the file knows
     */
    public static ServerConfig read(Section root, Path folder, Map<String, QosClass> classes) {
        return new ServerSection(folder, classes).read(root);
    }

    private ServerConfig read(Section root) {
        Section server = root.optionalSection("server").orElseGet(Section::empty);
        readTiers(server);
        ServerLimits limits = limits(server);
        List<Tenant> tenants = tenants(root, limits);
        return server.check(() -> new ServerConfig(
                server.optionalText("host").orElse("127.0.0.1"),
                server.integer("port", 0, 65_535).orElse(8080),
                limits,
                classes,
                tiers,
                classLimits(server),
                tenants,
                server.texts("cors_origins")));
    }

    /** OpenAI's names first, as the API's users expect them; a file may define them anew and add others. */
    private void readTiers(Section server) {
        classes.putIfAbsent(QosClass.BEST_EFFORT.name(), QosClass.BEST_EFFORT);
        QosClass interactive = classes.getOrDefault(INTERACTIVE, QosClass.BEST_EFFORT);
        QosClass flex =
                classes.computeIfAbsent(FLEX_TIER, name -> new QosClass(name, new Slo.NonInteractive(FLEX_TTLT_NANOS)));
        tiers.put(DEFAULT_TIER, new Tier(DEFAULT_TIER, interactive, 0));
        tiers.put("priority", new Tier("priority", interactive, -1));
        tiers.put(FLEX_TIER, new Tier(FLEX_TIER, flex, 0));
        for (Section each : server.sections("tiers")) {
            String name = each.text("name");
            QosClass qos = known(each, "class", classes);
            int priority = each.integer("priority", Integer.MIN_VALUE, Integer.MAX_VALUE)
                    .orElse(0);
            tiers.put(name, each.check(() -> new Tier(name, qos, priority)));
        }
        classes.forEach((name, qos) -> tiers.putIfAbsent(name, new Tier(name, qos, 0)));
    }

    private Map<String, ClassLimit> classLimits(Section server) {
        Map<String, QosClass> limited = new LinkedHashMap<>(classes);
        limited.putIfAbsent(ServerConfig.CUSTOM_CLASS, QosClass.BEST_EFFORT);
        Map<String, ClassLimit> limits = new LinkedHashMap<>();
        for (Section each : server.sections("class_limits")) {
            known(each, "class", limited);
            ClassLimit limit = new ClassLimit(
                    each.integer("max_waiting", 1, MAX_COUNT).orElse(ClassLimit.NONE.maxWaiting()),
                    each.duration("max_wait").orElse(ClassLimit.NONE.maxWaitNanos()));
            if (limits.put(each.text("class"), limit) != null) {
                throw each.error("class", "is '" + each.text("class") + "' a second time; a class has one limit");
            }
        }
        return limits;
    }

    private static ServerLimits limits(Section server) {
        ServerLimits usual = ServerLimits.DEFAULT;
        int waiting = server.integer("max_waiting", 1, MAX_COUNT).orElse(usual.waiting());
        return new ServerLimits(
                server.integer("max_body_bytes", 1024, MAX_MEBI_BYTES).orElse(usual.bodyBytes()),
                server.integer("max_header_bytes", 1024, 1 << 20).orElse(usual.headerBytes()),
                server.integer("max_connections", 1, MAX_COUNT).orElse(usual.connections()),
                waiting,
                server.integer("max_tenant_waiting", 1, MAX_COUNT).orElse(waiting),
                server.integer("max_choices", 1, 1024).orElse(usual.choices()),
                server.integer("max_backlog_bytes", 1024, MAX_MEBI_BYTES).orElse(usual.backlogBytes()),
                server.duration("idle_timeout").orElse(usual.idleNanos()),
                server.duration("body_timeout").orElse(usual.bodyNanos()),
                server.duration("write_timeout").orElse(usual.writeNanos()),
                server.duration("drain_limit").orElse(usual.drainNanos()));
    }

    private List<Tenant> tenants(Section root, ServerLimits limits) {
        List<Tenant> tenants = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section each : root.sections("tenants")) {
            Tenant tenant = tenant(each, limits);
            if (!names.add(tenant.name())) {
                throw each.error("name", "is '" + tenant.name() + "' a second time; names of tenants must differ");
            }
            tenants.add(tenant);
        }
        return tenants;
    }

    private Tenant tenant(Section section, ServerLimits limits) {
        Tier usual = section.has("default_tier") ? known(section, "default_tier", tiers) : known(DEFAULT_TIER, tiers);
        Slo tightest = section.has("tightest_class")
                ? known(section, "tightest_class", classes).slo()
                : usual.qos().slo();
        String name = section.text("name");
        List<KeySource> keys = section.sections("keys").stream().map(this::key).toList();
        boolean gateway = section.flag("gateway").orElse(false);
        int top = section.integer("top_priority", Integer.MIN_VALUE, Integer.MAX_VALUE)
                .orElse(usual.priority());
        int waiting = section.integer("max_waiting", 1, MAX_COUNT).orElse(limits.tenantWaiting());
        int inFlight = section.integer("max_in_flight", 1, MAX_COUNT).orElse(Integer.MAX_VALUE);
        return section.check(() -> new Tenant(name, keys, gateway, usual, tightest, top, waiting, inFlight));
    }

    private KeySource key(Section section) {
        if (section.keys().size() != 1) {
            throw section.error("env", "or file or sha256 must be given, and one of them alone");
        }
        if (section.has("env")) {
            return new KeySource.Environment(section.text("env"));
        }
        if (section.has("file")) {
            return new KeySource.KeyFile(section.path("file", folder));
        }
        String hex = section.text("sha256");
        return section.check(() -> new KeySource.Sha256(hex));
    }

    private static <T> T known(Section section, String key, Map<String, T> named) {
        String name = section.text(key);
        T value = named.get(name);
        if (value == null) {
            throw section.error(key, "is '" + name + "', which is not known." + NearNames.advice(name, named.keySet()));
        }
        return value;
    }

    private static Tier known(String name, Map<String, Tier> tiers) {
        return tiers.getOrDefault(name, Tier.BEST_EFFORT);
    }
}
