package dev.sangam.files.deployment;

/** Names of the scheduling policies in a deployment file. */
enum PolicyName {
    SARATHI,
    VLLM_V0,
    VLLM_V1,
    ORCA,
    FASTER_TRANSFORMER,
    LIGHTLLM
}
