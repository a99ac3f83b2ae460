package dev.sangam.measure.figures;

import dev.sangam.core.workload.Label;
import dev.sangam.measure.figures.ScopeTally.Window;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunFacts;
import dev.sangam.measure.run.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run in figures. Requests of the warm-up are left out of all of them.
 *
 * @param facts of the run
 * @param slos what requests were held to
 * @param all requests
 * @param classes per class, in the order of the record's labels; all of them, even a single one
 * @param endpoints per endpoint, in the order of the facts; none for a run against a single one
 * @param lateness how late requests were sent
 * @param validity whether the figures can be relied on
 */
public record RunSummary(
        RunFacts facts,
        SloSettings slos,
        ScopeFigures all,
        List<ScopeFigures> classes,
        List<ScopeFigures> endpoints,
        Lateness lateness,
        Validity validity) {
    /** Name of the scope of all requests. */
    public static final String ALL = "all";

    public RunSummary {
        classes = List.copyOf(classes);
        endpoints = List.copyOf(endpoints);
    }

    /** The figures of a run under SLOs, which need not be those it was made with. */
    public static RunSummary of(RunRecord run, SloSettings slos) {
        List<Promise> promises = run.labels().stream().map(slos::promise).toList();
        RunFacts facts = run.facts();
        Window window = window(run);
        ScopeTally all = new ScopeTally(ALL, window);
        Map<String, ScopeTally> classes = new LinkedHashMap<>();
        for (Label label : run.labels()) {
            classes.computeIfAbsent(label.qos().name(), name -> new ScopeTally(name, window));
        }
        List<ScopeTally> endpoints = new ArrayList<>();
        for (String endpoint : facts.endpoints()) {
            endpoints.add(new ScopeTally(endpoint, window));
        }
        Lateness lateness = new Lateness();
        for (RequestRecord request : run.requests()) {
            String name = run.labels().get(request.label()).qos().name();
            ScopeTally ofClass = classes.getOrDefault(name, all);
            List<ScopeTally> scopes = List.of(all, ofClass, endpoints.get(request.endpoint()));
            if (counted(request, facts)) {
                Judged judged = Judged.of(request, promises.get(request.label()), facts.nanos());
                scopes.forEach(scope -> scope.add(judged));
                lateness.add(request);
            } else {
                scopes.forEach(scope -> scope.addWarmup(request));
            }
        }
        double makespan = makespan(run);
        ScopeFigures total = all.figures(makespan);
        return new RunSummary(
                facts,
                slos,
                total,
                classes.values().stream().map(t -> t.figures(makespan)).toList(),
                endpoints.size() < 2
                        ? List.of()
                        : endpoints.stream().map(t -> t.figures(makespan)).toList(),
                lateness,
                ValidityCheck.of(run, slos, total));
    }

    /** The figures of a class of the run. */
    public ScopeFigures ofClass(String name) {
        return classes.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the run has no class '" + name + "'"));
    }

    /** Whether figures count a request: it was not of the warm-up. */
    static boolean counted(RequestRecord request, RunFacts facts) {
        return request.intended() == RequestRecord.NEVER || request.intended() >= facts.warmupNanos();
    }

    private static Window window(RunRecord run) {
        long last = run.facts().warmupNanos();
        for (RequestRecord request : run.requests()) {
            last = Math.max(last, request.intended());
        }
        return new Window(run.facts().warmupNanos(), last);
    }

    /** Seconds from the first arrival to the last token of requests that count; 0 without a token. */
    private static double makespan(RunRecord run) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (RequestRecord request : run.requests()) {
            if (counted(request, run.facts()) && request.intended() != RequestRecord.NEVER) {
                first = Math.min(first, request.intended());
                long[] times = request.chunkTimes();
                last = times.length == 0 ? last : Math.max(last, times[times.length - 1]);
            }
        }
        return last < first ? 0 : (last - first) / 1e9;
    }
}
