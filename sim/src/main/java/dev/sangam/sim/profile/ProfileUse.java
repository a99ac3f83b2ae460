package dev.sangam.sim.profile;

import dev.sangam.core.batchtime.Collectives;
import dev.sangam.core.batchtime.CudaGraphs;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;

/**
 * What a profile's times are wanted for.
 *
 * @param model the model to run
 * @param parallelism how it is split
 * @param collectives what its GPUs spend on telling each other, where the profile does not say
 * @param graphs CUDA graphs of the engine to predict; only of profiles by kernel, as LLMServingSim's and ours
 * @param blockTokens tokens of a KV block; only of Vidur's profiles
 */
public record ProfileUse(
        ModelSpec model, Parallelism parallelism, Collectives collectives, CudaGraphs graphs, int blockTokens) {}
