package dev.sangam.files.deployment;

import java.util.Locale;

/** Names of the scheduling policies in a deployment file. */
enum PolicyName {
    SARATHI,
    VLLM_V0,
    VLLM_V1,
    ORCA,
    FASTER_TRANSFORMER,
    LIGHTLLM;

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
