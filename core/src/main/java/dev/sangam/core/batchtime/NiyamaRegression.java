package dev.sangam.core.batchtime;

/**
 * The linear batch-time model of the Niyama artifact: one set of coefficients for batches of at most {@code limit}
 * tokens, another above. It predicts a whole iteration on one GPU, LM head and sampler included, so both kinds of
 * stage get the same time and a pipeline is not modelled.
 *
 * @param limit largest number of tokens to which {@code small} applies
 * @param small coefficients up to the limit
 * @param large coefficients above it
 */
public record NiyamaRegression(int limit, Coefficients small, Coefficients large) implements BatchTimeModel {
    /** Llama-3-8B on one A100-80, as published with the Niyama paper's artifact. */
    public static final NiyamaRegression LLAMA_3_8B_A100 = new NiyamaRegression(
            512,
            new Coefficients(0.014936, 5.882475e-5, 2.247956e-5, 3.634519e-5, 7.554773e-7, 1.111258e-7),
            new Coefficients(0.005004, 2.719050e-5, 6.863043e-5, -4.143993e-5, 2.727223e-6, 1.663409e-7));

    /**
     * Seconds per unit of each aggregate of a batch.
     *
     * @param constant seconds of any batch
     * @param token per token, prefill or decode
     * @param prefillToken per prefill token, on top
     * @param decode per decode, on top
     * @param prefillContext per token of context of a prefill chunk
     * @param decodeContext per token of context of a decode
     */
    public record Coefficients(
            double constant,
            double token,
            double prefillToken,
            double decode,
            double prefillContext,
            double decodeContext) {

        double seconds(BatchShape shape) {
            return constant
                    + token * shape.tokens()
                    + prefillToken * shape.prefillTokens()
                    + decode * shape.decodes()
                    + prefillContext * shape.prefillContext()
                    + decodeContext * shape.decodeContext();
        }
    }

    @Override
    public double stageNanos(BatchShape shape, boolean lastStage) {
        Coefficients coefficients = shape.tokens() <= limit ? small : large;
        return Math.max(1, coefficients.seconds(shape) * 1e9);
    }
}
