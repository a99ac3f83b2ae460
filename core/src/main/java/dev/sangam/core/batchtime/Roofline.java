package dev.sangam.core.batchtime;

import dev.sangam.core.model.Dtype;
import dev.sangam.core.model.FeedForward;
import dev.sangam.core.model.HardwareSpec;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;

/**
 * Batch time from specifications alone (Williams et al., "Roofline", CACM 2009): each kernel of a layer is limited by
 * arithmetic or by memory. No profile is needed. Beside profiles of the layers on A100, A800, A30 and RTX 4090, from
 * which the constants of their classes were read, its mean error is 6 to 11 % (18 % on the A800 with that profile's
 * slow cache write). Hopper and Blackwell have not been compared.
 *
 * <p>Modelled: tiles of matrix products, idle multiprocessors under short chunks, padding of decodes in mixed batches,
 * experts touched by a batch, all-reduces and sends between stages, LM head and sampler, a fixed time per kernel and
 * per iteration. Not modelled: uneven lengths among decodes, sliding windows, overlap of communication with
 * computation.
 *
 * <p>Thread-safe. Times up to {@value #TABLE} tokens are computed at construction, so a call costs some 40 ns.
 */
public final class Roofline implements BatchTimeModel {
    private static final int TABLE = 4096;
    /** Passes of the sampler over the logits in 32 bits: it reads them and writes probabilities. */
    private static final int SAMPLER_PASSES = 2;

    private final ModelSpec model;
    private final int layers;
    private final TokenTime tokenTime;
    private final AttentionTime attentionTime;
    private final Collectives collectives;
    private final Kernels headKernels;
    private final double shardedVocabulary;
    private final double stepNanos;
    private final double[] tokenNanos = new double[TABLE + 1];

    /**
     * The model of one pipeline stage, the fullest one.
     *
     * @throws IllegalArgumentException when the model cannot be split this way
     */
    public Roofline(ModelSpec model, HardwareSpec hardware, Parallelism parallelism) {
        parallelism.check(model);
        this.model = model;
        this.layers = parallelism.layersPerStage(model);
        this.tokenTime = new TokenTime(model, hardware, parallelism);
        this.attentionTime = new AttentionTime(model, hardware, parallelism);
        this.collectives = Collectives.of(hardware, parallelism);
        this.headKernels = new Kernels(hardware, model.weightDtype() == Dtype.FP32 ? Dtype.FP32 : Dtype.BF16);
        this.shardedVocabulary = (double) model.vocabulary() / parallelism.tensor();
        this.stepNanos = hardware.efficiency().stepNanos();
        for (int tokens = 1; tokens <= TABLE; tokens++) {
            tokenNanos[tokens] = tokenTime.nanos(tokens);
        }
    }

    @Override
    public double stageNanos(BatchShape shape, boolean lastStage) {
        if (shape.tokens() == 0) {
            return 0;
        }
        double tail = lastStage ? headNanos(shape.sequences()) + stepNanos : sendNanos(shape.tokens());
        return layers * layerNanos(shape) + tail;
    }

    /**
     * Nanoseconds of one operator of one layer; not a number where the model has no such operator.
     *
     * @param count tokens, or sequences of the LM head and the sampler
     */
    public double nanos(LayerOperator operator, int count) {
        FeedForward.Dense mlp = model.feedForward() instanceof FeedForward.Dense dense ? dense : null;
        return switch (operator) {
            case NORM -> tokenTime.norm(count);
            case ADD -> tokenTime.add(count);
            case QKV -> tokenTime.qkv(count);
            case ROTARY -> tokenTime.rotary(count);
            case CACHE_WRITE -> tokenTime.cacheWrite(count);
            case ATTENTION_OUT -> tokenTime.attentionOut(count);
            case MLP_UP -> mlp == null ? Double.NaN : tokenTime.mlpUp(count, mlp);
            case ACTIVATION -> mlp == null ? Double.NaN : tokenTime.activation(count, mlp);
            case MLP_DOWN -> mlp == null ? Double.NaN : tokenTime.mlpDown(count, mlp);
            case EXPERTS ->
                model.feedForward() instanceof FeedForward.Mixture mixture
                        ? tokenTime.mixture(count, mixture)
                        : Double.NaN;
            case ALL_REDUCE -> tokenTime.allReduce(count);
            case EMBEDDING -> headKernels.stream(count * 2.0 * model.hidden() * Dtype.BF16.bytes());
            case SEND -> sendNanos(count);
            case LM_HEAD -> lmHeadNanos(count);
            case SAMPLER -> samplerNanos(count);
        };
    }

    /** Nanoseconds of one layer's attention, its keys and values already in the cache. */
    public double attentionNanos(BatchShape shape) {
        return attentionTime.nanos(shape);
    }

    /** Nanoseconds of one decoder layer, communication included. */
    double layerNanos(BatchShape shape) {
        int tokens = shape.tokens();
        double linear = tokens <= TABLE ? tokenNanos[tokens] : tokenTime.nanos(tokens);
        return linear + attentionTime.nanos(shape);
    }

    /** Nanoseconds of LM head and sampler; every sequence gets logits for one row. */
    double headNanos(int sequences) {
        return lmHeadNanos(sequences)
                + collectives.gatherNanos(logits(sequences) * Dtype.BF16.bytes())
                + samplerNanos(sequences);
    }

    private double lmHeadNanos(int sequences) {
        return headKernels.product(sequences, shardedVocabulary, model.hidden());
    }

    private double samplerNanos(int sequences) {
        return SAMPLER_PASSES * headKernels.stream(logits(sequences) * Dtype.FP32.bytes());
    }

    private double logits(int sequences) {
        return (double) sequences * model.vocabulary();
    }

    private double sendNanos(int tokens) {
        return collectives.sendNanos((double) tokens * model.hidden() * Dtype.BF16.bytes());
    }
}
