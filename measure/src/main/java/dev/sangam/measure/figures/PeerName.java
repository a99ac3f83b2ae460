package dev.sangam.measure.figures;

import dev.sangam.core.metric.Metric;

/** What other tools print under a name, and which of our metrics that is. Equal names are not equal figures. */
public enum PeerName {
    METRON_TBT(
            "Metron", "TBT", Metric.TBT, "gaps between tokens; a chunk of k tokens counts as its gap and k - 1 zeros"),
    METRON_TPOT("Metron", "TPOT", Metric.TPOT, "mean gap between tokens of a request"),
    VLLM_ITL("vLLM bench", "ITL", Metric.CHUNK_GAP, "gaps between chunks"),
    VLLM_TPOT("vLLM bench", "TPOT", Metric.TPOT, "(latency - TTFT) / (tokens - 1), to the last token"),
    AIPERF_ITL("AIPerf", "ITL", Metric.TPOT_ENDED, "(latency - TTFT) / (tokens - 1), to the end of the answer"),
    LLMPERF_ITL("LLMPerf", "ITL", Metric.NORMALISED_LATENCY_SENT, "mean gap of a request, TTFT included"),
    GUIDELLM_TPOT("GuideLLM", "TPOT", Metric.NORMALISED_LATENCY_SENT, "(last token - start) / tokens");

    private final String tool;
    private final String name;
    private final Metric metric;
    private final String definition;

    PeerName(String tool, String name, Metric metric, String definition) {
        this.tool = tool;
        this.name = name;
        this.metric = metric;
        this.definition = definition;
    }

    /** Whose word it is. */
    public String tool() {
        return tool;
    }

    /** The word. */
    public String word() {
        return name;
    }

    /** Ours for it. */
    public Metric metric() {
        return metric;
    }

    /** How the tool computes it. */
    public String definition() {
        return definition;
    }
}
