package dev.sangam.files.deployment;

import java.util.Optional;

/**
 * The {@code kv_cache:} section, before it is known how many blocks fit.
 *
 * @param blocks number of blocks, when given instead of computed
 * @param memoryFraction share of a GPU's memory that the engine may use
 * @param blockTokens tokens per block
 * @param watermark share of the blocks that an admission leaves free
 * @param prefixCaching whether computed prefixes are reused
 */
public record KvSection(
        Optional<Integer> blocks, double memoryFraction, int blockTokens, double watermark, boolean prefixCaching) {}
