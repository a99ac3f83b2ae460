package dev.sangam.cli;

import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.FidelityGate;
import dev.sangam.measure.fidelity.ItemSet;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.ScoredText;
import dev.sangam.measure.fidelity.items.ReadItems;
import dev.sangam.measure.fidelity.report.FidelityReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
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
            "  sangam fidelity base.gguf q4.gguf --questions mmlu.jsonl --gate 'flips<2%' --gate 'kl<0.02'",
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
    @Parameters(index = "0", paramLabel = "BASE", description = "The model to be kept.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String base;

    @Parameters(index = "1", paramLabel = "CANDIDATE", description = "The compressed one.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String candidate;

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
        return 0;
    }
}
