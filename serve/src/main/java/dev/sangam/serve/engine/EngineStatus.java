package dev.sangam.serve.engine;

import dev.sangam.core.scheduler.QosStatus;

/**
 * A snapshot of an engine.
 *
 * @param state whether it takes requests
 * @param waiting requests that hold no KV blocks
 * @param running requests admitted and not finished
 * @param kvBlocksUsed KV blocks held by requests
 * @param kvBlocks KV blocks in all
 * @param steps steps run since the start
 * @param restarts how often the engine died and was started again
 * @param qos how the scheduler stood when it last formed a batch
 */
public record EngineStatus(
        EngineState state,
        int waiting,
        int running,
        int kvBlocksUsed,
        int kvBlocks,
        long steps,
        int restarts,
        QosStatus qos) {}
