package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.FidelityGate;
import dev.sangam.measure.fidelity.ItemSet;
import dev.sangam.measure.fidelity.items.ReadItems;
import dev.sangam.measure.fidelity.report.FidelityJson;
import dev.sangam.measure.fidelity.report.FidelityReport;
import dev.sangam.measure.fidelity.report.FidelityText;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sangam fidelity}: whether a compressed model is still the same model. */
@Command(
        name = "fidelity",
        subcommands = FidelitySweepCommand.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tells whether a compressed model is still the same model: how many answers flip, and how far",
            "the probabilities moved. With two models alone: on a part of a novel, in a minute or so.",
            "",
            "BASE and CANDIDATE are GGUF files, hf:owner/repo/file.gguf, demo, OpenAI-compatible endpoints",
            "(http://host:port, or http://host:port#model), or files of answers: ours, or lm-eval's --log_samples.",
            "BASE may be a logits file of llama-perplexity."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam fidelity base.gguf q4.gguf                        on a built-in text",
            "  sangam fidelity base.gguf q4.gguf --text wiki.txt --questions mmlu.jsonl --shots-from dev.jsonl",
            "  sangam fidelity base.gguf q4.gguf --questions mmlu.jsonl --gate 'flips<2%%' --gate 'kl<0.02'",
            "  sangam fidelity http://a:8000 http://b:8000 --questions mmlu.jsonl",
            "  sangam fidelity base.gguf q4.gguf --prompts my-prompts/  greedy answers, token by token",
            "  sangam fidelity base.predictions.jsonl.gz int4/samples_mmlu.jsonl",
            "  sangam fidelity base.kld q4.gguf                         a logits file of llama-perplexity",
            "  sangam fidelity sweep base.gguf --types q8_0,q4_k_m      makes the variants, and compares all",
            "",
            "A comparison that was stopped goes on where it was when it is started again.",
            "Exit codes: 0 done, 2 bad input, 3 a gate was missed."
        })
final class FidelityCommand implements Callable<Integer> {
    // Not required, since sweep below has one of its own.
    @Parameters(index = "0", arity = "0..1", paramLabel = "BASE", description = "The model to be kept.")
    private @Nullable String base;

    @Parameters(index = "1", arity = "0..1", paramLabel = "CANDIDATE", description = "The compressed one.")
    private @Nullable String candidate;

    @ArgGroup(validate = false, heading = "%nTexts:%n", order = 1)
    private FidelityTextFlags texts = new FidelityTextFlags();

    @ArgGroup(validate = false, heading = "%nQuestions and prompts:%n", order = 2)
    private FidelityAskFlags ask = new FidelityAskFlags();

    @ArgGroup(validate = false, heading = "%nModels of this process:%n", order = 3)
    private FidelityKernelFlags kernels = new FidelityKernelFlags();

    @ArgGroup(validate = false, heading = "%nEndpoints:%n", order = 4)
    private FidelityEndpoints endpoints = new FidelityEndpoints();

    @ArgGroup(validate = false, heading = "%nOutput:%n", order = 5)
    private FidelityOutputFlags out = new FidelityOutputFlags();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (base == null || candidate == null) {
            throw new InputException(
                    "two models must be given, BASE and CANDIDATE. Maybe sangam fidelity base.gguf q4.gguf,"
                            + " or --help");
        }
        FidelitySource ofBase = FidelitySource.of("BASE", base);
        FidelitySource ofCandidate = FidelitySource.of("CANDIDATE", candidate);
        FidelityPairing pairing = new FidelityPairing(ofBase, ofCandidate, ask.any(), texts.any());
        pairing.check();
        List<FidelityGate> gates = out.gates();
        List<ReadItems> sets = ask.sets();
        List<AskedText> read = pairing.bothModels() ? texts.read(!ask.any()) : List.of();
        pairing.requireMeasurable(gates, sets, read);
        try (FidelityEndpoints remote = endpoints;
                FidelityModels models = new FidelityModels(kernels, texts.windowTokens());
                FidelityWatch watch = new FidelityWatch(spec.commandLine().getErr())) {
            FidelityRun run = new FidelityRun(models, remote, watch);
            FidelitySide first = FidelitySide.base(ofBase);
            FidelitySide second = new FidelitySide(FidelitySide.CANDIDATE, ofCandidate, FidelitySide.Shape.USUAL);
            List<FidelitySide> others =
                    out.floor() && pairing.baseRuns() ? List.of(second, first.floor()) : List.of(second);
            run.open(Stream.concat(Stream.of(first), others.stream()).toList());
            List<FidelityRun.Cut> cut = texts.cut(read, () -> run.model(first));
            try (OnInterrupt onInterrupt = new OnInterrupt();
                    FidelityFolder folder = FidelityFolder.open(out.folder(pairing.name()), out.afresh())) {
                onInterrupt.run(folder::close);
                onInterrupt.run(watch::stopped);
                folder.begin(pairing.title());
                Map<String, Comparison> found = ofBase instanceof FidelitySource.Logits logits
                        ? Map.of(second.key(), run.compareToLogits(logits, second, texts.windows(false), folder))
                        : run.compare(first, others, items(sets), cut, folder);
                FidelityReport report = FidelityReport.of(
                        FidelityFacts.of(first, models),
                        FidelityFacts.of(second, models),
                        Objects.requireNonNull(found.get(second.key())),
                        Optional.ofNullable(found.get(FidelitySide.FLOOR)),
                        gates,
                        FidelityFacts.asked(sets, cut, remote.notes(), run.anyModel(List.of(first, second))));
                folder.write(report, out.format());
                folder.commit(pairing.title());
                watch.done();
                print(report, folder);
                return report.passed() ? 0 : Sangam.GOAL_MISSED;
            }
        }
    }

    private static List<ItemSet> items(List<ReadItems> sets) {
        return sets.stream().map(ReadItems::set).toList();
    }

    private void print(FidelityReport report, FidelityFolder folder) {
        PrintWriter text = spec.commandLine().getOut();
        if (out.json()) {
            text.print(FidelityJson.of(report));
        } else {
            text.print(FidelityText.of(report, Terminal.style()));
            text.println("results       " + folder.path().resolve(OutputOptions.REPORT));
        }
        text.flush();
    }
}
