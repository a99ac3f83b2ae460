package dev.sangam.files.gguf;

import java.util.List;

/**
 * A byte-level BPE vocabulary as a GGUF file holds it. Its special tokens come first, in the order of {@link #SPECIAL}.
 *
 * @param tokens every token, in the {@link ByteAlphabet}
 * @param merges pairs of tokens that become one, separated by a blank, the first ones first
 */
public record Vocabulary(List<String> tokens, List<String> merges) {
    /** Ends a document. */
    public static final int END_OF_TEXT = 0;
    /** Starts a message of a chat. */
    public static final int MESSAGE_START = 1;
    /** Ends a message of a chat. */
    public static final int MESSAGE_END = 2;

    /** The special tokens: token number i is the i-th. */
    public static final List<String> SPECIAL = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");

    /** ChatML, as a Jinja template. */
    public static final String CHAT_TEMPLATE = "{% for message in messages %}"
            + "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
            + "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    /** The special tokens and one token for each byte. */
    public static final int LEAST_SIZE = 3 + 256;

    private static final int NORMAL = 1;
    private static final int CONTROL = 3;

    public Vocabulary {
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
        if (tokens.size() < LEAST_SIZE || !tokens.subList(0, SPECIAL.size()).equals(SPECIAL)) {
            throw new IllegalArgumentException(
                    tokens.size() + " tokens; they must start with " + SPECIAL + " and have one for each byte");
        }
    }

    void describe(GgufWriter writer) {
        int[] types = new int[tokens.size()];
        for (int i = 0; i < types.length; i++) {
            types[i] = i < SPECIAL.size() ? CONTROL : NORMAL;
        }
        writer.metadata("tokenizer.ggml.model", GgufValue.of("gpt2"))
                .metadata("tokenizer.ggml.pre", GgufValue.of("gpt-2"))
                .metadata("tokenizer.ggml.tokens", GgufValue.texts(tokens))
                .metadata("tokenizer.ggml.token_type", GgufValue.wholes(types))
                .metadata("tokenizer.ggml.merges", GgufValue.texts(merges))
                .metadata("tokenizer.ggml.bos_token_id", GgufValue.of(END_OF_TEXT))
                .metadata("tokenizer.ggml.eos_token_id", GgufValue.of(MESSAGE_END))
                .metadata("tokenizer.ggml.add_bos_token", GgufValue.of(false))
                .metadata("tokenizer.chat_template", GgufValue.of(CHAT_TEMPLATE));
    }
}
