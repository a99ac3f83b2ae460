package dev.sangam.core.batchtime;

import dev.sangam.core.model.Dtype;
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

    /** Nanoseconds of one decoder layer, communication included. */
    double layerNanos(BatchShape shape) {
        int tokens = shape.tokens();
        double linear = tokens <= TABLE ? tokenNanos[tokens] : tokenTime.nanos(tokens);
        return linear + attentionTime.nanos(shape);
    }

    /** Nanoseconds of LM head and sampler; every sequence gets logits for one row. */
    double headNanos(int sequences) {
        double logits = (double) sequences * model.vocabulary();
        return headKernels.product(sequences, shardedVocabulary, model.hidden())
                + collectives.gatherNanos(logits * Dtype.BF16.bytes())
                + SAMPLER_PASSES * headKernels.stream(logits * Dtype.FP32.bytes());
    }

    private double sendNanos(int tokens) {
        return collectives.sendNanos((double) tokens * model.hidden() * Dtype.BF16.bytes());
    }
}
