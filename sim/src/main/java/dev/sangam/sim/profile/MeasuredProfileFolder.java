package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.Collectives;
import dev.sangam.core.batchtime.CostCurve;
import dev.sangam.core.batchtime.CudaGraphs;
import dev.sangam.core.batchtime.MeasuredProfile;
import dev.sangam.core.batchtime.MeasuredProfile.Operators;
import dev.sangam.core.batchtime.SkewTable;
import dev.sangam.core.model.FeedForward;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import dev.sangam.files.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;

/**
 * A folder of a GPU's measured operators in the format of LLMServingSim 2.0 (profiler 1.0.0): {@code meta.yaml}, and per
 * degree of tensor parallelism {@code tpN/dense.csv}, {@code per_sequence.csv}, {@code attention.csv}, {@code moe.csv} for a
 * mixture of experts, and {@code skew_fit.csv} where {@code meta.yaml} says that the fit is enabled. Operators were measured
 * on one decoder layer, microseconds; further keys of {@code meta.yaml} describe the measurement and are not read.
 */
public final class MeasuredProfileFolder {
    private static final List<String> OUTSIDE = List.of("embedding", "final_layernorm");
    private static final List<String> ATTENTION_BLOCK = List.of("layernorm", "layernorm", "qkv_proj", "o_proj");
    private static final List<String> WHERE_MEASURED = List.of("qk_norm", "rotary_emb");
    private static final List<String> DENSE_MLP = List.of("gate_up_proj", "act_fn", "down_proj");
    private static final List<String> HEAD = List.of("lm_head", "sampler");

    private static final double NANOS_PER_MICRO = 1e3;

    private final Path folder;
    private final Section meta;

    private MeasuredProfileFolder(Path folder, Section meta) {
        this.folder = folder;
        this.meta = meta;
    }

    /** Opens a folder; its tables are read by {@link #batchTime}. */
    public static MeasuredProfileFolder open(Path folder) {
        Path meta = folder.resolve("meta.yaml");
        if (!Files.isRegularFile(meta)) {
            Path inner = folder.resolve("profile");
            String advice = Files.isRegularFile(inner.resolve("meta.yaml")) ? ". Maybe " + inner : "";
            throw new InputException(folder + ": is not a measured profile, it has no meta.yaml" + advice);
        }
        return new MeasuredProfileFolder(folder, Section.read(meta));
    }

    /** The model it was measured with. */
    public String model() {
        return meta.text("model");
    }

    /** The accelerator it was measured on. */
    public String hardware() {
        return meta.text("hardware");
    }

    /** Largest batch that was measured, tokens; beyond it times are extrapolated. */
    public int maxBatchTokens() {
        return engineLimit("max_num_batched_tokens");
    }

    /** Most sequences that were measured in a batch. */
    public int maxSequences() {
        return engineLimit("max_num_seqs");
    }

    /**
     * The batch-time model of these measurements.
     *
     * @param model the model to run; its shape must be the measured one, its number of layers is free
     * @param parallelism how it is split; its tensor parallel degree must have been measured
     * @param collectives what its GPUs spend on telling each other, which profiles do not hold
     * @param graphs CUDA graphs of the engine to predict
     */
    public MeasuredProfile batchTime(
            ModelSpec model, Parallelism parallelism, Collectives collectives, CudaGraphs graphs) {
        checkShape(model);
        Path tables = folder.resolve("tp" + parallelism.tensor());
        if (!Files.isDirectory(tables)) {
            throw new InputException(folder + ": tensor_parallel is " + parallelism.tensor() + "; it must be one of "
                    + degrees() + ", which were measured");
        }
        if (Files.exists(tables.resolve("linear_attention.csv"))) {
            throw new InputException(
                    tables.resolve("linear_attention.csv") + ": layers of linear attention are not known");
        }
        return new MeasuredProfile(
                operators(tables, model, parallelism, collectives),
                AttentionFile.read(tables.resolve("attention.csv")),
                skew(tables, parallelism.tensor()),
                graphs,
                model.layers(),
                parallelism.pipeline());
    }

