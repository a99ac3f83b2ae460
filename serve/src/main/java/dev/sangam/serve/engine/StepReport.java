package dev.sangam.serve.engine;

import dev.sangam.core.scheduler.QosStatus;

/**
 * One step as it ran, for the live page and the metrics.
 *
 * @param number counts the steps of an engine, from 0
 * @param stepNanos from the start of the batch to its tokens
 * @param predictedNanos what the batch-time model said before; 0 without a model
 * @param prefills prefill chunks in the batch
 * @param prefillTokens their tokens
 * @param decodes decodes in the batch
 * @param waiting requests waiting after the step
 * @param running requests admitted after the step
 * @param kvBlocksUsed KV blocks held after the step
 * @param qos how the scheduler stood when it formed the batch
 */
public record StepReport(
        long number,
        long stepNanos,
        long predictedNanos,
        int prefills,
        int prefillTokens,
        int decodes,
        int waiting,
        int running,
        int kvBlocksUsed,
        QosStatus qos) {}
