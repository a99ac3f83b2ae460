package dev.sangam.measure.fidelity;

/**
 * The exact test of paired answers (McNemar, Psychometrika 12, 1947): if both models were equally good, an item that only one of
 * them gets right would be the one's or the other's with the same chance, so the counts are binomial with probability 1/2.
 */
public final class McNemar {
    private McNemar() {}

    /**
     * Two-sided p: how likely counts at least as unequal are by chance. Exact to about 1e-12 of its value for any counts; 1 of no
     * items.
     *
     * @param lost items that only the base got right
     * @param gained items that only the candidate got right
     */
    public static double exactP(int lost, int gained) {
        if (lost < 0 || gained < 0) {
            throw new IllegalArgumentException(lost + " and " + gained + " are no counts");
        }
        int few = Math.min(lost, gained);
        if (lost == gained) {
            return 1;
        }
        int items = Math.addExact(lost, gained);
        double term = likelihood(few, items);
        double tail = term;
        for (int k = few; k > 0 && term > tail * 1e-18; k--) {
            term *= (double) k / (items - k + 1);
            tail += term;
        }
        return Math.min(1, 2 * tail);
    }

    /** Binomial probability with 1/2. The product is halved on its way, so that it neither overflows nor vanishes. */
    private static double likelihood(int few, int items) {
        double product = 1;
        int halvings = items;
        for (int i = 1; i <= few; i++) {
            product *= (double) (items - few + i) / i;
            while (product > 1 && halvings > 0) {
                product *= 0.5;
                halvings--;
            }
        }
        return Math.scalb(product, -halvings);
    }
}
