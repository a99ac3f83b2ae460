package dev.sangam.measure.prompt;

/** Name of the field with the most output tokens. */
public enum LengthField {
    /** What nearly every server knows. */
    MAX_TOKENS("max_tokens"),
    /** OpenAI's newer name, without which its reasoning models refuse a chat. */
    MAX_COMPLETION_TOKENS("max_completion_tokens");

    private final String key;

    LengthField(String key) {
        this.key = key;
    }

    /** As in a request. */
    public String key() {
        return key;
    }
}
