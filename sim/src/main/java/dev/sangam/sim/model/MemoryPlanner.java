package dev.sangam.sim.model;

import dev.sangam.core.InputException;
import dev.sangam.core.model.FeedForward;
import dev.sangam.core.model.HardwareSpec;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import dev.sangam.sim.hardware.HardwareCatalogue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says how many KV blocks fit beside a model, as vLLM finds out by running a full batch of dummies: what is left of the
 * usable memory after weights, activations, logits and the CUDA context.
 *
 * @param memoryFraction share of the device's memory that the engine may use (vLLM's {@code gpu_memory_utilization})
 * @param blockTokens tokens of a KV block
 * @param batchTokens most tokens of one iteration, which sizes the activations
 * @param sequences most sequences of one iteration, which sizes the logits
 */
public record MemoryPlanner(double memoryFraction, int blockTokens, int batchTokens, int sequences) {
    /** vLLM's defaults. */
    public static final MemoryPlanner DEFAULT = new MemoryPlanner(0.9, 16, 2048, 256);

    private static final double ACTIVATION_BYTES = 2;
    /** CUDA context, kernels and libraries' workspaces: about half a GiB with PyTorch on CUDA 12. */
    private static final double CONTEXT_BYTES = 0.5 * (1L << 30);
    /** The sampler's peak: logits in 16 bits, widened to 32, and a sorted or normalised copy. */
    private static final double SAMPLER_BYTES_PER_LOGIT = 10;

    private static final List<Integer> ADVISED = List.of(1, 2, 4, 8, 16);

    public MemoryPlanner {
        if (!(memoryFraction > 0 && memoryFraction <= 1)) {
            throw new IllegalArgumentException(
                    "memory_fraction is " + memoryFraction + "; it must be above 0 and at most 1");
        }
        requirePositive("block_size", blockTokens);
        requirePositive("batch_tokens", batchTokens);
        requirePositive("sequences", sequences);
    }

    /**
     * The plan for one replica.
     *
     * @throws IllegalArgumentException when the model cannot be split this way
     * @throws InputException when not even one block fits, with figures and advice
     */
    public MemoryPlan plan(ModelSpec model, HardwareSpec hardware, Parallelism parallelism) {
        parallelism.check(model);
        MemoryPlan plan = unchecked(model, hardware, parallelism);
        if (plan.blocks() < 1) {
            throw new InputException(String.format(
                    Locale.ROOT,
                    "%s does not fit %s with tensor_parallel %d and pipeline_parallel %d: weights of %.1f GiB and"
                            + " activations of %.1f GiB a GPU leave nothing of the usable %.1f GiB for the KV cache.%s",
                    model.name(),
                    hardware.name(),
                    parallelism.tensor(),
                    parallelism.pipeline(),
                    plan.weightBytes() / (1L << 30),
                    plan.reserveBytes() / (1L << 30),
                    plan.usableBytes() / (1L << 30),
                    advice(model, hardware, parallelism)));
        }
        return plan;
    }

    private MemoryPlan unchecked(ModelSpec model, HardwareSpec hardware, Parallelism parallelism) {
        double usable = hardware.memoryBytes() * memoryFraction;
        double weights = weightBytes(model, parallelism);
        double reserve = reserveBytes(model, parallelism);
        double perToken = parallelism.kvBytesPerTokenPerGpu(model);
        double blocks = Math.max(0, Math.floor((usable - weights - reserve) / (perToken * blockTokens)));
        return new MemoryPlan(
                model,
                hardware,
                parallelism,
                memoryFraction,
                hardware.memoryBytes(),
                usable,
                weights,
                reserve,
                perToken,
                blockTokens,
                (int) Math.min(Integer.MAX_VALUE, blocks));
    }

    /**
     * Weights on a GPU of the fullest stage. Matrices and embeddings are divided by tensor parallelism; key and value
     * projections are replicated where there are fewer KV heads than GPUs; norms are replicated, and too small to
     * count.
     */
    static double weightBytes(ModelSpec model, Parallelism parallelism) {
        int tensor = parallelism.tensor();
        double replicated = 2.0
                * model.hidden()
                * model.attention().headDim()
                * ((double) parallelism.kvHeadsPerGpu(model)
                        - (double) model.attention().kvHeads() / tensor)
                * model.weightDtype().bytes();
        double layers = parallelism.layersPerStage(model) * (model.layerBytes() / tensor + replicated);
        boolean bothTables = parallelism.pipeline() == 1;
        double outside = bothTables ? model.outsideBytes() : model.embeddingParameters() * model.unquantisedBytes();
        return layers + outside / tensor;
    }

    /** Memory that is neither weights nor KV cache. */
    private double reserveBytes(ModelSpec model, Parallelism parallelism) {
        int tensor = parallelism.tensor();
        double inner = switch (model.feedForward()) {
            case FeedForward.Dense dense -> (dense.gated() ? 3.0 : 2.0) * dense.intermediate() / tensor;
            case FeedForward.Mixture mixture ->
                mixture.expertsPerToken() * (3.0 * mixture.intermediate() / tensor + model.hidden())
                        + 3.0 * mixture.sharedIntermediate() / tensor;
        };
        double activations = batchTokens * (4.0 * model.hidden() + inner) * ACTIVATION_BYTES;
        double logits = (double) sequences * model.vocabulary() * SAMPLER_BYTES_PER_LOGIT;
        return CONTEXT_BYTES + activations + logits;
    }

    /** More GPUs of the same kind, the same number of a larger kind, or else the fewest GPUs of any kind. */
    private String advice(ModelSpec model, HardwareSpec hardware, Parallelism parallelism) {
        List<String> options = new ArrayList<>();
        wider(model, parallelism)
                .filter(wider -> fits(model, hardware, wider))
                .findFirst()
                .ifPresent(wider -> options.add("tensor_parallel " + wider.tensor()));
        roomier(model, parallelism).ifPresent(other -> options.add(other.name()));
        if (options.isEmpty()) {
            wider(model, parallelism)
                    .flatMap(wider -> roomier(model, wider).stream()
                            .map(other -> other.name() + " with tensor_parallel " + wider.tensor()))
                    .findFirst()
                    .ifPresent(options::add);
        }
        return options.isEmpty() ? "" : " Maybe " + String.join(", or ", options);
    }

    private static Stream<Parallelism> wider(ModelSpec model, Parallelism parallelism) {
        return ADVISED.stream()
                .filter(tensor -> tensor > parallelism.tensor())
                .map(tensor -> new Parallelism(tensor, parallelism.pipeline()))
                .filter(wider -> splits(model, wider));
    }

    private Optional<HardwareSpec> roomier(ModelSpec model, Parallelism parallelism) {
        return HardwareCatalogue.all().stream()
                .filter(other -> fits(model, other, parallelism))
                .min(Comparator.comparingLong(HardwareSpec::memoryBytes));
    }

    private boolean fits(ModelSpec model, HardwareSpec hardware, Parallelism parallelism) {
        return unchecked(model, hardware, parallelism).blocks() > 0;
    }

    private static boolean splits(ModelSpec model, Parallelism parallelism) {
        try {
            parallelism.check(model);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be >= 1");
        }
    }
}
