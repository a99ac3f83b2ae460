package dev.sangam.measure.endpoint;

/** Whose server answers, as far as it can be told: it decides which fields a request may have beyond OpenAI's. */
public enum ServerKind {
    /** {@code sangam serve}. */
    SANGAM("Sangam"),
    /** vLLM's server. */
    VLLM("vLLM"),
    /** llama.cpp's {@code llama-server}. */
    LLAMA_CPP("llama.cpp"),
    /** OpenAI itself, which refuses fields that it does not know. */
    OPENAI("OpenAI"),
    /** Anything else; it is asked for nothing that OpenAI's API does not have. */
    OTHER("unknown kind");

    private final String title;

    ServerKind(String title) {
        this.title = title;
    }

    /** As shown to people. */
    public String title() {
        return title;
    }

    /** Whether {@code ignore_eos} makes it go on to the number of tokens asked for. */
    public boolean ignoresEndOfText() {
        return switch (this) {
            case SANGAM, VLLM, LLAMA_CPP -> true;
            case OPENAI, OTHER -> false;
        };
    }
}
