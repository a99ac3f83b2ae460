package dev.sangam.core.batchtime;

/**
 * Batch-time model from a GPU's measured operators, in the decomposition of LLMServingSim 2.0: {@code layers x (operators by
 * tokens + attention) + embedding + final norm + LM head and sampler by sequences}. Nothing is fitted to a whole run, and
 * no overhead per iteration is added: vLLM schedules the next batch while the GPU works.
 *
 * <p>Several prefill chunks c with histories k count as one chunk of their total length C that attends to as many pairs of
 * tokens: {@code C (K + C/2) = sum c (k + c/2)}. The decodes count as equal ones of their mean history, corrected by
 * {@link SkewTable} where the profile has one. Measured histories leave the token itself out, so a decode of context n has
 * history n - 1.
 *
 * <p>Costs by tokens and by sequences are folded into arrays, CUDA-graph padding included; attention is one look-up in the
 * grid, or two with a skew correction. Immutable, so shared freely between threads.
 */
public final class MeasuredProfile implements BatchTimeModel {
    private static final double NANOS_PER_MICRO = 1e3;

    private final AttentionGrid attention;
    private final SkewTable skew;
    private final boolean skewed;
    private final Folded layer;
    private final Folded embedding;
    private final Folded finalNorm;
    private final Folded hop;
    private final Folded perSequence;
    private final int stages;
    private final double layersOfLast;
    private final double layersOfOthers;

    /**
     * @param operators costs by tokens and by sequences
     * @param attention a layer's attention
     * @param skew correction for decodes of different lengths, or {@link SkewTable#NONE}
     * @param graphs sizes that batches are padded to
     * @param layers decoder layers of the whole model
     * @param stages pipeline stages; as in vLLM the last one has no more layers than the others
     */
    public MeasuredProfile(
            Operators operators, AttentionGrid attention, SkewTable skew, CudaGraphs graphs, int layers, int stages) {
        if (stages < 1 || layers < stages) {
            throw new IllegalArgumentException(
                    "pipeline stages are " + stages + "; they must be >= 1 and <= the " + layers + " layers");
        }
        this.attention = attention;
        this.skew = skew;
        this.skewed = !skew.isNone();
        this.stages = stages;
        layer = new Folded(operators.layer(), graphs);
        embedding = new Folded(operators.embedding(), graphs);
        finalNorm = new Folded(operators.finalNorm(), graphs);
        hop = new Folded(operators.hop(), graphs);
        perSequence = new Folded(operators.perSequence(), CudaGraphs.NONE);
        layersOfLast = stages == 1 ? layers : layers / stages;
        layersOfOthers = stages == 1 ? 0 : (layers - layersOfLast) / (stages - 1);
    }

    @Override
    public double stageNanos(BatchShape shape, boolean lastStage) {
        int tokens = shape.tokens();
        if (tokens == 0) {
            return 0;
        }
        double layers = lastStage ? layersOfLast : layersOfOthers;
        double micros = layers * (layer.at(tokens) + attentionMicros(shape));
        if (stages == 1 || !lastStage) {
            micros += embedding.at(tokens) / Math.max(1, stages - 1);
        }
        micros += lastStage ? finalNorm.at(tokens) + perSequence.at(shape.sequences()) : hop.at(tokens);
        return micros * NANOS_PER_MICRO;
    }

    /** Microseconds of one layer's attention. */
    double attentionMicros(BatchShape shape) {
        int chunk = shape.prefillTokens();
        int decodes = shape.decodes();
        double history =
                chunk == 0 ? 0 : (shape.prefillProducts() + 0.5 * shape.prefillSquares()) / chunk - 0.5 * chunk;
        if (decodes == 0) {
            return attention.micros(chunk, history, 0, 0);
        }
        double mean = (double) shape.decodeContext() / decodes - 1;
        double atMean = attention.micros(chunk, history, decodes, mean);
        int longest = shape.maxDecodeContext() - 1;
        int shortest = shape.minDecodeContext() - 1;
        if (!skewed || longest == shortest) {
            return atMean;
        }
        double rate = (mean - shortest) / (longest - shortest);
        double alpha = skew.alpha(chunk, decodes, rate, longest, history);
        double atLongest = alpha == 0 ? 0 : attention.micros(chunk, history, decodes, longest);
        return atLongest <= atMean ? atMean : Math.max(0, atMean + alpha * (atLongest - atMean));
    }

    /**
     * What a batch costs beside attention, microseconds.
     *
     * @param layer all operators and collectives of one layer, by tokens
     * @param embedding before the first layer, by tokens; shared evenly by the stages before the last, since a stage does
     *     not know whether it is the first
     * @param finalNorm after the last layer, by tokens
     * @param hop sending on to the next pipeline stage, by tokens
     * @param perSequence LM head and sampler, by sequences
     */
    public record Operators(
            CostCurve layer, CostCurve embedding, CostCurve finalNorm, CostCurve hop, CostCurve perSequence) {}

    /** A curve as an array up to its last measured count. */
    private static final class Folded {
        private final CostCurve curve;
        private final CudaGraphs graphs;
        private final double[] values;

        Folded(CostCurve curve, CudaGraphs graphs) {
            this.curve = curve;
            this.graphs = graphs;
            values = new double[curve.lastCount() + 1];
            for (int i = 0; i < values.length; i++) {
                values[i] = curve.at(graphs.padded(i));
            }
        }

        double at(int count) {
            return count < values.length ? values[count] : curve.at(graphs.padded(count));
        }
    }
}
