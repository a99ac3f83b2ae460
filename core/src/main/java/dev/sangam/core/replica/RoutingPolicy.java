package dev.sangam.core.replica;

/** How requests are spread over replicas. */
public enum RoutingPolicy {
    /** In turns. */
    ROUND_ROBIN,
    /** Uniformly at random, seeded. */
    RANDOM,
    /** To the replica with the least outstanding tokens: prompt tokens of the requests that it has not finished. */
    LEAST_OUTSTANDING,
    /** The better of two random replicas by outstanding tokens. */
    POWER_OF_TWO,
    /** Least outstanding tokens, less the part of the prompt that a replica has seen before. */
    PREFIX_AFFINITY,
    /**
     * To the replica that predicts the most time between the end of its prompt and its deadline, by that replica's own order
     * of prompts; the least outstanding tokens among equals, and of policies that predict nothing.
     */
    SLACK,
    /** To the replica with the fewest waiting requests, running ones not counted: Vidur's "LOR", kept for comparison. */
    VIDUR_LOR
}
