package dev.sangam.measure.run;

import java.util.List;
import java.util.stream.IntStream;

/** Runs made of others. */
public final class Runs {
    private Runs() {}

    /** A run for each endpoint of one, as if it had been the only one. */
    public static List<RunRecord> byEndpoint(RunRecord run) {
        return IntStream.range(0, run.facts().endpoints().size())
                .mapToObj(endpoint -> ofEndpoint(run, endpoint))
                .toList();
    }

    private static RunRecord ofEndpoint(RunRecord run, int endpoint) {
        RunFacts facts = run.facts();
        return new RunRecord(
                new RunFacts(
                        List.of(facts.endpoints().get(endpoint)),
                        facts.model(),
                        facts.load(),
                        facts.openLoop(),
                        facts.seed(),
                        facts.startedAt(),
                        facts.warmupNanos(),
                        facts.nanos(),
                        facts.generator(),
                        facts.stopped()),
                run.labels(),
                run.requests().stream()
                        .filter(request -> request.endpoint() == endpoint)
                        .map(request -> request.withEndpoint(0))
                        .toList());
    }
}
