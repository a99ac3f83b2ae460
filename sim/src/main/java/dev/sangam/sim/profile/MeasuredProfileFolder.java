package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.AttentionGrid;
import dev.sangam.core.batchtime.CostCurve;
import dev.sangam.core.batchtime.MeasuredProfile;
import dev.sangam.core.batchtime.MeasuredProfile.Operators;
import dev.sangam.core.batchtime.SkewTable;
import dev.sangam.core.model.Dtype;
import dev.sangam.core.model.FeedForward;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import dev.sangam.files.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * A folder of a GPU's measured operators in the format of LLMServingSim 2.0 (profiler 1.0.0): {@code meta.yaml}, and per
 * degree of tensor parallelism {@code tpN/dense.csv}, {@code per_sequence.csv}, {@code attention.csv}, {@code moe.csv} for a
 * mixture of experts, and {@code skew_fit.csv} where {@code meta.yaml} says that the fit is enabled. Operators were measured
 * on one decoder layer, microseconds; further keys of {@code meta.yaml} describe the measurement and are not read.
 */
public final class MeasuredProfileFolder implements Profile {
    private static final List<String> OUTSIDE = List.of("embedding", "final_layernorm");
    private static final List<String> ATTENTION_BLOCK = List.of("layernorm", "layernorm", "qkv_proj", "o_proj");
    private static final List<String> WHERE_MEASURED = List.of("qk_norm", "rotary_emb");
    private static final List<String> DENSE_MLP = List.of("gate_up_proj", "act_fn", "down_proj");
    private static final List<String> HEAD = List.of("lm_head", "sampler");

    private static final String META = "meta.yaml";
    private static final String COLLECTIVES = "collectives.csv";
    private static final String DENSE = "dense.csv";
    private static final String PER_SEQUENCE = "per_sequence.csv";
    private static final String ATTENTION = "attention.csv";
    private static final String EXPERTS = "moe.csv";
    private static final String SKEW = "skew_fit.csv";
    private static final String HELD_OUT = "held_out.csv";
    private static final List<String> TABLES = List.of(DENSE, PER_SEQUENCE, ATTENTION, EXPERTS, SKEW, HELD_OUT);

    private final Path folder;
    private final Section meta;

    private MeasuredProfileFolder(Path folder, Section meta) {
        this.folder = folder;
        this.meta = meta;
    }

    /** Opens a folder; its tables are read by {@link #batchTime}. */
    public static MeasuredProfileFolder open(Path folder) {
        Path meta = folder.resolve(META);
        if (!Files.isRegularFile(meta)) {
            Path inner = folder.resolve("profile");
            String advice = Files.isRegularFile(inner.resolve(META)) ? ". Maybe " + inner : "";
            throw new InputException(folder + ": is not a measured profile, it has no meta.yaml" + advice);
        }
        return new MeasuredProfileFolder(folder, Section.read(meta));
    }

    @Override
    public Path path() {
        return folder;
    }

    @Override
    public String format() {
        return ours() ? "Sangam's profiler" : "LLMServingSim's format";
    }

    private boolean ours() {
        return meta.optionalText("profiler").filter("sangam"::equals).isPresent();
    }

    @Override
    public Optional<String> model() {
        return meta.optionalText("model");
    }

    @Override
    public Optional<String> hardware() {
        return meta.optionalText("hardware");
    }

    @Override
    public ProfileShape shape() {
        Section whole = meta.optionalSection("model_shape").orElse(null);
        if (whole != null) {
            return new ProfileShape(
                    width(whole, "hidden"),
                    width(whole, "heads"),
                    width(whole, "kv_heads"),
                    width(whole, "head_dim"),
                    width(whole, "intermediate"),
                    width(whole, "experts"),
                    width(whole, "vocabulary"));
        }
        Section layer = measuredLayer();
        int hidden = width(layer, "hidden_size");
        if (degrees().getFirst() > 1) {
            return new ProfileShape(hidden, 0, 0, 0, 0, 0, 0); // the others are of one GPU's share
        }
        boolean mixture = Files.exists(folder.resolve("tp1").resolve(EXPERTS));
        return new ProfileShape(
                hidden,
                width(layer, "num_attention_heads"),
                width(layer, "num_key_value_heads"),
                width(layer, "head_dim"),
                mixture ? 0 : width(layer, "intermediate_size"),
                0,
                width(layer, "vocab_size"));
    }

