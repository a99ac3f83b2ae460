package dev.sangam.cli;

import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import dev.sangam.files.output.Figures;
import dev.sangam.measure.figures.SloSettings;
import dev.sangam.measure.report.Fact;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunFacts;
import dev.sangam.measure.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a record tells of its run, for people. */
final class RunFactLines {
    private RunFactLines() {}

    /**
     * @param slos what requests are held to
     */
    static List<Fact> of(RunRecord run, SloSettings slos) {
        RunFacts facts = run.facts();
        List<Fact> result = new ArrayList<>();
        result.add(new Fact("load", facts.load()));
        result.add(new Fact(
                "time",
                facts.startedAt().replaceFirst("\\.[0-9]+", "") + ", " + Figures.seconds(facts.nanos() / 1e9)
                        + (facts.warmupNanos() > 0
                                ? ", the first " + Figures.seconds(facts.warmupNanos() / 1e9) + " not counted"
                                : "")));
        if (!facts.stopped().isEmpty()) {
            result.add(new Fact("stopped", facts.stopped()));
        }
        result.add(new Fact("workload", workload(run)));
        result.add(new Fact(
                "SLOs",
                run.labels().stream().map(label -> slo(label, slos)).distinct().collect(Collectors.joining("; "))));
        RunFacts.Generator generator = facts.generator();
        double cpu = generator.cpuNanos() / ((double) facts.nanos() * generator.cores());
        result.add(new Fact(
                "generator",
                Figures.share(cpu) + " of the time of " + generator.cores() + " cores, at most "
                        + Figures.count(generator.peakStreams()) + " streams at once"));
        result.add(new Fact("seed", Long.toString(facts.seed())));
        return result;
    }

    private static String workload(RunRecord run) {
        int n = run.requests().size();
        if (n == 0) {
            return "no requests";
        }
        double prompt = run.requests().stream()
                .mapToInt(RequestRecord::promptTokens)
                .filter(tokens -> tokens >= 0)
                .average()
                .orElse(Double.NaN);
        double output = run.requests().stream()
                .mapToInt(RequestRecord::requestedTokens)
                .average()
                .orElse(Double.NaN);
        return Figures.count(n) + (n == 1 ? " request" : " requests") + ", on average "
                + Figures.of(prompt, "prompt tokens") + " and " + Figures.of(output, "output tokens") + " asked for";
    }

    private static String slo(Label label, SloSettings slos) {
        return label.qos().name() + " "
                + switch (slos.slo(label, 0)) {
                    case Slo.Interactive(long ttft, long tbt) ->
                        "TTFT "
                                + slos.prefill().map(RunFactLines::fitted).orElseGet(() -> Figures.seconds(ttft / 1e9))
                                + ", TBT " + Figures.seconds(tbt / 1e9);
                    case Slo.NonInteractive(long ttlt) -> "TTLT " + Figures.seconds(ttlt / 1e9);
                    case Slo.BestEffort() -> "none";
                };
    }

    private static String fitted(SloSettings.FittedPrefill prefill) {
        return "by the length n of the prompt, "
                + Figures.seconds(prefill.profile().a() + prefill.slackNanos() / 1e9) + " + "
                + Figures.seconds(prefill.profile().b()) + " n + "
                + Figures.seconds(prefill.profile().c()) + " n^2";
    }
}
