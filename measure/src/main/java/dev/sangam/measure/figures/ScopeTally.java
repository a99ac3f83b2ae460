package dev.sangam.measure.figures;

import dev.sangam.core.metric.FluidityIndex.Score;
import dev.sangam.core.metric.Histogram;
import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Stat;
import dev.sangam.measure.figures.Promise.Kept;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.TokenSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Adds up the requests of one {@link ScopeFigures}. */
final class ScopeTally {
    /** Nanoseconds within which steady figures are taken, after the warm-up and before the last arrival. */
    record Window(long from, long to) {
        boolean holds(long time) {
            return time > from && time <= to;
        }

        double seconds() {
            return (to - from) / 1e9;
        }
    }

    private final String name;
    private final Window window;
    private final Map<Metric, Values> singles = new EnumMap<>(Metric.class);
    private final Values fluidity = new Values();
    private final Values missRate = new Values();
    private final Histogram tokenGaps = new Histogram();
    private final Histogram chunkGaps = new Histogram();
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    private final SortedMap<Integer, Integer> statuses = new TreeMap<>();
    private final Map<TokenSource, Integer> sources = new EnumMap<>(TokenSource.class);
    private final FluidGaps fluidGaps = new FluidGaps();
    private int requests;
    private int warmup;
    private int promised;
    private int attained;
    private int empty;
    private int inOnePiece;
    private int extrapolated;
    private long promptTokens;
    private long cachedTokens = -1;
    private long outputTokens;
    private long missed;
    private long deadlines;
    private long steadyTokens;

    /** No requests yet. */
    ScopeTally(String name, Window window) {
        this.name = name;
        this.window = window;
        RequestTimes.SINGLE.keySet().forEach(metric -> singles.put(metric, new Values()));
    }

    /** A request of the warm-up: only the tokens that it got later count, and those only as steady ones. */
    void addWarmup(RequestRecord request) {
        warmup++;
        addSteady(request);
    }

    void add(Judged judged) {
        RequestRecord request = judged.request();
        requests++;
        outcomes.merge(request.outcome(), 1, Integer::sum);
        addSteady(request);
        singles(Metric.LATENESS).add(RequestTimes.lateness(request));
        extrapolated += judged.extrapolated() ? 1 : 0;
        promised += judged.kept() == Kept.UNKNOWN ? 0 : 1;
        attained += judged.kept() == Kept.YES ? 1 : 0;
        if (judged.fluidGap() > 0) {
            fluidGaps.add(judged.fluidGap());
        }
        if (request.outcome() == Outcome.STATUS) {
            statuses.merge(request.status(), 1, Integer::sum);
        }
        if (request.outcome() == Outcome.COMPLETED) {
            completed(judged);
        } else if (request.outcome().failed()) {
            failed(judged);
        }
    }

    private void failed(Judged judged) {
        singles.forEach(
                (metric, values) -> values.fail(metric == Metric.LATENESS ? Double.NaN : Double.POSITIVE_INFINITY));
        if (judged.interactive()) {
            fluidity.fail(0);
            missRate.fail(1);
        }
    }

    private void completed(Judged judged) {
        RequestRecord request = judged.request();
        RequestTimes.SINGLE.forEach((metric, of) -> addSingle(metric, of, request));
        RequestTimes.addGaps(judged.tokens(), tokenGaps);
        RequestTimes.addGaps(request.chunkTimes(), chunkGaps);
        promptTokens += Math.max(0, request.promptTokens());
        outputTokens += request.outputTokens();
        if (request.cachedTokens() >= 0) {
            cachedTokens = Math.max(0, cachedTokens) + request.cachedTokens();
        }
        sources.merge(request.tokenSource(), 1, Integer::sum);
        empty += request.chunkTimes().length == 0 ? 1 : 0;
        inOnePiece += request.chunkTimes().length == 1 && request.outputTokens() > 1 ? 1 : 0;
        Score score = judged.score();
        if (score != null) {
            missed += score.missed();
            deadlines += score.total();
            fluidity.add(score.index());
            missRate.add(1 - score.index());
        }
    }

    private void addSingle(Metric metric, ToDoubleFunction<RequestRecord> of, RequestRecord request) {
        if (metric != Metric.LATENESS) {
            singles(metric).add(of.applyAsDouble(request));
        }
    }

