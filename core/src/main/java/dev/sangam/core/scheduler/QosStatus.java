package dev.sangam.core.scheduler;

/**
 * How a deadline-aware policy stood when it formed its latest batch, for people and dashboards.
 *
 * @param alphaNanosPerToken weight of remaining work against deadlines in the order of prefills
 * @param slackNanos time until the most urgent token of the running decodes is due, negative when it is late; {@link
 *     #UNLIMITED} when none is due at any time
 * @param chunkLimitTokens most prefill tokens that the batch could have taken without making a token late
 * @param margin factor on predicted batch times that keeps them above most of the measured ones; 1 for a perfect model
 * @param backlogNanos predicted time to compute all prompts that wait and are not relegated
 * @param relegated requests that are relegated now
 */
public record QosStatus(
        double alphaNanosPerToken,
        long slackNanos,
        int chunkLimitTokens,
        double margin,
        long backlogNanos,
        int relegated) {
    /** No token is due. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Of a policy without deadlines. */
    public static final QosStatus NONE = new QosStatus(0, UNLIMITED, 0, 1, 0, 0);
}
