package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.calibration.ModelFile;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.FidelityGate;
import dev.sangam.measure.fidelity.items.ReadItems;
import dev.sangam.measure.fidelity.report.FidelityReport;
import dev.sangam.measure.fidelity.report.FidelitySweep;
import dev.sangam.measure.fidelity.report.FidelitySweepText;
import dev.sangam.measure.fidelity.report.ModelFacts;
import dev.sangam.measure.report.Fact;
import dev.sangam.serve.llama.Quantized;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sangam fidelity sweep}: which of several compressions to ship. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes several compressions of a model, compares each with it, and tells which file to ship:",
            "size and speed against flips and KL divergence."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam fidelity sweep base.gguf",
            "  sangam fidelity sweep base.gguf --types q8_0,q6_k,q4_k_m,q4_0,q2_k --text wiki.txt",
            "  sangam fidelity sweep base.gguf --questions mmlu.jsonl --gate 'flips<2%%'",
            "",
            "The files that it makes stay in the folder, and are used again.",
            "Exit codes: 0 done, 2 bad input, 3 no compression meets all gates."
        })
final class FidelitySweepCommand implements Callable<Integer> {
    /** Names of tensors that are shown of one type. */
    private static final int SHOWN = 3;

    @Parameters(index = "0", paramLabel = "BASE", description = "A GGUF file of F32, F16 or BF16, or hf:..., or demo.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String base;

    @Option(
            names = "--types",
            paramLabel = "T,T,...",
            description = "Number formats, by llama.cpp's names (default: ${DEFAULT-VALUE}).")
    private String types = "q8_0,q6_k,q5_k_m,q4_k_m,q4_0,q3_k_m,q2_k";

    @ArgGroup(validate = false, heading = "%nTexts:%n", order = 1)
    private FidelityTextFlags texts = new FidelityTextFlags();

    @ArgGroup(validate = false, heading = "%nQuestions and prompts:%n", order = 2)
    private FidelityAskFlags ask = new FidelityAskFlags();

    @ArgGroup(validate = false, heading = "%nModels:%n", order = 3)
    private FidelityKernelFlags kernels = new FidelityKernelFlags();

    @ArgGroup(validate = false, heading = "%nOutput:%n", order = 4)
    private FidelityOutputFlags out = new FidelityOutputFlags();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!(FidelitySource.of("BASE", base) instanceof FidelitySource.Model source)) {
            throw new InputException("BASE is " + base + "; a sweep makes compressions of a model, which must be a GGUF"
                    + " file, hf:owner/repo/file.gguf, or demo");
        }
        FidelityVariants variants = new FidelityVariants(source, FidelityVariants.types(types));
        FidelityPairing pairing = new FidelityPairing(source, source, ask.any(), texts.any());
        List<FidelityGate> gates = out.gates();
        List<ReadItems> sets = ask.sets();
        List<AskedText> read = texts.read(!ask.any());
        pairing.requireMeasurable(gates, sets, read);
        String title = source.name() + " " + ModelFile.of(source.file()).fingerprint();
        try (FidelityEndpoints none = new FidelityEndpoints();
                FidelityModels models = new FidelityModels(kernels, texts.windowTokens());
                FidelityWatch watch = new FidelityWatch(spec.commandLine().getErr())) {
            FidelityRun run = new FidelityRun(models, none, watch);
            FidelitySide first = FidelitySide.base(source);
            List<FidelityRun.Cut> cut = texts.cut(read, () -> run.model(first));
            try (OnInterrupt onInterrupt = new OnInterrupt();
                    FidelityFolder folder =
                            FidelityFolder.open(out.folder("fidelity-sweep-" + source.name()), out.afresh())) {
                onInterrupt.run(folder::close);
                onInterrupt.run(watch::stopped);
                boolean again = folder.begin(title);
                List<Quantized> made = variants.make(folder.path(), again, kernels, watch);
                List<FidelitySide> sides = variants.sides(made);
                List<FidelitySide> all = new ArrayList<>(sides);
                if (out.floor()) {
                    all.add(first.floor());
                }
                run.open(all);
                Map<String, Comparison> found = run.compare(
                        first, all, sets.stream().map(ReadItems::set).toList(), cut, folder);
                List<Fact> facts =
                        new ArrayList<>(FidelityFacts.asked(sets, cut, List.of(), Optional.of(run.model(first))));
                facts.addAll(fallbacks(made, sides));
                FidelitySweep sweep = sweep(first, sides, found, gates, facts, models);
                folder.write(sweep, out.format());
                folder.commit(title);
                watch.done();
                print(sweep, folder);
                return gates.isEmpty() || sweep.pick().isPresent() ? 0 : Sangam.GOAL_MISSED;
            }
        }
    }

    private static FidelitySweep sweep(
            FidelitySide first,
            List<FidelitySide> sides,
            Map<String, Comparison> found,
            List<FidelityGate> gates,
            List<Fact> facts,
            FidelityModels models) {
        Optional<Comparison> floor = Optional.ofNullable(found.get(FidelitySide.FLOOR));
        ModelFacts ofBase = FidelityFacts.measured(first, models);
        List<FidelitySweep.Variant> variants = new ArrayList<>();
        for (FidelitySide side : sides) {
            FidelityReport report = FidelityReport.of(
                    ofBase,
                    FidelityFacts.measured(side, models),
                    Objects.requireNonNull(found.get(side.key())),
                    floor,
                    gates,
                    facts);
            variants.add(new FidelitySweep.Variant(side.key(), report, FidelityFolder.page(side.key())));
        }
        return new FidelitySweep(ofBase, variants, floor, facts);
    }

    /** Tensors that could not have the type that they should have, since their rows do not fit its blocks. */
    private static List<Fact> fallbacks(List<Quantized> made, List<FidelitySide> sides) {
        SequencedMap<List<String>, List<String>> types = new LinkedHashMap<>();
        for (int i = 0; i < made.size(); i++) {
            types.computeIfAbsent(made.get(i).fallbacks(), names -> new ArrayList<>())
                    .add(sides.get(i).key());
        }
        types.remove(List.of());
        List<Fact> facts = new ArrayList<>();
        types.forEach((names, of) -> facts.add(new Fact(
                "note",
                String.join(", ", of) + ": " + names.size()
                        + " tensors have another type, as a rule of more bits, since"
                        + " their rows do not fit its blocks: "
                        + String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                        + (names.size() > SHOWN ? ", ..." : ""))));
        return facts;
    }

    private void print(FidelitySweep sweep, FidelityFolder folder) {
        PrintWriter text = spec.commandLine().getOut();
        if (out.json()) {
            text.print(FidelitySweepText.json(sweep));
        } else {
            text.print(FidelitySweepText.of(sweep, Terminal.style()));
            text.println("results       " + folder.path().resolve(OutputOptions.REPORT));
        }
        text.flush();
    }
}