    private static int width(Section section, String key) {
        return section.integer(key, 0, 1 << 24).orElse(0);
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!meta.flag("complete").orElse(true)) {
            notes.add(
                    "this run was ended by '" + meta.optionalText("stopped_by").orElse("?")
                            + "' before its error was small enough; python -m profiler with the same arguments goes on with it");
        }
        if (onProcessor()) {
            notes.add("measured on a processor: these are no GPU's times");
        }
        return notes;
    }

    @Override
    public List<ProfileFile> files() {
        List<String> names = new ArrayList<>(List.of(META));
        if (Files.exists(folder.resolve(COLLECTIVES))) {
            names.add(COLLECTIVES);
        }
        for (int degree : degrees()) {
            for (String name : TABLES) {
                if (Files.exists(folder.resolve("tp" + degree).resolve(name))) {
                    names.add("tp" + degree + "/" + name);
                }
            }
        }
        return names.stream()
                .map(name -> new ProfileFile(folder.resolve(name), name))
                .toList();
    }

    @Override
    public List<OperatorFit> operators(int tensorParallel) {
        Path tables = tables(tensorParallel);
        boolean mixture = Files.exists(tables.resolve(EXPERTS));
        LayerCurves dense = dense(tables, !mixture);
        LayerCurves head = head(tables);
        Path attention = tables.resolve(ATTENTION);
        AttentionGrid grid = AttentionFile.read(attention);
        HeldOutFile heldOut = HeldOutFile.read(tables.resolve(HELD_OUT));
        skew(tables, tensorParallel);
        List<OperatorFit> fits = new ArrayList<>(MeasuredFits.curves(dense, "tokens", heldOut.curves()));
        if (mixture) {
            fits.add(MeasuredFits.experts(ExpertFile.read(tables.resolve(EXPERTS))));
        }
        fits.addAll(MeasuredFits.curves(head, "sequences", heldOut.curves()));
        fits.addAll(MeasuredFits.attention(AttentionFile.points(attention), grid, heldOut.attention()));
        return fits;
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
     * Tokens of the cache of a machine of which nothing else is known: as many as were measured, or as many as the longest
     * sequences that were, all at once; empty where the profile says neither.
     */
    public OptionalInt cacheTokens() {
        Section engine = meta.section("engine_effective");
        Optional<Integer> cache = engine.integer("max_kv_tokens", 1, Integer.MAX_VALUE);
        Optional<Integer> longest = engine.integer("max_model_len", 1, Integer.MAX_VALUE)
                .map(length -> (int) Math.min(Integer.MAX_VALUE, (long) length * maxSequences()));
        return cache.or(() -> longest).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    @Override
    public MeasuredProfile batchTime(ProfileUse use) {
        ModelSpec model = use.model();
        Parallelism parallelism = use.parallelism();
        require(model);
        Path tables = tables(parallelism.tensor());
        return new MeasuredProfile(
                operators(tables, model, parallelism, communication(use)),
                AttentionFile.read(tables.resolve(ATTENTION)),
                skew(tables, parallelism.tensor()),
                use.graphs(),
                model.layers(),
                parallelism.pipeline());
    }

    /** Whether what the GPUs of this degree spend on telling each other was measured, too. */
    public boolean measuredCollectives(int tensorParallel) {
        return CollectivesFile.read(folder.resolve(COLLECTIVES)).has(tensorParallel);
    }

    private Communication communication(ProfileUse use) {
        return CollectivesFile.read(folder.resolve(COLLECTIVES)).of(use.collectives());
    }

    /** The folder of a degree, which must have been measured completely. */
    private Path tables(int tensorParallel) {
        Path tables = folder.resolve("tp" + tensorParallel);
        if (!Files.isDirectory(tables)) {
            if (meta.has("tp_degrees") && degrees().contains(tensorParallel)) {
                throw meta.error(
                        "tp_degrees",
                        "has " + tensorParallel + ", but there is no folder tp" + tensorParallel
                                + ". Maybe the run was interrupted: python -m profiler with the same arguments goes on with it");
            }
            throw new InputException(folder + ": tensor_parallel is " + tensorParallel + "; it must be one of "
                    + degrees() + ", which were measured");
        }
        if (Files.exists(tables.resolve("linear_attention.csv"))) {
            throw new InputException(
                    tables.resolve("linear_attention.csv") + ": layers of linear attention are not known");
        }
        return tables;
    }

    private static LayerCurves dense(Path tables, boolean denseMlp) {
        LayerCurves dense = LayerCurves.read(tables.resolve(DENSE), "tokens", known());
        List<String> needed = new ArrayList<>(OUTSIDE);
        needed.addAll(ATTENTION_BLOCK);
        needed.addAll(denseMlp ? DENSE_MLP : List.of());
        dense.require(needed);
        return dense;
    }

    private static LayerCurves head(Path tables) {
        LayerCurves head = LayerCurves.read(tables.resolve(PER_SEQUENCE), "sequences", new TreeSet<>(HEAD));
        head.require(HEAD);
        return head;
    }

    private static Operators operators(
            Path tables, ModelSpec model, Parallelism parallelism, Communication communication) {
        double hidden = model.hidden() * model.unquantisedBytes();
        double logits = model.vocabulary() * model.unquantisedBytes();
        CostCurve allReduce = communication.allReduce(hidden);
        LayerCurves dense = dense(tables, model.feedForward() instanceof FeedForward.Dense);
        LayerCurves head = head(tables);
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
                parallelism.pipeline() == 1 ? CostCurve.ZERO : communication.hop(hidden),
                CostCurve.sum(List.of(head.curve("lm_head"), head.curve("sampler"), communication.gather(logits))));
    }

    private static CostCurve experts(Path tables, FeedForward.Mixture mixture, int tensorParallel) {
        if (tensorParallel > 1) {
            throw new InputException(tables + ": a mixture of experts was measured on one GPU; tensor_parallel is "
                    + tensorParallel + "; it must be 1");
        }
        return ExpertFile.read(tables.resolve(EXPERTS)).curve(mixture);
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
        return SkewFile.read(tables.resolve(SKEW), pooled);
    }

    /** The measured layer was cut as on one GPU of a tensor-parallel group, so each width may be a share of the model's. */
    @Override
    public void require(ModelSpec model) {
        if (meta.has("model_shape")) {
            shape().require(model, meta.file());
        }
        requireFormat(model);
        Section measured = measuredLayer();
        checkWidth(measured, "num_attention_heads", model.attention().heads(), model);
        checkWidth(measured, "num_key_value_heads", model.attention().kvHeads(), model);
        checkWidth(measured, "vocab_size", model.vocabulary(), model);
        if (model.feedForward() instanceof FeedForward.Dense mlp) {
            checkWidth(measured, "intermediate_size", mlp.intermediate(), model);
        }
        measured.integer("hidden_size", 1, Integer.MAX_VALUE).ifPresent(hidden -> {
            if (hidden != model.hidden()) {
                throw wrong(measured, "hidden_size", hidden, model.hidden(), model);
            }
        });
    }

    /** Our profiler measures one number format of the weights; on a processor it tries out what a GPU would do. */
    private void requireFormat(ModelSpec model) {
        if (!ours() || onProcessor()) {
            return;
        }
        Dtype measured = meta.choice("variant", List.of(Dtype.values()), Enum::name)
                .orElseThrow(() -> meta.error("variant", "is missing; it must be the number format of the weights"));
        if (measured.bytes() != model.weightDtype().bytes()) {
            throw meta.error(
                    "variant",
                    "is " + measured + " in this profile; the weights of " + model.name() + " are "
                            + model.weightDtype() + ". Maybe model: {name: " + model.name() + ", weight_dtype: "
                            + measured.name().toLowerCase(Locale.ROOT) + "}");
        }
    }

    private boolean onProcessor() {
        return meta.optionalText("device").filter("cpu"::equals).isPresent();
    }

    private Section measuredLayer() {
        return meta.section("engine_effective").section("hf_overrides");
    }

    private void checkWidth(Section measured, String key, int ofModel, ModelSpec model) {
        measured.integer(key, 1, Integer.MAX_VALUE).ifPresent(width -> {
            if (degrees().stream().noneMatch(degree -> Math.max(1, ofModel / degree) == width)) {
                throw wrong(measured, key, width, ofModel, model);
            }
        });
    }

    private InputException wrong(Section measured, String key, int width, int ofModel, ModelSpec model) {
        return measured.error(
                key,
                "is " + width + " in this profile of " + model().orElse("another model") + "; the model to run has "
                        + ofModel + " (measured was " + shape() + "; " + model.name() + " has " + ProfileShape.of(model)
                        + ")");
    }

    @Override
    public List<Integer> degrees() {
        TreeSet<Integer> degrees = new TreeSet<>();
        for (double degree : meta.numbers("tp_degrees")) {
            if (!(degree >= 1 && degree <= 1024 && degree == Math.rint(degree))) {
                throw meta.error("tp_degrees", "has " + degree + "; degrees must be whole numbers from 1 to 1024");
            }
            degrees.add((int) degree);
        }
        return degrees.isEmpty() ? List.of(1) : List.copyOf(degrees);
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
