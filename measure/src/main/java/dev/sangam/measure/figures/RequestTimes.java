package dev.sangam.measure.figures;

import dev.sangam.core.metric.FluidityIndex;
import dev.sangam.core.metric.FluidityIndex.Score;
import dev.sangam.core.metric.Histogram;
import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.MetricGoal;
import dev.sangam.core.metric.Stat;
import dev.sangam.core.request.Slo;
import dev.sangam.measure.run.RequestRecord;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The figures of one request. Times are seconds; NaN stands where a request has no such figure. */
public final class RequestTimes {
    private static final double SECONDS = 1e9;

    /** Metrics of which a request has one value, in seconds. */
    static final Map<Metric, ToDoubleFunction<RequestRecord>> SINGLE = single();

    private RequestTimes() {}

    private static Map<Metric, ToDoubleFunction<RequestRecord>> single() {
        Map<Metric, ToDoubleFunction<RequestRecord>> map = new EnumMap<>(Metric.class);
        map.put(Metric.TTFT, r -> toFirst(r, r.intended()));
        map.put(Metric.TTFT_SENT, r -> toFirst(r, r.sent()));
        map.put(Metric.TPOT, RequestTimes::tpot);
        map.put(Metric.TPOT_ENDED, RequestTimes::tpotEnded);
        map.put(Metric.TTLT, r -> toLast(r, r.intended()));
        map.put(Metric.TTLT_SENT, r -> toLast(r, r.sent()));
        map.put(Metric.NORMALISED_LATENCY, r -> normalised(r, r.intended()));
        map.put(Metric.NORMALISED_LATENCY_SENT, r -> normalised(r, r.sent()));
        map.put(Metric.LATENESS, RequestTimes::lateness);
        return Collections.unmodifiableMap(map);
    }

    /** The value of a metric of which a request has one. */
    public static double single(Metric metric, RequestRecord request) {
        ToDoubleFunction<RequestRecord> of = SINGLE.get(metric);
        if (of == null) {
            throw new IllegalArgumentException("a request has not one " + metric.id());
        }
        return of.applyAsDouble(request);
    }

    /** When each output token came, nanoseconds: all tokens of a chunk at once. */
    public static long[] tokens(RequestRecord request) {
        long[] times = request.chunkTimes();
        int[] counts = request.chunkTokens();
        int n = 0;
        for (int count : counts) {
            n += count;
        }
        long[] tokens = new long[n];
        int next = 0;
        for (int chunk = 0; chunk < times.length; chunk++) {
            for (int i = 0; i < counts[chunk]; i++) {
                tokens[next++] = times[chunk];
            }
        }
        return tokens;
    }

    /** {@link Metric#TTFT}, or from a later start. */
    public static double toFirst(RequestRecord request, long start) {
        return start == RequestRecord.NEVER || request.chunkTimes().length == 0
                ? Double.NaN
                : (request.chunkTimes()[0] - start) / SECONDS;
    }

    /** {@link Metric#TTLT}, or from a later start. */
    public static double toLast(RequestRecord request, long start) {
        long[] times = request.chunkTimes();
        return start == RequestRecord.NEVER || times.length == 0
                ? Double.NaN
                : (times[times.length - 1] - start) / SECONDS;
    }

    /** {@link Metric#TPOT}. */
    public static double tpot(RequestRecord request) {
        long[] times = request.chunkTimes();
        return times.length == 0 ? Double.NaN : perToken(request, times[times.length - 1]);
    }

    /** {@link Metric#TPOT_ENDED}. */
    public static double tpotEnded(RequestRecord request) {
        return perToken(request, request.ended());
    }

    private static double perToken(RequestRecord request, long end) {
        return request.chunkTimes().length == 0 || request.outputTokens() < 2
                ? Double.NaN
                : (end - request.chunkTimes()[0]) / SECONDS / (request.outputTokens() - 1);
    }

    /** {@link Metric#NORMALISED_LATENCY}, or from a later start. */
    public static double normalised(RequestRecord request, long start) {
        return request.outputTokens() == 0 ? Double.NaN : toLast(request, start) / request.outputTokens();
    }

    /** {@link Metric#LATENESS}. */
    public static double lateness(RequestRecord request) {
        return request.sent() == RequestRecord.NEVER ? Double.NaN : (request.sent() - request.intended()) / SECONDS;
    }

    /** Token deadlines missed and in all, under the deadlines of an interactive SLO. */
    public static Score score(RequestRecord request, long[] tokens, Slo.Interactive slo) {
        return FluidityIndex.score(tokens, request.intended(), slo.ttftNanos(), slo.tbtNanos());
    }

    /** Whether a completed request keeps a limit. One that has no such figure breaks none, unless it has no output at all. */
    static boolean keeps(MetricGoal limit, RequestRecord request, long[] tokens, Slo slo) {
        Metric metric = limit.metric();
        double value = metric == Metric.TBT
                ? limit.figure().of(gaps(tokens))
                : metric == Metric.CHUNK_GAP
                        ? limit.figure().of(gaps(request.chunkTimes()))
                        : value(metric, request, tokens, slo);
        return Double.isNaN(value) ? request.chunkTimes().length > 0 : limit.met(value);
    }

    /** The value of a metric of which a request has one, or none: seconds, or a share. */
    static double value(Metric metric, RequestRecord request, long[] tokens, Slo slo) {
        ToDoubleFunction<RequestRecord> single = SINGLE.get(metric);
        if (single != null) {
            return single.applyAsDouble(request);
        }
        boolean share = metric == Metric.FLUIDITY || metric == Metric.MISS_RATE;
        if (share && tokens.length > 0 && slo instanceof Slo.Interactive interactive) {
            double index = score(request, tokens, interactive).index();
            return metric == Metric.FLUIDITY ? index : 1 - index;
        }
        return Double.NaN;
    }

    private static Stat gaps(long[] times) {
        Histogram gaps = new Histogram();
        addGaps(times, gaps);
        return Stat.ofSeconds(gaps);
    }

    /** Adds the time between each two consecutive times. */
    static void addGaps(long[] times, Histogram gaps) {
        for (int i = 1; i < times.length; i++) {
            gaps.add(times[i] - times[i - 1], 1);
        }
    }
}
