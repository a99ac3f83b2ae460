package dev.sangam.measure.figures;

import dev.sangam.measure.run.RunFacts;
import dev.sangam.measure.run.RunRecord;
import java.util.List;
import java.util.stream.IntStream;

/** One interleaved run against several endpoints, as a run against each of them, so that they can be compared. */
public final class RunSplit {
    private RunSplit() {}

    /** The requests of each endpoint, in the order of the endpoints. */
    public static List<RunRecord> byEndpoint(RunRecord run) {
        return IntStream.range(0, run.facts().endpoints().size())
                .mapToObj(endpoint -> of(run, endpoint))
                .toList();
    }

    private static RunRecord of(RunRecord run, int endpoint) {
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
