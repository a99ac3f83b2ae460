package dev.sangam.sim.profile;

import dev.sangam.core.batchtime.Sharding;

/**
 * Which rows of a profile count: those of one model, cut one way.
 *
 * @param embedding width of the hidden state ({@code n_embd})
 * @param mlpHidden width of the MLP ({@code n_expanded_embd})
 * @param blockSize tokens per KV block
 * @param sharding heads, layers and parallelism
 */
public record ProfileQuery(int embedding, int mlpHidden, int blockSize, Sharding sharding) {
    public ProfileQuery {
        if (embedding < 1 || mlpHidden < 1 || blockSize < 1) {
            throw new IllegalArgumentException("embedding " + embedding + ", MLP width " + mlpHidden
                    + " and block size " + blockSize + " must be >= 1");
        }
    }
}
