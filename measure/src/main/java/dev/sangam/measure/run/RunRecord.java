package dev.sangam.measure.run;

import dev.sangam.core.workload.Label;
import java.util.List;

/**
 * A whole run.
 *
 * @param facts what was asked of whom, and with what
 * @param labels classes, tenants and importances that occur
 * @param requests every request that was to be sent, in the order of their ids
 */
public record RunRecord(RunFacts facts, List<Label> labels, List<RequestRecord> requests) {
    public RunRecord {
        labels = List.copyOf(labels);
        requests = List.copyOf(requests);
    }
}
