package dev.sangam.serve.llama;

/** What {@link LlamaContext#share} can do. */
public enum PrefixSharing {
    /** Only a whole sequence can be shared: the cache is split by slot, or the model keeps a running state. */
    WHOLE,
    /** Any number of a sequence's first tokens. */
    PARTIAL
}
