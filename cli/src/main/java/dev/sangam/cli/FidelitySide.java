package dev.sangam.cli;

/**
 * One of those that are compared.
 *
 * @param key names its files in the folder of the results
 * @param source where its answers come from
 * @param shape how it is computed, where it is a model of this process
 */
record FidelitySide(String key, FidelitySource source, Shape shape) {
    /** Whose answers all others are held to. */
    static final String BASE = "base";

    /** The one that is held to it, where there is one alone. */
    static final String CANDIDATE = "candidate";

    /** The base once more, in other batches. */
    static final String FLOOR = "floor";

    /**
     * How many tokens and items are computed together. Sums are rounded in another order in other batches, as they are in a
     * server under load: by how much that changes answers is the noise that a candidate must be seen against.
     *
     * @param batchTokens tokens of one call of the kernels
     * @param groupSize items that are answered together
     */
    record Shape(int batchTokens, int groupSize) {
        static final Shape USUAL = new Shape(512, 64);
        static final Shape OTHER = new Shape(192, 24);
    }

    static FidelitySide base(FidelitySource source) {
        return new FidelitySide(BASE, source, Shape.USUAL);
    }

    /** The same in other batches. */
    FidelitySide floor() {
        return new FidelitySide(FLOOR, source, Shape.OTHER);
    }
}
