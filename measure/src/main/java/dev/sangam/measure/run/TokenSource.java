package dev.sangam.measure.run;

/** Where the number of output tokens comes from, the most trustworthy first. */
public enum TokenSource {
    /** The server's {@code usage} of the whole answer. */
    USAGE,
    /** The server's {@code usage} in each chunk. */
    CHUNK_USAGE,
    /** A tokenizer applied to the text. */
    TOKENIZER,
    /** Each chunk with text taken for one token. */
    CHUNKS
}
