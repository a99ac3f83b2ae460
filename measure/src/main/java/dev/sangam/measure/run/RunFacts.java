package dev.sangam.measure.run;

import java.util.List;

/**
 * What a run was, as far as its requests do not tell.
 *
 * @param endpoints addresses, without keys
 * @param model name of the model asked for
 * @param load how requests were sent, for people: {@code open loop, poisson 5/s}, {@code closed loop, 32 users}
 * @param openLoop whether the schedule alone decided when requests were sent
 * @param seed of schedule and prompts
 * @param startedAt wall-clock time of the start, RFC 3339
 * @param warmupNanos requests intended before are sent, but not counted
 * @param nanos duration of the run
 * @param generator what the load generator itself cost
 * @param stopped why the run was stopped before its end; empty when it was not
 */
public record RunFacts(
        List<String> endpoints,
        String model,
        String load,
        boolean openLoop,
        long seed,
        String startedAt,
        long warmupNanos,
        long nanos,
        Generator generator,
        String stopped) {
    public RunFacts {
        endpoints = List.copyOf(endpoints);
    }

    /** Of a run that was not stopped. */
    public RunFacts(
            List<String> endpoints,
            String model,
            String load,
            boolean openLoop,
            long seed,
            String startedAt,
            long warmupNanos,
            long nanos,
            Generator generator) {
        this(endpoints, model, load, openLoop, seed, startedAt, warmupNanos, nanos, generator, "");
    }

    /**
     * Cost of the load generator.
     *
     * @param cpuNanos CPU time of its process during the run
     * @param cores cores it could use
     * @param peakStreams most requests in flight at once
     */
    public record Generator(long cpuNanos, int cores, int peakStreams) {}
}
