package dev.sangam.core.workload;

import dev.sangam.core.request.BlockChain;

/**
 * System prompts: every request of a stream draws one of {@code groups} prefixes, which comes before the prompt that
 * the stream's lengths describe. Requests of a group share its KV blocks.
 *
 * @param groups number of distinct prefixes, equally likely
 * @param tokens length of each; 0 for none
 */
public record SharedPrefix(int groups, int tokens) {
    /** Nothing shared. */
    public static final SharedPrefix NONE = new SharedPrefix(1, 0);

    public SharedPrefix {
        Checks.between("shared prefix groups", groups, 1, 1 << 24);
        Checks.between("shared prefix tokens", tokens, 0, TokenCount.MAX);
    }

    BlockKeys keys(String stream, int group) {
        int blocks = tokens / Workload.BLOCK_TOKENS;
        return blocks == 0 ? BlockKeys.NONE : BlockKeys.of(blocks, BlockChain.next(BlockChain.of(stream), group));
    }
}
