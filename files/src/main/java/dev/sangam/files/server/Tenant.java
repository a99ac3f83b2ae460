package dev.sangam.files.server;

import dev.sangam.core.request.Slo;
import java.util.List;

/**
 * Somebody who shares the server with others.
 *
 * @param name what its requests are counted under
 * @param keys what it proves itself with
 * @param gateway whether it speaks for others: its header {@code x-gateway-inference-fairness-id} names the tenant
 * @param defaultTier the tier of its requests that name none
 * @param tightest the tightest promise it may ask for; wider ones are its to choose
 * @param topPriority the most important priority it may ask for, lower is more important
 * @param maxWaiting most requests whose first token has not come
 * @param maxInFlight most requests that have not ended
 */
public record Tenant(
        String name,
        List<KeySource> keys,
        boolean gateway,
        Tier defaultTier,
        Slo tightest,
        int topPriority,
        int maxWaiting,
        int maxInFlight) {
    private static final Slo ANY = new Slo.Interactive(1, 1);

    public Tenant {
        if (!sane(name)) {
            throw new IllegalArgumentException("name is '" + name
                    + "'; it must be 1 to 128 characters without white space at its ends or control " + "characters");
        }
        keys = List.copyOf(keys);
    }

    /** Somebody without a policy: asks for what it likes. */
    public static Tenant unbound(String name, Tier defaultTier, int maxWaiting) {
        return new Tenant(name, List.of(), true, defaultTier, ANY, Integer.MIN_VALUE, maxWaiting, Integer.MAX_VALUE);
    }

    /** The same policy for somebody else, as a gateway's callers have it. */
    public Tenant named(String other) {
        return new Tenant(other, List.of(), gateway, defaultTier, tightest, topPriority, maxWaiting, maxInFlight);
    }

    /** Whether a text may name a tenant. */
    public static boolean sane(String name) {
        return !name.isEmpty()
                && name.length() <= 128
                && name.strip().equals(name)
                && name.chars().noneMatch(Character::isISOControl);
    }
}