    private static Operators operators(Path tables, ModelSpec model, Parallelism parallelism, Collectives collectives) {
        double hidden = model.hidden() * model.unquantisedBytes();
        double logits = model.vocabulary() * model.unquantisedBytes();
        CostCurve allReduce = curve(tokens -> collectives.allReduceNanos(tokens * hidden));
        CostCurve hop = curve(tokens -> collectives.sendNanos(tokens * hidden));
        LayerCurves dense = LayerCurves.read(tables.resolve("dense.csv"), "tokens", known());
        LayerCurves head = LayerCurves.read(tables.resolve("per_sequence.csv"), "sequences", new TreeSet<>(HEAD));
        List<CostCurve> layer = new ArrayList<>();
        ATTENTION_BLOCK.forEach(name -> layer.add(dense.curve(name)));
        WHERE_MEASURED.stream().filter(dense::has).forEach(name -> layer.add(dense.curve(name)));
        switch (model.feedForward()) {
            case FeedForward.Dense mlp -> DENSE_MLP.forEach(name -> layer.add(dense.curve(name)));
            case FeedForward.Mixture mixture -> layer.add(experts(tables, mixture, parallelism.tensor()));
        }
        layer.add(allReduce); // after attention
        layer.add(allReduce); // after the MLP
        return new Operators(
                CostCurve.sum(layer),
                CostCurve.sum(List.of(dense.curve("embedding"), allReduce)),
                dense.curve("final_layernorm"),
                parallelism.pipeline() == 1 ? CostCurve.ZERO : hop,
                CostCurve.sum(List.of(
                        head.curve("lm_head"),
                        head.curve("sampler"),
                        curve(sequences -> collectives.gatherNanos(sequences * logits)))));
    }

    /** What takes a fixed time and one in proportion to the items, as all that the GPUs tell each other does. */
    private static CostCurve curve(IntToDoubleFunction nanosOfItems) {
        return CostCurve.of(new int[] {1, 2}, new double[] {
            nanosOfItems.applyAsDouble(1) / NANOS_PER_MICRO, nanosOfItems.applyAsDouble(2) / NANOS_PER_MICRO
        });
    }

    private static CostCurve experts(Path tables, FeedForward.Mixture mixture, int tensorParallel) {
        if (tensorParallel > 1) {
            throw new InputException(tables + ": a mixture of experts was measured on one GPU; tensor_parallel is "
                    + tensorParallel + "; it must be 1");
        }
        return ExpertFile.read(tables.resolve("moe.csv"), mixture);
    }

    private SkewTable skew(Path tables, int tensorParallel) {
        Section fit = meta.optionalSection("skew_fit").orElse(null);
        if (fit == null || !fit.flag("enabled").orElse(false)) {
            return SkewTable.NONE;
        }
        OptionalDouble pooled = fit.optionalSection("per_tp")
                .flatMap(perTp -> perTp.optionalSection(String.valueOf(tensorParallel)))
                .map(entry -> entry.number("alpha_default", -10, 10))
                .orElse(OptionalDouble.empty());
        return SkewFile.read(tables.resolve("skew_fit.csv"), pooled);
    }

    /** The measured layer was cut as on one GPU of a tensor-parallel group, so each width may be a share of the model's. */
    private void checkShape(ModelSpec model) {
        Section measured = meta.section("engine_effective").section("hf_overrides");
        checkWidth(measured, "num_attention_heads", model.attention().heads());
        checkWidth(measured, "num_key_value_heads", model.attention().kvHeads());
        checkWidth(measured, "vocab_size", model.vocabulary());
        if (model.feedForward() instanceof FeedForward.Dense mlp) {
            checkWidth(measured, "intermediate_size", mlp.intermediate());
        }
        measured.integer("hidden_size", 1, Integer.MAX_VALUE).ifPresent(hidden -> {
            if (hidden != model.hidden()) {
                throw wrong(measured, "hidden_size", hidden, model.hidden());
            }
        });
    }

    private void checkWidth(Section measured, String key, int ofModel) {
        measured.integer(key, 1, Integer.MAX_VALUE).ifPresent(width -> {
            if (degrees().stream().noneMatch(degree -> Math.max(1, ofModel / degree) == width)) {
                throw wrong(measured, key, width, ofModel);
            }
        });
    }

    private InputException wrong(Section measured, String key, int width, int ofModel) {
        return measured.error(
                key, "is " + width + " in this profile of " + model() + "; the model to run has " + ofModel);
    }

    private List<Integer> degrees() {
        List<Integer> degrees = new ArrayList<>();
        for (double degree : meta.numbers("tp_degrees")) {
            if (!(degree >= 1 && degree <= 1024 && degree == Math.rint(degree))) {
                throw meta.error("tp_degrees", "has " + degree + "; degrees must be whole numbers from 1 to 1024");
            }
            degrees.add((int) degree);
        }
        return degrees.isEmpty() ? List.of(1) : degrees;
    }

    private int engineLimit(String key) {
        Section engine = meta.section("engine_effective");
        return engine.integer(key, 1, Integer.MAX_VALUE).orElseThrow(() -> engine.error(key, "is missing"));
    }

    private static Set<String> known() {
        List<String> names = new ArrayList<>(OUTSIDE);
        List.of(ATTENTION_BLOCK, WHERE_MEASURED, DENSE_MLP).forEach(names::addAll);
        return new TreeSet<>(names);
    }
}
