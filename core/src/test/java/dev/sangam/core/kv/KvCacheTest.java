package dev.sangam.core.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.request.BlockHashes;
import java.util.List;
import org.junit.jupiter.api.Test;

class KvCacheTest {
    private static final int BLOCK = 4;
    private long owners;

    private static KvCache caching(int blocks) {
        return new KvCache(new KvConfig(blocks, BLOCK, 0, true));
    }

    private BlockTable table(long... hashes) {
        return new BlockTable(BlockHashes.of(hashes), owners++);
    }

    /** A sequence that computed the blocks of these hashes and is still running. */
    private BlockTable computed(KvCache kv, long... hashes) {
        BlockTable table = table(hashes);
        int tokens = hashes.length * BLOCK;
        int cached = kv.cachedBlocks(table, tokens + 1);
        kv.takeCached(table, cached);
        assertThat(kv.grow(table, tokens)).isTrue();
        kv.publish(table, tokens);
        return table;
    }

    private int hit(KvCache kv, long... hashes) {
        return kv.cachedBlocks(table(hashes), hashes.length * BLOCK + 1);
    }

    @Test
    void tokensNeedWholeBlocks() {
        KvCache kv = caching(8);
        assertThat(kv.blocksFor(1)).isEqualTo(1);
        assertThat(kv.blocksFor(4)).isEqualTo(1);
        assertThat(kv.blocksFor(5)).isEqualTo(2);
    }

    @Test
    void growingTakesOnlyWhatIsMissingAndNothingWhenThereIsTooLittle() {
        for (boolean prefixes : new boolean[] {false, true}) {
            KvCache kv = new KvCache(new KvConfig(4, BLOCK, 0, prefixes));
            BlockTable table = table();
            assertThat(kv.grow(table, 5)).isTrue();
            assertThat(kv.grow(table, 8)).isTrue();
            assertThat(kv.freeBlocks()).isEqualTo(2);
            assertThat(kv.grow(table, 17)).isFalse();
            assertThat(kv.freeBlocks()).isEqualTo(2);
            assertThat(table.size()).isEqualTo(2);
            assertThat(kv.grow(table, 3)).isTrue();
            assertThat(table.size()).as("never shrinks").isEqualTo(2);
            kv.free(table);
            assertThat(kv.freeBlocks()).isEqualTo(4);
            assertThat(table.size()).isZero();
        }
    }

    @Test
    void theWatermarkIsAShareOfAllBlocksRoundedDown() {
        KvCache kv = new KvCache(new KvConfig(250, BLOCK, 0.01, false));
        assertThat(kv.watermarkBlocks()).isEqualTo(2);
        assertThat(kv.canAdmit(table(), 0, 248)).isTrue();
        assertThat(kv.canAdmit(table(), 0, 249)).isFalse();
    }

    @Test
    void blocksOfARunningSequenceAreShared() {
        KvCache kv = caching(8);
        BlockTable first = computed(kv, 1, 2, 3);
        BlockTable second = computed(kv, 1, 2, 9);
        assertThat(second.id(0)).isEqualTo(first.id(0));
        assertThat(second.id(1)).isEqualTo(first.id(1));
        assertThat(second.id(2)).isNotEqualTo(first.id(2));
        assertThat(kv.freeBlocks()).isEqualTo(4);
        kv.free(first);
        assertThat(kv.freeBlocks()).as("1 and 2 are still held").isEqualTo(5);
        KvConsistency.check(kv, List.of(second));
    }

    @Test
    void freedBlocksStayReusableUntilTheyAreNeeded() {
        KvCache kv = caching(8);
        kv.free(computed(kv, 1, 2, 3));
        assertThat(kv.freeBlocks()).isEqualTo(8);
        assertThat(hit(kv, 1, 2, 3)).isEqualTo(3);
        assertThat(kv.extend(table(), 5)).isTrue();
        assertThat(hit(kv, 1, 2, 3)).as("never used blocks go first").isEqualTo(3);
        assertThat(kv.extend(table(), 1)).isTrue();
        assertThat(hit(kv, 1, 2, 3)).isEqualTo(2);
    }

    @Test
    void theTailOfASequenceIsEvictedFirst() {
        KvCache kv = caching(4);
        kv.free(computed(kv, 1, 2, 3, 4));
        for (int left = 3; left >= 0; left--) {
            assertThat(kv.extend(table(), 1)).isTrue();
            assertThat(hit(kv, 1, 2, 3, 4)).isEqualTo(left);
        }
    }

    @Test
    void theLeastRecentlyFreedSequenceIsEvictedFirst() {
        KvCache kv = caching(4);
        BlockTable old = computed(kv, 1, 2);
        BlockTable recent = computed(kv, 5, 6);
        kv.free(old);
        kv.free(recent);
        assertThat(kv.extend(table(), 2)).isTrue();
        assertThat(hit(kv, 1, 2)).isZero();
        assertThat(hit(kv, 5, 6)).isEqualTo(2);
    }

    @Test
    void usingAFreeBlockAgainMakesItRecent() {
        KvCache kv = caching(4);
        kv.free(computed(kv, 1, 2));
        kv.free(computed(kv, 5, 6));
        kv.free(computed(kv, 1, 2));
        assertThat(kv.extend(table(), 2)).isTrue();
        assertThat(hit(kv, 1, 2)).isEqualTo(2);
        assertThat(hit(kv, 5, 6)).isZero();
    }

    @Test
    void heldBlocksAreNeverEvicted() {
        KvCache kv = caching(4);
        BlockTable held = computed(kv, 1, 2);
        kv.free(computed(kv, 1, 2, 3));
        assertThat(kv.extend(table(), 2)).isTrue();
        assertThat(kv.extend(table(), 1)).isFalse();
        assertThat(hit(kv, 1, 2, 3)).isEqualTo(2);
        KvConsistency.check(kv, List.of(held, tableOf(kv, held)));
    }

