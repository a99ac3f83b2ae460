package dev.sangam.core.metric;

import dev.sangam.core.request.Slo;

/**
 * Sees the tokens of one request as they come, and tells at its end whether it got what it was promised: {@link
 * Metric#ATTAINMENT} as {@link Summaries} has it for a whole run, in O(1) space. Times are nanoseconds on one clock.
 */
public final class SloWatch {
    private final Slo slo;
    private final long arrival;
    private long deadline;
    private boolean started;
    private boolean firstInTime;
    private long missed;
    private long total;
    private long last;

    /** Of a request that arrived at a time. */
    public SloWatch(Slo slo, long arrival) {
        this.slo = slo;
        this.arrival = arrival;
        this.deadline = slo instanceof Slo.Interactive(long ttft, long tbt)
                ? FluidityIndex.after(arrival, ttft)
                : Long.MAX_VALUE;
    }

    /** Whether anything was promised. */
    public boolean promised() {
        return !(slo instanceof Slo.BestEffort);
    }

    /** A token was emitted. */
    public void token(long now) {
        if (slo instanceof Slo.Interactive(long ttft, long tbt)) {
            firstInTime = started ? firstInTime : now - arrival <= ttft;
            long late = FluidityIndex.missed(now - deadline, tbt);
            missed += late;
            total += Math.max(1, late);
            deadline = FluidityIndex.after(late == 0 ? deadline : now, tbt);
        }
        started = true;
        last = now;
    }

    /** Whether the promise was kept, now that the latest token was the last one. */
    public boolean attained() {
        return switch (slo) {
            case Slo.BestEffort() -> true;
            case Slo.Interactive(long ttft, long tbt) ->
                firstInTime && new FluidityIndex.Score(missed, total).index() >= Summaries.FLUID;
            case Slo.NonInteractive(long ttlt) -> started && last - arrival <= ttlt;
        };
    }
}
