package dev.sangam.measure.figures;

import dev.sangam.core.metric.FluidityIndex.Score;
import dev.sangam.core.request.Slo;
import dev.sangam.measure.figures.Promise.Kept;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import org.jspecify.annotations.Nullable;

/**
 * A request held to what it was promised. Made once, and added to every scope that the request belongs to.
 *
 * @param tokens when each token came; none of a request that did not complete
 * @param interactive whether its class has token deadlines
 * @param score of a completed request that has tokens and deadlines for them
 * @param fluidGap shortest decode deadline with which it is fluid, nanoseconds; 0 for one that is asked for none
 * @param extrapolated whether its prefill deadline is an extrapolation
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Judged(
        RequestRecord request,
        long[] tokens,
        Kept kept,
        boolean interactive,
        @Nullable Score score,
        long fluidGap,
        boolean extrapolated) {
    private static final long[] NONE = {};

    /**
     * Judges a request.
     *
     * @param end of the run, nanoseconds
     */
    static Judged of(RequestRecord request, Promise promise, long end) {
        boolean completed = request.outcome() == Outcome.COMPLETED;
        long[] tokens = completed ? RequestTimes.tokens(request) : NONE;
        Slo slo = promise.slo(request.promptTokens());
        return new Judged(
                request,
                tokens,
                promise.kept(request, end),
                slo instanceof Slo.Interactive,
                tokens.length > 0 && slo instanceof Slo.Interactive interactive
                        ? RequestTimes.score(request, tokens, interactive)
                        : null,
                fluidGap(request, tokens, slo),
                promise.extrapolated(request.promptTokens()));
    }

    private static long fluidGap(RequestRecord request, long[] tokens, Slo slo) {
        if (tokens.length == 0) {
            return request.outcome().failed() ? FluidRate.NEVER : 0;
        }
        long prefill = slo instanceof Slo.Interactive(long ttft, long tbt) ? ttft : Long.MAX_VALUE;
        return FluidRate.shortestGap(tokens, request.intended(), prefill);
    }
}