    /** The two blocks beside those of {@code held} are taken by an anonymous table. */
    private static BlockTable tableOf(KvCache kv, BlockTable held) {
        BlockTable rest = new BlockTable(BlockHashes.NONE, 99);
        for (int block = 0; block < kv.blocks(); block++) {
            if (block != held.id(0) && block != held.id(1)) {
                rest.append(block);
            }
        }
        return rest;
    }

    @Test
    void aHitNeverCoversTheWholePrompt() {
        KvCache kv = caching(8);
        kv.free(computed(kv, 1, 2, 3));
        assertThat(kv.cachedBlocks(table(1, 2, 3), 12))
                .as("the last token must be computed")
                .isEqualTo(2);
        assertThat(kv.cachedBlocks(table(1, 2, 3), 13)).isEqualTo(3);
        assertThat(kv.cachedBlocks(table(1, 2, 3), 1)).isZero();
    }

    @Test
    void aHitEndsAtTheFirstBlockThatIsMissing() {
        KvCache kv = caching(8);
        kv.free(computed(kv, 1, 2, 3));
        assertThat(hit(kv, 1, 7, 3)).isEqualTo(1);
        assertThat(hit(kv, 7, 2, 3)).isZero();
    }

    @Test
    void onlyFullAndComputedBlocksAreReusable() {
        KvCache kv = caching(8);
        BlockTable table = table(1, 2, 3);
        assertThat(kv.grow(table, 12)).isTrue();
        assertThat(hit(kv, 1, 2, 3)).isZero();
        kv.publish(table, 7);
        assertThat(hit(kv, 1, 2, 3)).isEqualTo(1);
        kv.publish(table, 12);
        assertThat(hit(kv, 1, 2, 3)).isEqualTo(3);
    }

    @Test
    void aResumedSequenceFindsItsOwnBlocksAndNobodyElseDoes() {
        KvCache kv = caching(8);
        BlockTable table = new BlockTable(BlockHashes.of(1), 5);
        assertThat(kv.grow(table, 13)).isTrue();
        kv.publish(table, 13);
        kv.free(table);
        assertThat(kv.cachedBlocks(table, 14))
                .as("its prompt and what it emitted")
                .isEqualTo(3);
        assertThat(kv.cachedBlocks(new BlockTable(BlockHashes.of(1), 6), 14)).isEqualTo(1);
    }

    @Test
    void theSecondToComputeTheSameContentKeepsItsOwnBlocks() {
        KvCache kv = caching(8);
        BlockTable a = table(1, 2);
        BlockTable b = table(1, 2);
        assertThat(kv.grow(a, 8) && kv.grow(b, 8)).isTrue();
        kv.publish(a, 8);
        kv.publish(b, 8);
        assertThat(kv.freeBlocks()).isEqualTo(4);
        kv.free(b);
        assertThat(kv.freeBlocks()).isEqualTo(6);
        BlockTable c = computed(kv, 1, 2);
        assertThat(c.id(0)).isEqualTo(a.id(0));
        KvConsistency.check(kv, List.of(a, c));
    }

    @Test
    void freeBlocksOfAHitAreUsedUpByTakingThem() {
        KvCache kv = caching(4);
        BlockTable held = computed(kv, 1);
        kv.free(computed(kv, 1, 2, 3));
        BlockTable next = table(1, 2, 3);
        assertThat(kv.cachedBlocks(next, 13)).isEqualTo(3);
        assertThat(kv.canAdmit(next, 3, 4)).as("2 and 3 lie on the free list").isTrue();
        assertThat(kv.canAdmit(next, 3, 5)).isFalse();
        kv.takeCached(next, 3);
        assertThat(kv.freeBlocks()).isEqualTo(1);
        KvConsistency.check(kv, List.of(held, next));
    }

    @Test
    void badSizesAreRefused() {
        assertThatThrownBy(() -> new KvConfig(0, 16, 0, false)).hasMessage("blocks is 0; it must be >= 1");
        assertThatThrownBy(() -> new KvConfig(1, 0, 0, false)).hasMessageContaining("block_tokens");
        assertThatThrownBy(() -> new KvConfig(1, 16, 1, false)).hasMessageContaining("watermark");
        assertThatThrownBy(() -> new KvConfig(1 << 27, 16, 0, false)).hasMessageContaining("2^31");
    }

    @Test
    void refusesMorePrefixBlocksThanAnIndexCanHold() {
        assertThatThrownBy(() -> new KvConfig(Integer.MAX_VALUE, 1, 0, true))
                .hasMessage("blocks is 2147483647; with prefix caching it must be < 268435456");
        assertThatThrownBy(() -> new KvConfig(Integer.MAX_VALUE, 2, 0, false))
                .hasMessage("blocks * block_tokens is 4294967294; it must be < 2^31");
        assertThatThrownBy(() -> new KvConfig(0, 2, 0, false)).hasMessage("blocks is 0; it must be >= 1");
    }

    @Test
    void theOwnBlocksOfASequenceAreNotThoseOfAKeyWithItsNumber() {
        KvCache kv = caching(8);
        BlockTable own = new BlockTable(BlockHashes.NONE, 7);
        assertThat(kv.grow(own, 2 * BLOCK)).isTrue();
        kv.publish(own, 2 * BLOCK);
        BlockTable keyed = new BlockTable(BlockHashes.ofKeys(32, new long[] {7}, 4), 8);
        assertThat(kv.cachedBlocks(keyed, 8 * BLOCK)).isZero();
    }
}
