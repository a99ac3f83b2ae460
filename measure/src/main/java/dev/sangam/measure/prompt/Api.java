package dev.sangam.measure.prompt;

/** The two of OpenAI's APIs that every server has. */
public enum Api {
    /** Messages, in the model's chat template. */
    CHAT("/v1/chat/completions"),
    /** A text, or token ids, to go on from. */
    COMPLETIONS("/v1/completions");

    private final String path;

    Api(String path) {
        this.path = path;
    }

    /** Where requests are posted. */
    public String path() {
        return path;
    }
}
