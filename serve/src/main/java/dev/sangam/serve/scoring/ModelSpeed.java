package dev.sangam.serve.scoring;

/**
 * How fast a model computes here, by a short measurement.
 *
 * @param prefillTokensPerSecond of a prompt, by the clock
 * @param decodeTokensPerSecond of one sequence, token by token, by the clock
 * @param prefillTokensPerCpuSecond of a prompt, by the processor time of all threads
 * @param decodeTokensPerCpuSecond of one sequence, by the processor time of all threads
 */
public record ModelSpeed(
        double prefillTokensPerSecond,
        double decodeTokensPerSecond,
        double prefillTokensPerCpuSecond,
        double decodeTokensPerCpuSecond) {}