    private void addSteady(RequestRecord request) {
        for (int i = 0; i < request.chunkTimes().length; i++) {
            steadyTokens += window.holds(request.chunkTimes()[i]) ? request.chunkTokens()[i] : 0;
        }
    }

    private Values singles(Metric metric) {
        return singles.computeIfAbsent(metric, m -> new Values());
    }

    /** Figures over a makespan of so many seconds, which is that of the whole run. */
    ScopeFigures figures(double makespan) {
        Map<Metric, Stat> stats = new EnumMap<>(Metric.class);
        Map<Metric, Stat> strict = new EnumMap<>(Metric.class);
        singles.forEach((metric, values) -> values.put(metric, stats, strict));
        fluidity.put(Metric.FLUIDITY, stats, strict);
        missRate.put(Metric.MISS_RATE, stats, strict);
        for (Map<Metric, Stat> map : List.of(stats, strict)) {
            map.put(Metric.TBT, Stat.ofSeconds(tokenGaps));
            map.put(Metric.CHUNK_GAP, Stat.ofSeconds(chunkGaps));
        }
        Counts counts = new Counts(
                requests,
                warmup,
                outcomes,
                statuses,
                promised,
                attained,
                empty,
                inOnePiece,
                extrapolated,
                promptTokens,
                cachedTokens,
                outputTokens,
                sources);
        return new ScopeFigures(name, counts, makespan, stats, strict, values(counts, stats, makespan));
    }

    private Map<Metric, Double> values(Counts counts, Map<Metric, Stat> stats, double makespan) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        double attainment = promised == 0 ? Double.NaN : (double) attained / promised;
        int answered = counts.completed() + counts.failed();
        values.put(Metric.ATTAINMENT, attainment);
        values.put(Metric.VIOLATIONS, 1 - attainment);
        values.put(Metric.GOODPUT, promised == 0 ? Double.NaN : attained / makespan);
        values.put(Metric.SERVICE_LEVEL, deadlines == 0 ? Double.NaN : (double) missed / deadlines);
        values.put(Metric.ERROR_RATE, answered == 0 ? Double.NaN : (double) counts.failed() / answered);
        values.put(Metric.FLUID_TOKEN_RATE, FluidRate.of(fluidGaps.gaps()));
        values.put(
                Metric.TOKEN_RATE_TPOT,
                rate(stats.getOrDefault(Metric.TPOT, Stat.NONE).mean()));
        values.put(
                Metric.TOKEN_RATE_TBT,
                rate(stats.getOrDefault(Metric.TBT, Stat.NONE).p99()));
        values.put(Metric.STEADY_TOKEN_RATE, window.seconds() > 0 ? steadyTokens / window.seconds() : Double.NaN);
        return values;
    }

    /** Of one token in so many seconds; NaN of none, as there is no time between tokens that came at once. */
    private static double rate(double seconds) {
        return seconds > 0 ? 1 / seconds : Double.NaN;
    }

    /** Values of completed requests, and what stands for those of failed ones. */
    private static final class Values {
        private double[] values = new double[64];
        private int count;
        private int failed;
        private double ofFailed;

        /** NaN is no value. */
        void add(double value) {
            if (!Double.isNaN(value)) {
                if (count == values.length) {
                    values = Arrays.copyOf(values, count + (count >> 1));
                }
                values[count++] = value;
            }
        }

        void fail(double value) {
            failed += Double.isNaN(value) ? 0 : 1;
            ofFailed = value;
        }

        void put(Metric metric, Map<Metric, Stat> stats, Map<Metric, Stat> strict) {
            Stat stat = Stat.of(values, count, 1);
            stats.put(metric, stat);
            double[] all = Arrays.copyOf(values, count + failed);
            Arrays.fill(all, count, all.length, ofFailed);
            strict.put(metric, failed == 0 ? stat : Stat.of(all, all.length, 1));
        }
    }

    private static final class FluidGaps {
        private long[] gaps = new long[64];
        private int count;

        void add(long gap) {
            if (count == gaps.length) {
                gaps = Arrays.copyOf(gaps, count + (count >> 1));
            }
            gaps[count++] = gap;
        }

        long[] gaps() {
            return Arrays.copyOf(gaps, count);
        }
    }
}
