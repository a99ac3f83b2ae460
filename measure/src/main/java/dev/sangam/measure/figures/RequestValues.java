package dev.sangam.measure.figures;

import dev.sangam.core.metric.Metric;
import dev.sangam.measure.figures.Promise.Kept;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunRecord;
import java.util.Comparator;
import java.util.List;

/** The values that each request of a run adds to a metric. */
final class RequestValues {
    private static final double[] NONE = {};

    private RequestValues() {}

    /** Requests that count, in order of arrival. */
    static List<RequestRecord> counted(RunRecord run) {
        return run.requests().stream()
                .filter(r -> r.intended() != RequestRecord.NEVER && RunSummary.counted(r, run.facts()))
                .sorted(Comparator.comparingLong(RequestRecord::intended))
                .toList();
    }

    /** Of each request in order of arrival: none, one or several; none at all for a metric that is no mean over requests. */
    static List<double[]> of(Metric metric, RunRecord run, SloSettings slos) {
        List<Promise> promises = run.labels().stream().map(slos::promise).toList();
        return counted(run).stream()
                .map(r -> of(metric, r, promises.get(r.label()), run.facts().nanos()))
                .toList();
    }

    private static double[] of(Metric metric, RequestRecord request, Promise promise, long end) {
        boolean completed = request.outcome() == Outcome.COMPLETED;
        if (metric == Metric.ATTAINMENT) {
            Kept kept = promise.kept(request, end);
            return kept == Kept.UNKNOWN ? NONE : one(kept == Kept.YES ? 1 : 0);
        }
        if (metric == Metric.ERROR_RATE) {
            return completed || request.outcome().failed() ? one(completed ? 0 : 1) : NONE;
        }
        if (!completed) {
            return NONE;
        }
        long[] tokens = RequestTimes.tokens(request);
        if (metric == Metric.TBT) {
            double[] gaps = new double[Math.max(0, tokens.length - 1)];
            for (int i = 0; i < gaps.length; i++) {
                gaps[i] = (tokens[i + 1] - tokens[i]) / 1e9;
            }
            return gaps;
        }
        double value = RequestTimes.value(metric, request, tokens, promise.slo(request.promptTokens()));
        return Double.isNaN(value) ? NONE : one(value);
    }

    private static double[] one(double value) {
        return new double[] {value};
    }
}
