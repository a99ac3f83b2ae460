package dev.sangam.files.trace;

import dev.sangam.files.eventlog.EventLogHeader;
import java.util.List;

/** The formats of traces that are understood, told apart by their columns or keys. */
public enum TraceFormat {
    /** Our own CSV, as {@link WorkloadFile} writes it. */
    SANGAM("Sangam CSV"),
    /** What a server recorded ({@link dev.sangam.files.eventlog}). */
    EVENT_LOG("Sangam event log"),
    /** Azure LLM inference traces, 2023 and 2024: CSV with timestamps of a calendar. */
    AZURE("Azure CSV"),
    /** Vidur's requests with arrivals in seconds. */
    VIDUR("Vidur CSV"),
    /** Lengths alone, as of ShareGPT and arXiv in the repositories of Sarathi-Serve and Vidur; all arrive at 0. */
    LENGTHS("length CSV"),
    /** Mooncake: JSON lines with arrivals in milliseconds and ids of 512-token blocks. */
    MOONCAKE("Mooncake JSONL"),
    /** Requests for vLLM as LLMServingSim writes them: JSON lines with arrivals in nanoseconds and token ids. */
    VLLM_WORKLOAD("vLLM workload JSONL"),
    /** Requests that vLLM served, as LLMServingSim records them: JSON lines with arrivals in seconds of the epoch. */
    VLLM_REQUESTS("vLLM requests JSONL");

    private final String title;

    TraceFormat(String title) {
        this.title = title;
    }

    /** As shown to people. */
    public String title() {
        return title;
    }

    /** Whether the arrivals are the trace's own; if not, they are all 0 and an arrival process is needed. */
    public boolean hasArrivals() {
        return this != LENGTHS;
    }

    /** Whether requests have classes, priorities and tenants of their own. */
    public boolean hasLabels() {
        return this == SANGAM || this == EVENT_LOG;
    }

    /** Columns or keys without which a file is not of this format. */
    List<String> required() {
        return switch (this) {
            case SANGAM -> WorkloadFile.REQUIRED;
            case EVENT_LOG -> List.of(EventLogHeader.MAGIC);
            case AZURE -> List.of("TIMESTAMP", "ContextTokens", "GeneratedTokens");
            case VIDUR -> List.of("arrived_at", "num_prefill_tokens", "num_decode_tokens");
            case LENGTHS -> List.of("num_prefill_tokens", "num_decode_tokens");
            case MOONCAKE -> List.of("timestamp", "input_length", "output_length");
            case VLLM_WORKLOAD -> List.of("arrival_time_ns", "input_toks", "output_toks");
            case VLLM_REQUESTS -> List.of("arrival_time", "input_toks", "output_toks");
        };
    }

    static List<TraceFormat> csv() {
        return List.of(SANGAM, AZURE, VIDUR, LENGTHS);
    }

    static List<TraceFormat> jsonLines() {
        return List.of(MOONCAKE, VLLM_WORKLOAD, VLLM_REQUESTS);
    }
}
