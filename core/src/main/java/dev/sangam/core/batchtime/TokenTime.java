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
    /** An addition reads two and writes one. */
    private static final int ADD_TENSORS = 3;

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
        return 2 * norm(tokens) + projections(tokens) + feedForward(tokens) + 2 * allReduce(tokens);
    }

    double norm(int tokens) {
        return streamed(tokens, NORM_TENSORS * (double) model.hidden());
    }

    double add(int tokens) {
        return streamed(tokens, ADD_TENSORS * (double) model.hidden());
    }

    double qkv(int tokens) {
        return kernels.product(tokens, queryWidth + 2 * kvWidth, model.hidden());
    }

    double rotary(int tokens) {
        return streamed(tokens, 2 * (queryWidth + kvWidth));
    }

    double cacheWrite(int tokens) {
        return streamed(tokens, 4 * kvWidth);
    }

    double attentionOut(int tokens) {
        return kernels.product(tokens, model.hidden(), queryWidth);
    }

    double allReduce(int tokens) {
        return collectives.allReduceNanos(tokens * (double) model.hidden() * ACTIVATION_BYTES);
    }

    double mlpUp(int tokens, FeedForward.Dense mlp) {
        return kernels.product(tokens, upWidth(mlp), model.hidden());
    }

    double activation(int tokens, FeedForward.Dense mlp) {
        return streamed(tokens, upWidth(mlp) + innerWidth(mlp));
    }

    double mlpDown(int tokens, FeedForward.Dense mlp) {
        return kernels.product(tokens, model.hidden(), innerWidth(mlp));
    }

    private double innerWidth(FeedForward.Dense mlp) {
        return (double) mlp.intermediate() / tensor;
    }

    private double upWidth(FeedForward.Dense mlp) {
        return mlp.gated() ? 2 * innerWidth(mlp) : innerWidth(mlp);
    }

    private double projections(int tokens) {
        return qkv(tokens) + rotary(tokens) + cacheWrite(tokens) + attentionOut(tokens);
    }

    private double feedForward(int tokens) {
        return switch (model.feedForward()) {
            case FeedForward.Dense dense -> dense(tokens, dense);
            case FeedForward.Mixture mixture -> mixture(tokens, mixture);
        };
    }

    private double dense(int tokens, FeedForward.Dense mlp) {
        return mlpUp(tokens, mlp) + activation(tokens, mlp) + mlpDown(tokens, mlp);
    }

    double mixture(int tokens, FeedForward.Mixture mixture) {
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
        return shared == 0 ? routed : routed + dense(tokens, new FeedForward.Dense(shared, true));
    }

    private double streamed(int tokens, double valuesPerToken) {
        return kernels.stream(tokens * valuesPerToken * ACTIVATION_BYTES);
    }
}
