package dev.sangam.measure.figures;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Stat;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import dev.sangam.files.output.Figures;
import dev.sangam.measure.figures.Validity.Finding;
import dev.sangam.measure.figures.Validity.Kind;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RunFacts.Generator;
import dev.sangam.measure.run.RunRecord;
import dev.sangam.measure.run.TokenSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Finds what stands against the figures of a run. */
final class ValidityCheck {
    /** Lateness of one in a hundred requests that is more than this share of the TTFT asked for spoils a run. */
    static final double LATE_SHARE = 0.1;

    /** Share of the CPU time it could have above which the generator is taken for the bottleneck. */
    static final double BUSY_SHARE = 0.8;

    private final RunRecord run;
    private final SloSettings slos;
    private final ScopeFigures all;
    private final List<Finding> findings = new ArrayList<>();

    private ValidityCheck(RunRecord run, SloSettings slos, ScopeFigures all) {
        this.run = run;
        this.slos = slos;
        this.all = all;
    }

    static Validity of(RunRecord run, SloSettings slos, ScopeFigures all) {
        ValidityCheck check = new ValidityCheck(run, slos, all);
        check.completed();
        check.lateness();
        check.generator();
        check.steadiness();
        check.counts();
        return new Validity(check.findings);
    }

    private void find(Kind kind, String text) {
        findings.add(new Finding(kind, text));
    }

    private void completed() {
        Counts counts = all.counts();
        if (counts.completed() == 0) {
            find(Kind.NOTHING_COMPLETED, "none of " + Figures.count(counts.requests()) + " requests completed");
        }
    }

    private void lateness() {
        Stat late = all.stat(Metric.LATENESS);
        OptionalLong target = run.labels().stream()
                .flatMap(label -> ttft(label).stream().boxed())
                .mapToLong(Long::longValue)
                .min();
        double seconds = target.isPresent()
                ? target.getAsLong() / 1e9
                : all.stat(Metric.TTFT_SENT).p50();
        if (late.count() > 0 && seconds > 0 && late.p99() > LATE_SHARE * seconds) {
            find(
                    Kind.SENT_LATE,
                    "one in a hundred requests was sent " + Figures.seconds(late.p99()) + " late or more, "
                            + Figures.share(late.p99() / seconds) + " of the "
                            + (target.isPresent() ? "TTFT asked for" : "median TTFT") + " ("
                            + Figures.seconds(seconds) + "); at most " + Figures.share(LATE_SHARE) + " is good"
                            + ". Maybe the load generator needs more cores, or a higher limit of streams");
        }
    }

    private OptionalLong ttft(Label label) {
        return slos.promise(label).slo(0) instanceof Slo.Interactive(long first, long gap)
                ? OptionalLong.of(first)
                : OptionalLong.empty();
    }

    private void generator() {
        Generator generator = run.facts().generator();
        double available = (double) run.facts().nanos() * generator.cores();
        double share = generator.cpuNanos() / available;
        if (available > 0 && share > BUSY_SHARE) {
            find(
                    Kind.GENERATOR_BUSY,
                    "the load generator used " + Figures.share(share) + " of the time of its "
                            + Figures.count(generator.cores()) + " cores; at most " + Figures.share(BUSY_SHARE)
                            + " is good. Maybe a lower rate, or several machines");
        }
    }

    private void steadiness() {
        Steadiness steady = Steadiness.of(run);
        switch (steady.trend()) {
            case OVER_SATURATED -> find(Kind.OVER_SATURATED, steady.text());
            case RISING, FALLING -> find(Kind.UNSTEADY, steady.text());
            case UNKNOWN -> find(Kind.STEADINESS_UNKNOWN, steady.text());
            case STEADY -> {}
        }
    }

    private void counts() {
        Counts counts = all.counts();
        int completed = counts.completed();
        if (completed > 0 && completed < 100) {
            find(
                    Kind.FEW_VALUES,
                    "p99 of " + Figures.count(completed) + " requests is their largest value"
                            + (completed < 20 ? ", and so is p95" : "") + "; it takes 100 for one to lie beyond");
        }
        if (counts.of(Outcome.CANCELLED) > 0) {
            find(
                    Kind.CANCELLED,
                    Figures.count(counts.of(Outcome.CANCELLED)) + " of " + Figures.count(counts.requests())
                            + " requests had no end when the run had, and are in no latency: the slowest may be among"
                            + " them");
        }
        if (2 * counts.inOnePiece() > completed && completed > 0) {
            find(
                    Kind.IN_ONE_PIECE,
                    Figures.count(counts.inOnePiece()) + " of " + Figures.count(completed)
                            + " answers came in one piece: their TTFT is their TTLT, and TBT and TPOT say nothing");
        }
        int served = counts.tokenSources().getOrDefault(TokenSource.USAGE, 0)
                + counts.tokenSources().getOrDefault(TokenSource.CHUNK_USAGE, 0);
        if (served < completed) {
            find(
                    Kind.TOKENS_NOT_FROM_SERVER,
                    "the server did not count the output tokens of " + Figures.count(completed - served) + " of "
                            + Figures.count(completed) + " answers; they were counted by "
                            + (counts.tokenSources().containsKey(TokenSource.CHUNKS) ? "chunks" : "a tokenizer"));
        }
        if (counts.extrapolated() > 0) {
            find(
                    Kind.EXTRAPOLATED,
                    Figures.count(counts.extrapolated()) + " of " + Figures.count(counts.requests())
                            + " prompts are shorter or longer than those of the prefill profile; their deadlines are"
                            + " extrapolated");
        }
    }
}
