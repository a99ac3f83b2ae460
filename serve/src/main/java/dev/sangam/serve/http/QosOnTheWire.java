package dev.sangam.serve.http;

import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.files.NearNames;
import dev.sangam.files.server.ServerConfig;
import dev.sangam.files.server.Tenant;
import dev.sangam.files.server.Tier;
import io.vertx.core.MultiMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds a request's class of service, importance and tenant: the body's {@code slo} before {@code x-slo-*} headers before
 * {@code service_tier} before what the key's tenant usually gets; nothing of it tighter than the tenant's policy allows.
 */
final class QosOnTheWire {
    static final String FAIRNESS_ID = "x-gateway-inference-fairness-id";
    private static final String TTFT_HEADER = "x-slo-ttft-ms";
    private static final String TBT_HEADER = "x-slo-tpot-ms";
    private static final String TTLT_HEADER = "x-slo-ttlt-ms";
    private static final String MAX_WAIT_HEADER = "x-max-wait-ms";
    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,8}(\\.[0-9]{1,6})?");
    private static final double MAX_MILLIS = 7 * 86_400_000.0;
    private static final int MAX_USER_CHARS = 256;
    private static final String AUTO = "auto";

    /** Figures as they were written; nanoseconds. */
    private record Asked(OptionalLong ttft, OptionalLong tbt, OptionalLong ttlt, OptionalLong maxWait, String place) {
        boolean promisesNothing() {
            return ttft.isEmpty() && tbt.isEmpty() && ttlt.isEmpty();
        }
    }

    private final ServerConfig config;
    private final Map<String, Tenant> tenants = new HashMap<>();

    QosOnTheWire(ServerConfig config) {
        this.config = config;
        config.tenants().forEach(tenant -> tenants.put(tenant.name(), tenant));
    }

    /**
     * What a request gets.
     *
     * @param caller whose key it came with; null when no keys are asked for
     * @throws ApiError naming the header or parameter, and its value
     */
    Qos decide(MultiMap headers, Fields body, @Nullable Tenant caller) {
        Tenant tenant = tenant(headers, body.text("user", MAX_USER_CHARS), caller);
        Optional<String> wish = body.text("service_tier", MAX_USER_CHARS).filter(name -> !name.equals(AUTO));
        Tier usual = tenant.defaultTier();
        Tier tier = wish.map(this::tier).orElse(usual);
        Asked inHeaders = figures(headers); // read even where the body decides: a bad header is an error
        Asked inBody = body.object("slo").map(QosOnTheWire::figures).orElse(inHeaders);
        Asked asked = inBody.promisesNothing() ? inHeaders : inBody;
        Slo wanted = asked.promisesNothing()
                ? tier.qos().slo()
                : promise(asked, tier.qos().slo());
        int importance = body.integer("priority", Integer.MIN_VALUE, Integer.MAX_VALUE, tier.priority());
        Slo granted = clamp(wanted, tenant.tightest());
        int priority = Math.max(importance, tenant.topPriority());
        boolean whole = granted.equals(wanted) && priority == importance;
        QosClass qos = named(granted, tier.qos());
        OptionalLong wait = inBody.maxWait.isPresent() ? inBody.maxWait : inHeaders.maxWait;
        return new Qos(qos, priority, tenant, maxWait(wait, qos), whole ? tier.name() : usual.name());
    }

    /** The shorter of what the client and the class's limit say; 0 for any time. */
    private long maxWait(OptionalLong asked, QosClass qos) {
        long limit = config.limit(qos.name()).maxWaitNanos();
        return asked.isEmpty() ? limit : limit == 0 ? asked.getAsLong() : Math.min(limit, asked.getAsLong());
    }

    /** Whose a request is that asks for no class of service. */
    Tenant tenant(MultiMap headers, @Nullable Tenant caller) {
        return tenant(headers, Optional.empty(), caller);
    }

    /** A gateway's header, else the key's tenant, else the user. */
    private Tenant tenant(MultiMap headers, Optional<String> user, @Nullable Tenant caller) {
        Optional<String> named = single(headers, FAIRNESS_ID);
        if (named.isPresent() && !Tenant.sane(named.get())) {
            throw badHeader(FAIRNESS_ID, named.get(), "1 to 128 characters, none of them a control character");
        }
        if (caller != null) {
            return named.isPresent() && caller.gateway() ? policy(named.get(), caller) : caller;
        }
        String name = named.or(() -> user.filter(Tenant::sane)).orElse("default");
        return policy(
                name, Tenant.unbound(name, config.defaultTier(), config.limits().tenantWaiting()));
    }

    private Tenant policy(String name, Tenant otherwise) {
        Tenant known = tenants.get(name);
        return known == null ? otherwise.named(name) : known;
    }

    private Tier tier(String name) {
        Tier tier = config.tiers().get(name);
        if (tier == null) {
            throw ApiError.invalid(
                    "service_tier",
                    "service_tier is '" + name + "', which is not known here."
                            + NearNames.advice(name, config.tiers().keySet()) + "?");
        }
        return tier;
    }

    private static Asked figures(Fields slo) {
        Asked asked = new Asked(
                millis(slo, "ttft_ms"),
                millis(slo, "tbt_ms"),
                millis(slo, "ttlt_ms"),
                millis(slo, "max_wait_ms"),
                "slo");
        slo.done();
        return asked;
    }

    private static OptionalLong millis(Fields slo, String name) {
        var millis = slo.number(name, 0.001, MAX_MILLIS);
        return millis.isEmpty() ? OptionalLong.empty() : OptionalLong.of(nanos(millis.getAsDouble()));
    }

    private static Asked figures(MultiMap headers) {
        return new Asked(
                millis(headers, TTFT_HEADER),
                millis(headers, TBT_HEADER),
                millis(headers, TTLT_HEADER),
                millis(headers, MAX_WAIT_HEADER),
                "x-slo-ttft-ms");
    }

    private static OptionalLong millis(MultiMap headers, String name) {
        Optional<String> value = single(headers, name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        String text = value.get();
        double millis = MILLIS.matcher(text).matches() ? Double.parseDouble(text) : 0;
        if (millis < 0.001 || millis > MAX_MILLIS) {
            throw badHeader(name, text, "milliseconds, such as 250");
        }
        return OptionalLong.of(nanos(millis));
    }

    private static Optional<String> single(MultiMap headers, String name) {
        List<String> values = headers.getAll(name);
        if (values.size() > 1) {
            throw badHeader(name, String.join(", ", values), "given once");
        }
        return values.stream().findFirst().map(String::strip);
    }

    private static ApiError badHeader(String name, String value, String rule) {
        String shown = value.length() > 60 ? value.substring(0, 60) + "..." : value;
        return ApiError.parameter(
                "invalid_header", name, "The header " + name + " is '" + shown + "'; it must be " + rule + ".");
    }

    private static long nanos(double millis) {
        return Math.max(1, Math.round(millis * 1e6));
    }

    private static Slo promise(Asked asked, Slo usual) {
        if (asked.ttlt.isPresent()) {
            if (asked.ttft.isPresent() || asked.tbt.isPresent()) {
                throw ApiError.invalid(
                        asked.place,
                        "A time to last token is asked for beside the others; it must be one or the others.");
            }
            return new Slo.NonInteractive(asked.ttlt.getAsLong());
        }
        if (usual instanceof Slo.Interactive known) {
            return new Slo.Interactive(asked.ttft.orElse(known.ttftNanos()), asked.tbt.orElse(known.tbtNanos()));
        }
        if (asked.ttft.isEmpty() || asked.tbt.isEmpty()) {
            throw ApiError.invalid(
                    asked.place,
                    "A time to first token or between tokens is asked for alone; both must be given, for the class of "
                            + "service has neither.");
        }
        return new Slo.Interactive(asked.ttft.getAsLong(), asked.tbt.getAsLong());
    }

    /** The wanted promise, widened to what the policy allows. */
    private static Slo clamp(Slo wanted, Slo tightest) {
        return switch (tightest) {
            case Slo.BestEffort none -> none;
            case Slo.NonInteractive bound ->
                switch (wanted) {
                    case Slo.Interactive tooTight -> bound;
                    case Slo.NonInteractive(long ttlt) -> new Slo.NonInteractive(Math.max(ttlt, bound.ttltNanos()));
                    case Slo.BestEffort none -> none;
                };
            case Slo.Interactive bound ->
                switch (wanted) {
                    case Slo.Interactive(long ttft, long tbt) ->
                        new Slo.Interactive(Math.max(ttft, bound.ttftNanos()), Math.max(tbt, bound.tbtNanos()));
                    case Slo.NonInteractive(long ttlt) -> new Slo.NonInteractive(Math.max(ttlt, bound.ttftNanos()));
                    case Slo.BestEffort none -> none;
                };
        };
    }

    /** The class that promises it; the preferred one if it does. */
    private QosClass named(Slo slo, QosClass preferred) {
        if (preferred.slo().equals(slo)) {
            return preferred;
        }
        return config.classes().values().stream()
                .filter(known -> known.slo().equals(slo))
                .findFirst()
                .orElse(new QosClass(ServerConfig.CUSTOM_CLASS, slo));
    }
}
