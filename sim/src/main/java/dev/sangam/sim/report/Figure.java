package dev.sangam.sim.report;

import dev.sangam.core.metric.Stat;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.metric.Summary.ClassSummary;
import dev.sangam.files.output.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A figure by which runs are compared.
 *
 * @param <S> what it is a figure of: a {@link Summary}, or the {@link ClassSummary} of a class
 * @param id name in files, which ends in the unit
 * @param title name for people
 * @param better which way is good
 * @param of the value; NaN when it is not known
 * @param shown the value for people
 */
record Figure<S>(String id, String title, Better better, ToDoubleFunction<S> of, DoubleFunction<String> shown) {
    /** Which of two values is good. */
    enum Better {
        LOWER,
        HIGHER,
        /** Neither: it depends. */
        NEITHER
    }

    /** Of a whole run. */
    static final List<Figure<Summary>> RUN = List.of(
            new Figure<>("completed_requests", "completed", Better.HIGHER, Summary::completed, Figure::count),
            new Figure<>("makespan_seconds", "makespan", Better.LOWER, Summary::makespan, Figures::seconds),
            rate("throughput_requests_per_second", "throughput", "requests/s", Summary::requestsPerSecond),
            rate("throughput_output_tokens_per_second", "output", "tokens/s", Summary::outputTokensPerSecond),
            new Figure<>("mfu_share", "MFU", Better.HIGHER, Summary::mfu, Figures::share),
            new Figure<>("busy_share", "busy", Better.NEITHER, Summary::busy, Figures::share),
            new Figure<>("kv_use_share", "KV cache use", Better.NEITHER, Summary::kvUse, Figures::share),
            new Figure<>("prefix_hits_share", "prefix cache hits", Better.HIGHER, Summary::prefixHits, Figures::share),
            new Figure<>("steps", "steps", Better.NEITHER, Summary::steps, Figure::count),
            new Figure<>("preemptions", "preemptions", Better.LOWER, Summary::preemptions, Figure::count),
            new Figure<>("gpus", "GPUs", Better.LOWER, Summary::gpus, Figure::count),
            new Figure<>("cost_usd", "cost", Better.LOWER, Summary::cost, Figures::dollars),
            new Figure<>(
                    "cost_usd_per_million_output_tokens",
                    "cost per million output tokens",
                    Better.LOWER,
                    Summary::costPerMillionOutputTokens,
                    Figures::dollars));

    /** Of a class, or of all requests. */
    static final List<Figure<ClassSummary>> CLASS = classFigures();

    /** A difference of two values for people; that of two shares is in points, since per cent would be ambiguous. */
    String difference(double value) {
        return id.contains("_share") ? Figures.of(value * 100, "points") : shown.apply(value);
    }

    private static List<Figure<ClassSummary>> classFigures() {
        List<Figure<ClassSummary>> figures = new ArrayList<>();
        figures.add(new Figure<>(
                "attainment_share", "within SLO", Better.HIGHER, ClassSummary::attainment, Figures::share));
        figures.add(new Figure<>(
                "goodput_requests_per_second",
                "goodput",
                Better.HIGHER,
                c -> c.promised() == 0 ? Double.NaN : c.goodput(),
                v -> Figures.of(v, "requests/s")));
        figures.add(latency("ttft_seconds_p50", "TTFT p50", ClassSummary::ttft, Stat::p50));
        figures.add(latency("ttft_seconds_p90", "TTFT p90", ClassSummary::ttft, Stat::p90));
        figures.add(latency("ttft_seconds_p99", "TTFT p99", ClassSummary::ttft, Stat::p99));
        figures.add(latency("tbt_seconds_p50", "TBT p50", ClassSummary::tbt, Stat::p50));
        figures.add(latency("tbt_seconds_p99", "TBT p99", ClassSummary::tbt, Stat::p99));
        figures.add(latency("tpot_seconds_p50", "TPOT p50", ClassSummary::tpot, Stat::p50));
        figures.add(latency("tpot_seconds_p99", "TPOT p99", ClassSummary::tpot, Stat::p99));
        figures.add(latency("ttlt_seconds_p50", "TTLT p50", ClassSummary::ttlt, Stat::p50));
        figures.add(latency("ttlt_seconds_p99", "TTLT p99", ClassSummary::ttlt, Stat::p99));
        figures.add(latency(
                "scheduling_delay_seconds_p99", "scheduling delay p99", ClassSummary::schedulingDelay, Stat::p99));
        figures.add(new Figure<>(
                "fluidity_share_mean",
                "fluidity-index, mean",
                Better.HIGHER,
                c -> c.fluidity().count() == 0 ? Double.NaN : c.fluidity().mean(),
                Figures::share));
        return List.copyOf(figures);
    }

    private static Figure<ClassSummary> latency(
            String id, String title, Function<ClassSummary, Stat> stat, ToDoubleFunction<Stat> part) {
        return new Figure<>(
                id,
                title,
                Better.LOWER,
                c -> stat.apply(c).count() == 0 ? Double.NaN : part.applyAsDouble(stat.apply(c)),
                Figures::seconds);
    }

    private static Figure<Summary> rate(String id, String title, String unit, ToDoubleFunction<Summary> of) {
        return new Figure<>(id, title, Better.HIGHER, of, v -> Figures.of(v, unit));
    }

    /** Means over seeds have fractions. */
    private static String count(double value) {
        return value == Math.rint(value) ? Figures.count((long) value) : Figures.number(value);
    }
}
