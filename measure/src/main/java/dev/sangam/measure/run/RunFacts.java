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
        Generator generator) {
    public RunFacts {
        endpoints = List.copyOf(endpoints);
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
