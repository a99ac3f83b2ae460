package dev.sangam.sim.report;

import dev.sangam.core.metric.TimeSeries.Column;
import java.util.Locale;

/** What is shown over time. Rates are per second; gauges are means over the interval, summed over replicas. */
enum Measure {
    ARRIVALS(Column.ARRIVALS, Kind.RATE, "requests/s", "requests that arrived"),
    COMPLETIONS(Column.COMPLETIONS, Kind.RATE, "requests/s", "requests that got their last token"),
    PREFILL_TOKENS(Column.PREFILL_TOKENS, Kind.RATE, "tokens/s", "prompt tokens computed"),
    DECODE_TOKENS(Column.DECODE_TOKENS, Kind.RATE, "tokens/s", "tokens computed by decodes"),
    STEPS(Column.STEPS, Kind.RATE, "steps/s", "steps that started"),
    BATCH_SIZE(
            Column.STEP_SEQUENCES,
            Kind.PER_STEP,
            "sequences",
            "sequences in a batch, mean over the steps that started"),
    PREEMPTIONS(Column.PREEMPTIONS, Kind.RATE, "1/s", "sequences that lost their KV blocks"),
    WAITING(Column.WAITING_NANOS, Kind.GAUGE, "requests", "requests waiting"),
    RUNNING(Column.RUNNING_NANOS, Kind.GAUGE, "requests", "requests admitted"),
    KV_USE(Column.KV_BLOCK_NANOS, Kind.GAUGE, "share", "KV blocks held, of all"),
    BUSY(Column.BUSY_NANOS, Kind.GAUGE, "share", "time during which pipeline stages had something to run, of all");

    enum Kind {
        RATE,
        PER_STEP,
        GAUGE
    }

    private final Column column;
    private final Kind kind;
    private final String unit;
    private final String description;

    Measure(Column column, Kind kind, String unit, String description) {
        this.column = column;
        this.kind = kind;
        this.unit = unit;
        this.description = description;
    }

    /** Unit of the values. */
    String unit() {
        return unit;
    }

    /** What it is. */
    String description() {
        return description + (kind == Kind.RATE ? ", per second" : "");
    }

    Column column() {
        return column;
    }

    Kind kind() {
        return kind;
    }

    /** Name in files, which ends in the unit: {@code arrivals_per_second}. */
    String id() {
        String name = name().toLowerCase(Locale.ROOT);
        return switch (kind) {
            case RATE -> name + "_per_second";
            case PER_STEP -> name;
            case GAUGE -> unit.equals("share") ? name + "_share" : name;
        };
    }
}
