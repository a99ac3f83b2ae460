package dev.sangam.measure.figures;

import java.util.List;

/**
 * What stands against the figures of a run.
 *
 * @param findings all that was found
 */
public record Validity(List<Finding> findings) {
    /** What was found. */
    public enum Kind {
        /** Requests were sent so late that the client's own delay is a sizeable part of what was measured. */
        SENT_LATE(true),
        /** The load generator used nearly all the CPU time it could. */
        GENERATOR_BUSY(true),
        /** No request completed. */
        NOTHING_COMPLETED(true),
        /** More requests came than were answered, all the time: latencies are those of the run's length. */
        OVER_SATURATED(false),
        /** Time to first token rose or fell throughout the run. */
        UNSTEADY(false),
        /** Too few requests to tell whether the run was steady. */
        STEADINESS_UNKNOWN(false),
        /** A percentile of fewer values than it takes for one of them to lie beyond it. */
        FEW_VALUES(false),
        /** Requests without an end, which figures of completed requests leave out. */
        CANCELLED(false),
        /** Most answers came whole, so that TTFT is TTLT and there is no time between tokens. */
        IN_ONE_PIECE(false),
        /** Output tokens were not counted by the server. */
        TOKENS_NOT_FROM_SERVER(false),
        /** Prefill deadlines beyond the lengths that their profile measured. */
        EXTRAPOLATED(false);

        private final boolean invalidates;

        Kind(boolean invalidates) {
            this.invalidates = invalidates;
        }

        /** Whether the run says nothing about the endpoint. */
        public boolean invalidates() {
            return invalidates;
        }
    }

    /**
     * One thing that was found.
     *
     * @param text a sentence with figures
     */
    public record Finding(Kind kind, String text) {}

    public Validity {
        findings = List.copyOf(findings);
    }

    /** Whether the figures are the endpoint's, and not the load generator's. */
    public boolean valid() {
        return findings.stream().noneMatch(f -> f.kind.invalidates);
    }

    /** Whether something of a kind was found. */
    public boolean has(Kind kind) {
        return findings.stream().anyMatch(f -> f.kind == kind);
    }
}
