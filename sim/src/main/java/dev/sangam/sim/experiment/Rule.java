package dev.sangam.sim.experiment;

import dev.sangam.core.metric.RequestLog;
import dev.sangam.core.metric.Summaries;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Workload;

/** When a request counts as violated. Requests that were promised nothing never do. */
public enum Rule {
    /** As Niyama counts (section 4): the first token of an interactive request, the last one of any other, came late. */
    TTFT("first token of interactive requests late, or last token of others"),

    /** As the summary counts: the opposite of {@link dev.sangam.core.metric.Metric#ATTAINMENT}. */
    ATTAINMENT("promise missed: as above, and interactive requests with a fluidity-index below 0.9");

    private final String title;

    Rule(String title) {
        this.title = title;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** Whether the class of a request promises anything. */
    static boolean promised(Workload workload, int id) {
        return !(workload.qos(id).slo() instanceof Slo.BestEffort);
    }

    /** Whether a request of a finished run was violated. */
    boolean violated(Workload workload, RequestLog log, int id) {
        return switch (this) {
            case TTFT ->
                switch (workload.qos(id).slo()) {
                    case Slo.BestEffort() -> false;
                    case Slo.Interactive(long ttft, long tbt) ->
                        log.firstTokenAt(id) < 0 || log.firstTokenAt(id) - workload.arrival(id) > ttft;
                    case Slo.NonInteractive(long ttlt) ->
                        !log.finished(id) || log.lastTokenAt(id) - workload.arrival(id) > ttlt;
                };
            case ATTAINMENT -> Boolean.FALSE.equals(Summaries.attained(workload, log, id));
        };
    }
}
