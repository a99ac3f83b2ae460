package dev.sangam.core.metric;

import java.util.Locale;

/**
 * Every metric of the product, with its one definition. Server, simulator and benchmark compute these from the same token
 * timestamps; {@code sangam metrics} prints them.
 */
public enum Metric {
    TTFT(
            Kind.TIMES,
            "time to first token",
            "s",
            "first token's time - arrival. For a client, arrival is when the request was to be sent, not when it was sent"),
    TBT(
            Kind.TIMES,
            "time between tokens",
            "s",
            "gap between two consecutive tokens of a request; percentiles are over gaps. A client sees the tokens of one"
                    + " chunk 0 apart"),
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
    COST(Kind.OTHER, "cost", "$", "GPUs * price per GPU-hour * makespan; also per million output tokens"),
    LATENESS(
            Kind.TIMES,
            true,
            "send lateness",
            "s",
            "time of sending - arrival: how long the client itself held a request back"),
    TTFT_SENT(
            Kind.TIMES,
            true,
            "time to first token from sending",
            "s",
            "first token's time - time of sending; does not see the wait of a request that was sent late"),
    TTLT_SENT(
            Kind.TIMES,
            true,
            "time to last token from sending",
            "s",
            "last token's time - time of sending; does not see the wait of a request that was sent late"),
    NORMALISED_LATENCY_SENT(
            Kind.TIMES,
            true,
            "normalised latency from sending",
            "s/token",
            "(last token's time - time of sending) / output tokens"),
    CHUNK_GAP(
            Kind.TIMES,
            true,
            "time between chunks",
            "s",
            "gap between two consecutive chunks with output of a request, however many tokens they hold; percentiles are"
                    + " over gaps"),
    TPOT_ENDED(
            Kind.TIMES,
            true,
            "time per output token to the end of the answer",
            "s",
            "(end of the answer - first token's time) / (output tokens - 1); requests of one token have none"),
    SERVICE_LEVEL(
            Kind.SHARE,
            true,
            "service level",
            "share",
            "sum over completed requests of missed token deadlines / sum of token deadlines; 0 is best"),
    ERROR_RATE(Kind.SHARE, true, "error rate", "share", "requests that failed / requests that completed or failed"),
    FLUID_TOKEN_RATE(
            Kind.RATE,
            true,
            "fluid token rate",
            "tokens/s",
            "1 / D, where D is the shortest decode deadline with which 99 % of requests have a fluidity-index >= 0.9; failed"
                    + " requests have not. Where a class has no prefill deadline, the first token counts as in time; where whole"
                    + " answers came within it, nothing bounds the rate"),
    TOKEN_RATE_TPOT(Kind.RATE, true, "token rate by TPOT", "tokens/s", "1 / mean TPOT; smears stalls over an answer"),
    TOKEN_RATE_TBT(Kind.RATE, true, "token rate by tail TBT", "tokens/s", "1 / p99 TBT; punishes rare stalls too much"),
    STEADY_TOKEN_RATE(
            Kind.RATE,
            true,
            "steady token rate",
            "tokens/s",
            "output tokens of any request that came between the end of the warm-up and the last arrival / that time;"
                    + " neither filling nor draining is part of it"),
    CAPACITY(
            Kind.OTHER,
            true,
            "capacity",
            "requests/s",
            "highest rate of requests that a search found to meet the goals without the backlog growing; the search ends"
                    + " when a rate that does not is at most a stated share above it");

    /** What its values are. */
    public enum Kind {
        /** Durations, one or several a request. */
        TIMES,
        /** A share between 0 and 1 for each request. */
        SHARES,
        /** One share of all requests. */
        SHARE,
        /** One number of requests, or tokens, per second. */
        RATE,
        /** A figure that is no goal of its own. */
        OTHER
    }

    private final Kind kind;
    private final boolean client;
    private final String title;
    private final String unit;
    private final String definition;

    Metric(Kind kind, String title, String unit, String definition) {
        this(kind, false, title, unit, definition);
    }

    Metric(Kind kind, boolean client, String title, String unit, String definition) {
        this.kind = kind;
        this.client = client;
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

    /** Whether only a client of an endpoint can know it, so that no simulation has it. */
    public boolean client() {
        return client;
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
