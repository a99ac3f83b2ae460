package dev.sangam.files.deployment;

/** Names of the scheduling policies in a deployment file. */
enum PolicyName {
    SARATHI,
    VLLM_V0,
    VLLM_V1,
    ORCA,
    FASTER_TRANSFORMER,
    LIGHTLLM,
    NIYAMA,
    /** First come, first served, in chunks of one size: a baseline of the Niyama paper. */
    FCFS,
    /** Earliest deadline first, in chunks of one size: a baseline of the Niyama paper. */
    EDF,
    /** Shortest remaining prompt first, in chunks of one size: a baseline of the Niyama paper. */
    SRPF
}
