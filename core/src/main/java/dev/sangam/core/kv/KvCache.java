package dev.sangam.core.kv;

import org.jspecify.annotations.Nullable;

/**
 * The paged KV cache of a replica: how many blocks are free, who holds how many, and, with prefix reuse, which content
 * lies in which block. Every operation is O(blocks touched). Not thread-safe; owned by one scheduler.
 *
 * <p>With prefix reuse a block keeps its content after its last holder let go, until it is needed for something else, the
 * least recently used first; a new sequence whose prompt starts with the same content takes it over without computing it
 * again.
 */
public final class KvCache {
    private final int blocks;
    private final int blockTokens;
    private final int watermarkBlocks;
    final @Nullable PrefixIndex prefixes;
    private int free;

    /** An empty cache. */
    public KvCache(KvConfig config) {
        this.blocks = config.blocks();
        this.blockTokens = config.blockTokens();
        this.watermarkBlocks = (int) (config.watermark() * blocks);
        this.free = blocks;
        this.prefixes = config.prefixCaching() ? new PrefixIndex(blocks) : null;
    }

    /** Number of blocks in all. */
    public int blocks() {
        return blocks;
    }

    /** Tokens per block. */
    public int blockTokens() {
        return blockTokens;
    }

    /** Whether computed prefixes are kept and reused. */
    public boolean reusesPrefixes() {
        return prefixes != null;
    }

    /** Blocks that no sequence holds, those with reusable content included. */
    public int freeBlocks() {
        return free;
    }

    /** Blocks with content: those that sequences hold, and those whose content is kept to be reused. */
    public int filledBlocks() {
        return blocks - free + (prefixes == null ? 0 : prefixes.kept);
    }

    /** Blocks that an admission must leave free. */
    public int watermarkBlocks() {
        return watermarkBlocks;
    }

    /** Blocks needed to hold {@code tokens}. */
    public int blocksFor(int tokens) {
        return (tokens + blockTokens - 1) / blockTokens;
    }

    /**
     * Leading blocks of an empty table whose content is in the cache. At most {@code tokens - 1} tokens count, since the
     * last token of a prompt must be computed to get its logits.
     */
    public int cachedBlocks(BlockTable table, int tokens) {
        return prefixes == null ? 0 : prefixes.match(table, (tokens - 1) / blockTokens);
    }

    /**
     * Whether an empty table may take over the {@code cached} blocks that {@link #cachedBlocks} has just found, hold
     * {@code count} in all, and leave the watermark. Cached blocks that nobody holds are among the free ones.
     */
    public boolean canAdmit(BlockTable table, int cached, int count) {
        return free - (count - cached) - table.unheld >= watermarkBlocks;
    }

    /** Lets an empty table hold the first {@code cached} blocks found by {@link #cachedBlocks}. */
    public void takeCached(BlockTable table, int cached) {
        if (prefixes != null) {
            free -= prefixes.take(table, cached);
            table.published = cached;
        }
    }

    /** Grows the table to hold {@code tokens}; false, with nothing changed, when too few blocks are free. */
    public boolean grow(BlockTable table, int tokens) {
        return tokens <= table.size * blockTokens || extend(table, blocksFor(tokens) - table.size);
    }

    /** Adds {@code count} blocks to the table; false, with nothing changed, when too few are free. */
    public boolean extend(BlockTable table, int count) {
        if (count > free) {
            return false;
        }
        if (count > 0) {
            free -= count;
            if (prefixes == null) {
                table.size += count;
            } else {
                prefixes.allocate(table, count);
            }
        }
        return true;
    }

    /** Makes the table's full blocks reusable, now that {@code computed} tokens of it have been computed. */
    public void publish(BlockTable table, int computed) {
        if (prefixes != null) {
            prefixes.publish(table, Math.min(table.size, computed / blockTokens));
        }
    }

    /** Blocks of the table that no other holds, so that their content may be gone once they have been freed. */
    public int ownBlocks(BlockTable table) {
        return prefixes == null ? table.size : prefixes.heldAlone(table);
    }

    /** Takes all blocks back. Content stays until evicted; the last blocks of the sequence are evicted first. */
    public void free(BlockTable table) {
        if (prefixes == null) {
            free += table.size;
        } else {
            free += prefixes.release(table);
        }
        table.size = 0;
        table.published = 0;
        table.unheld = 0;
    }
}
