package dev.sangam.files.trace;

import dev.sangam.core.InputException;
import dev.sangam.core.workload.BlockKeys;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import dev.sangam.core.workload.WorkloadSpec;

/** Collects the rows of a trace and keeps its bounds: order of time, number of rows, number of block keys. */
final class TraceBuilder {
    /** Most block keys of a trace, 1 GB. */
    private static final int MAX_KEYS = 1 << 27;

    private final WorkloadBuilder requests = new WorkloadBuilder();
    private long latest;

    /** Adds a row; refuses one that arrives before the row above it. */
    void addInOrder(Row row, String timeField, long arrival, TokenFields tokens, Label label, BlockKeys keys) {
        if (arrival < latest) {
            throw row.error(timeField, "must not be earlier than in the row before");
        }
        latest = arrival;
        add(row, arrival, tokens, label, keys);
    }

    /** Adds a row. */
    void add(Row row, long arrival, TokenFields tokens, Label label, BlockKeys keys) {
        if (requests.size() == WorkloadSpec.MAX_REQUESTS) {
            throw new InputException(row.place() + ": is past row " + requests.size() + "; a trace may have no more");
        }
        if (keys.size() > MAX_KEYS - requests.keyCount()) {
            throw new InputException(row.place() + ": is past " + MAX_KEYS + " block keys; a trace may have no more");
        }
        requests.add(arrival, row.tokens(tokens.prompt()), row.tokens(tokens.output()), label, keys);
    }

    /** The requests in order of arrival; there must be one. */
    Workload build(String file) {
        if (requests.size() == 0) {
            throw new InputException(file + ": has no rows; it must have at least one request");
        }
        return requests.build();
    }

    /** Names of the fields that hold the lengths. */
    record TokenFields(String prompt, String output) {}
}
