package dev.sangam.sim.profile;

import dev.sangam.core.batchtime.CostCurve;
import dev.sangam.core.model.Interconnect;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import org.jspecify.annotations.Nullable;

/**
 * What the GPUs of a replica spend on telling each other, microseconds: a latency and the bytes of a ring over the link.
 * As in vLLM, every layer ends attention and MLP with an all-reduce of the hidden states, the embedding with another, and
 * the LM head gathers the logits.
 */
final class RingCollectives {
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double MICROS_PER_NANO = 1e-3;

    private final ModelSpec model;
    private final Parallelism parallelism;
    private final @Nullable Interconnect link;

    RingCollectives(ModelSpec model, Parallelism parallelism, @Nullable Interconnect link) {
        this.model = model;
        this.parallelism = parallelism;
        this.link = link;
    }

    int tensorParallel() {
        return parallelism.tensor();
    }

    /** One all-reduce of the hidden states, by tokens: each GPU sends 2 (n - 1) / n of them. */
    CostCurve allReduce() {
        int n = parallelism.tensor();
        return n == 1 ? CostCurve.ZERO : curve(hiddenBytes() * 2 * (n - 1) / n);
    }

    /** Gathering the shares of the vocabulary, by sequences: each GPU sends (n - 1) / n of the logits. */
    CostCurve gatherLogits() {
        int n = parallelism.tensor();
        return n == 1 ? CostCurve.ZERO : curve(model.vocabulary() * model.unquantisedBytes() * (n - 1) / n);
    }

    /** Sending hidden states to the next pipeline stage, by tokens; each GPU sends its share. */
    CostCurve hop() {
        return parallelism.pipeline() == 1 ? CostCurve.ZERO : curve(hiddenBytes() / parallelism.tensor());
    }

    private double hiddenBytes() {
        return model.hidden() * model.unquantisedBytes();
    }

    private CostCurve curve(double bytesPerItem) {
        return link == null
                ? CostCurve.ZERO
                : CostCurve.line(
                        link.latencyNanos() * MICROS_PER_NANO, bytesPerItem / link.bandwidth() * MICROS_PER_SECOND);
    }
}
