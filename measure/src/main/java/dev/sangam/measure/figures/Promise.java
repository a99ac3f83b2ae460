package dev.sangam.measure.figures;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.MetricGoal;
import dev.sangam.core.metric.SloWatch;
import dev.sangam.core.request.Slo;
import dev.sangam.measure.figures.SloSettings.FittedPrefill;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import java.util.List;
import java.util.Optional;

/**
 * What each request of a class is promised.
 *
 * @param slo before a fitted prefill deadline takes the place of its TTFT
 * @param prefill the fitted deadline
 * @param limits further bounds on the request's own values
 */
record Promise(Slo slo, Optional<FittedPrefill> prefill, List<MetricGoal> limits) {
    /** What became of a promise. */
    enum Kept {
        YES,
        NO,
        /** Nothing was promised, or the run ended before it could be known. */
        UNKNOWN
    }

    Promise {
        limits = List.copyOf(limits);
    }

    /** The SLO of a request with a prompt of so many tokens. */
    Slo slo(int promptTokens) {
        return slo instanceof Slo.Interactive(long ttft, long tbt)
                ? new Slo.Interactive(prefill.map(p -> p.nanos(promptTokens)).orElse(ttft), tbt)
                : slo;
    }

    /** Whether the length of the prompt lies where the prefill deadline is an extrapolation. */
    boolean extrapolated(int promptTokens) {
        return slo instanceof Slo.Interactive
                && prefill.map(p -> !p.profile().covers(promptTokens)).orElse(false);
    }

    boolean nothing() {
        return slo instanceof Slo.BestEffort && limits.isEmpty();
    }

    /**
     * Whether a request got what it was promised. A failed one did not; a cancelled one did not when it was already too
     * late for its first or last token, else it says nothing.
     *
     * @param end of the run, for a request that has no end
     */
    Kept kept(RequestRecord request, long end) {
        if (nothing()) {
            return Kept.UNKNOWN;
        }
        if (request.outcome() == Outcome.CANCELLED) {
            return late(request, request.ended() == RequestRecord.NEVER ? end : request.ended())
                    ? Kept.NO
                    : Kept.UNKNOWN;
        }
        if (request.outcome().failed()) {
            return Kept.NO;
        }
        long[] tokens = RequestTimes.tokens(request);
        Slo promised = slo(request.promptTokens());
        SloWatch watch = new SloWatch(promised, request.intended());
        for (long token : tokens) {
            watch.token(token);
        }
        boolean met = watch.attained()
                && limits.stream().allMatch(limit -> RequestTimes.keeps(limit, request, tokens, promised));
        return met ? Kept.YES : Kept.NO;
    }

    /** Whether a request that has had no token for so long cannot be kept any more, whatever its prompt. */
    boolean hopeless(long waitedNanos) {
        return switch (slo) {
            case Slo.Interactive(long ttft, long tbt) -> prefill.isEmpty() && waitedNanos > ttft;
            case Slo.NonInteractive(long ttlt) -> waitedNanos > ttlt;
            case Slo.BestEffort() -> false;
        };
    }

    private boolean late(RequestRecord request, long now) {
        long waited = now - request.intended();
        boolean first = request.chunkTimes().length > 0;
        boolean broken = switch (slo(request.promptTokens())) {
            case Slo.Interactive(long ttft, long tbt) ->
                first ? request.chunkTimes()[0] - request.intended() > ttft : waited > ttft;
            case Slo.NonInteractive(long ttlt) -> waited > ttlt;
            case Slo.BestEffort() -> false;
        };
        return broken || limits.stream().anyMatch(limit -> tooLate(limit, request, waited / 1e9));
    }

    private static boolean tooLate(MetricGoal limit, RequestRecord request, double waitedSeconds) {
        boolean waits =
                limit.metric() == Metric.TTLT || (limit.metric() == Metric.TTFT && request.chunkTimes().length == 0);
        return waits && limit.relation().upper() && !limit.met(waitedSeconds);
    }
}
