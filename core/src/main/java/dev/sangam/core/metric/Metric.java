package dev.sangam.core.metric;

import java.util.Locale;

/**
 * Every metric of the product, with its one definition. Server, simulator and benchmark compute these from the same token
 * timestamps; {@code sangam metrics} prints them.
 */
public enum Metric {
    TTFT(Kind.TIMES, "time to first token", "s", "first token's time - arrival"),
    TBT(
            Kind.TIMES,
            "time between tokens",
            "s",
            "gap between two consecutive tokens of a request; percentiles are over gaps"),
    TPOT(
            Kind.TIMES,
            "time per output token",
            "s",
            "(last token's time - first token's time) / (output tokens - 1); requests of one token have none"),
    TTLT(Kind.TIMES, "time to last token", "s", "last token's time - arrival; also called end-to-end latency"),
    NORMALISED_LATENCY(Kind.TIMES, "normalised latency", "s/token", "TTLT / output tokens"),
    SCHEDULING_DELAY(Kind.TIMES, "scheduling delay", "s", "start of the request's first step - arrival"),
    PREEMPTION_TIME(
            Kind.TIMES,
            "preemption time",
            "s",
            "sum over preemptions of the time until the request's next step starts"),
    FLUIDITY(
            Kind.SHARES,
            "fluidity-index",
            "share",
            "1 - missed / total token deadlines (Metron, section 4), with the class's TTFT as prefill deadline and TBT as"
                    + " decode deadline; a late token misses floor(lateness / TBT) + 1 deadlines and restarts them"),
    MISS_RATE(
            Kind.SHARES,
            "deadline miss rate",
            "share",
            "1 - fluidity-index: missed / total token deadlines of a request"),
    ATTAINMENT(
            Kind.SHARE,
            "SLO attainment",
            "share",
            "requests that met their class's SLO / requests. Interactive: TTFT in time and fluidity-index >= 0.9."
                    + " Non-interactive: TTLT in time. Best-effort requests are not counted"),
    VIOLATIONS(Kind.SHARE, "SLO violations", "share", "1 - SLO attainment"),
    GOODPUT(Kind.RATE, "goodput", "requests/s", "requests that met their class's SLO / makespan"),
    THROUGHPUT(
            Kind.OTHER,
            "throughput",
            "tokens/s, requests/s",
            "prompt tokens, output tokens or requests completed / makespan"),
    MAKESPAN(Kind.OTHER, "makespan", "s", "last token's time - first arrival"),
    MFU(
            Kind.OTHER,
            "model FLOPS utilisation",
            "share",
            "floating-point operations the model needs for the tokens processed (2 per active parameter and token, plus"
                    + " attention) / (makespan * GPUs * dense peak at the model's precision). 1 T = 10^12"),
    KV_USE(Kind.OTHER, "KV cache use", "share", "KV blocks held / KV blocks, weighted by time over the makespan"),
    PREFIX_HITS(
            Kind.OTHER,
            "prefix cache hits",
            "share",
            "prompt tokens found in the KV cache when their request was first scheduled / prompt tokens"),
    BUSY(
            Kind.OTHER,
            "busy share",
            "share",
            "batches in flight / pipeline stages, weighted by time over the makespan, mean of the replicas; with one stage"
                    + " the share of time during which a batch ran"),
    COST(Kind.OTHER, "cost", "$", "GPUs * price per GPU-hour * makespan; also per million output tokens");

    /** What its values are. */
    public enum Kind {
        /** Durations, one or several a request. */
        TIMES,
        /** A share between 0 and 1 for each request. */
        SHARES,
        /** One share of all requests. */
        SHARE,
        /** One number of requests per second. */
        RATE,
        /** A figure that is no goal of its own. */
        OTHER
    }

    private final Kind kind;
    private final String title;
    private final String unit;
    private final String definition;

    Metric(Kind kind, String title, String unit, String definition) {
        this.kind = kind;
        this.title = title;
        this.unit = unit;
        this.definition = definition;
    }

    /** The id used in files and flags: {@code scheduling_delay}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What its values are. */
    public Kind kind() {
        return kind;
    }

    /** Name for people. */
    public String title() {
        return title;
    }

    /** Unit of the values. */
    public String unit() {
        return unit;
    }

    /** What exactly is computed. */
    public String definition() {
        return definition;
    }
}
