package dev.sangam.serve.scoring;

/** What a context is for: on a processor there are two ways to compute attention, and each is the faster one for one use. */
enum KernelUse {
    /** Batches of many tokens. */
    MANY_TOKENS,
    /** A token each of a few sequences, again and again. */
    FEW_TOKENS
}
