package dev.sangam.core.scheduler;

/**
 * How alpha, the weight of remaining work against deadlines, follows load (the Niyama paper adapts it, but gives no law).
 *
 * <p>Load is the demand of the waiting prompts: the work that is due by a deadline over the time left until then, for the
 * deadline where this is the most. Far below 1 all deadlines are met in their own order, and alpha is low. Towards 1 and
 * beyond, short prompts should go first, so that few are late, and alpha rises tenfold. In units of the time that a prompt's
 * token takes, so that it suits every machine: on an A100 with Llama-3-8B, where a token takes 0.1 ms, it goes from 0.8 to 8
 * ms, as the paper's.
 */
final class AlphaLaw {
    private static final double LOWEST = 8;
    private static final double HIGHEST = 80;
    private static final double RISES_FROM = 0.5;
    private static final double RISES_TO = 1;

    private AlphaLaw() {}

    /** Tokens' times that a token of remaining work weighs. */
    static double factor(double demand) {
        double share = Math.clamp((demand - RISES_FROM) / (RISES_TO - RISES_FROM), 0, 1);
        return LOWEST * Math.pow(HIGHEST / LOWEST, share);
    }

    /** Whether alpha has moved so far that it is worth ranking the queue anew. */
    static boolean differs(double alpha, double from) {
        return alpha > 1.4 * from || from > 1.4 * alpha;
    }
}
