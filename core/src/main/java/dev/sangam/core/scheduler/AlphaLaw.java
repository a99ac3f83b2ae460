package dev.sangam.core.scheduler;

/**
 * How alpha, the weight of remaining work against deadlines, follows load (the Niyama paper adapts it, but gives no law).
 * Pressure is the time that the waiting prompts take over the time to the tightest deadline: below 1 all can be in time in
 * any order, and deadlines should decide; the more it exceeds 1, the more short prompts should go first, so that few are late.
 * Alpha is held in levels, a factor of two apart, and changes when pressure has left its level by a quarter, so that the
 * queue is ranked anew seldom. In units of the time that a prompt's token takes, so that it suits every machine.
 */
final class AlphaLaw {
    private static final double LOWEST = Double.parseDouble(System.getProperty("alpha.low", "8"));
    private static final double HIGHEST = Double.parseDouble(System.getProperty("alpha.high", "80"));
    private static final double SLACKEN = 0.75;

    private double factor = LOWEST;

    /** Tokens' times that a token of remaining work weighs, for a pressure. */
    double factor(double pressure) {
        while (factor < HIGHEST && pressure > factor / LOWEST) {
            factor = Math.min(HIGHEST, 2 * factor);
        }
        while (factor > LOWEST && pressure < SLACKEN * factor / (2 * LOWEST)) {
            factor = Math.max(LOWEST, factor / 2);
        }
        return factor;
    }
}
