package dev.sangam.core.batchtime;

import dev.sangam.core.model.Attention;
import dev.sangam.core.model.Dtype;
import dev.sangam.core.model.FeedForward;
import dev.sangam.core.model.HardwareSpec;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;

/** Time of all of a layer but its attention: a function of the number of tokens alone. */
final class TokenTime {
    /** Activations are in 16 bits. */
    private static final double ACTIVATION_BYTES = Dtype.BF16.bytes();
    /** A fused norm reads input and residual and writes both; it stands before attention and before the MLP. */
    private static final int NORM_TENSORS = 4;

    private final ModelSpec model;
    private final Kernels kernels;
    private final Collectives collectives;
    private final double queryWidth;
    private final double kvWidth;
    private final int tensor;

    TokenTime(ModelSpec model, HardwareSpec hardware, Parallelism parallelism) {
        Attention attention = model.attention();
        this.model = model;
        this.kernels = new Kernels(hardware, model.weightDtype());
        this.collectives = Collectives.of(hardware, parallelism);
        this.tensor = parallelism.tensor();
        this.queryWidth = (double) attention.queryWidth() / tensor;
        this.kvWidth = (double) parallelism.kvHeadsPerGpu(model) * attention.headDim();
    }

    /** Nanoseconds of one layer for this many tokens. */
    double nanos(int tokens) {
        double hidden = model.hidden();
        double allReduce = collectives.allReduceNanos(tokens * hidden * ACTIVATION_BYTES);
        return 2 * streamed(tokens, NORM_TENSORS * hidden) + projections(tokens) + feedForward(tokens) + 2 * allReduce;
    }

    private double projections(int tokens) {
        double hidden = model.hidden();
        return kernels.product(tokens, queryWidth + 2 * kvWidth, hidden)
                + streamed(tokens, 2 * (queryWidth + kvWidth))
                + streamed(tokens, 4 * kvWidth)
                + kernels.product(tokens, hidden, queryWidth);
    }

    private double feedForward(int tokens) {
        return switch (model.feedForward()) {
            case FeedForward.Dense dense -> dense(tokens, dense.intermediate(), dense.gated());
            case FeedForward.Mixture mixture -> mixture(tokens, mixture);
        };
    }

    private double dense(int tokens, int intermediate, boolean gated) {
        double inner = (double) intermediate / tensor;
        double up = gated ? 2 * inner : inner;
        return kernels.product(tokens, up, model.hidden())
                + streamed(tokens, up + inner)
                + kernels.product(tokens, model.hidden(), inner);
    }

    private double mixture(int tokens, FeedForward.Mixture mixture) {
        double visits = (double) tokens * mixture.expertsPerToken();
        double touched = mixture.expectedExperts(tokens);
        double inner = (double) mixture.intermediate() / tensor;
        double hidden = model.hidden();
        double routed = kernels.product(tokens, mixture.experts(), hidden)
                + kernels.groupedProduct(visits, touched, 2 * inner, hidden)
                + kernels.stream(visits * 3 * inner * ACTIVATION_BYTES)
                + kernels.groupedProduct(visits, touched, hidden, inner)
                + kernels.stream((visits + tokens) * hidden * ACTIVATION_BYTES);
        int shared = mixture.sharedIntermediate();
        return shared == 0 ? routed : routed + dense(tokens, shared, true);
    }

    private double streamed(int tokens, double valuesPerToken) {
        return kernels.stream(tokens * valuesPerToken * ACTIVATION_BYTES);
    }
}
