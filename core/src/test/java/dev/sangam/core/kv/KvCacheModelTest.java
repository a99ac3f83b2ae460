package dev.sangam.core.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.request.BlockHashes;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The cache does, block by block, what the naive one does. */
class KvCacheModelTest {
    private static final int BLOCK = 3;

    @Test
    void agreesWithTheNaiveCacheUnderRandomUse() {
        Seeds.each(400, getClass(), random -> new Trial(random).run());
    }

    /** A sequence in both caches. */
    private static final class Twin {
        final BlockTable table;
        final List<Integer> naive = new ArrayList<>();
        final List<Long> contents = new ArrayList<>();
        int published;

        Twin(long owner, long[] hashes, int blocks) {
            table = new BlockTable(BlockHashes.of(hashes), owner);
            for (int i = 0; i <= blocks; i++) {
                contents.add(table.hash(i));
            }
        }
    }

    private static final class Trial {
        private final RandomGenerator random;
        private final int blocks;
        private final KvCache kv;
        private final NaiveKvCache naive;
        private final List<Twin> twins = new ArrayList<>();

        Trial(RandomGenerator random) {
            this.random = random;
            blocks = random.nextInt(1, 24);
            kv = new KvCache(new KvConfig(blocks, BLOCK, 0, true));
            naive = new NaiveKvCache(blocks, BLOCK);
        }

        void run() {
            for (int i = 0; i < 150; i++) {
                int choice = random.nextInt(6);
                if (twins.size() < 2 || (choice == 0 && twins.size() < 8)) {
                    twins.add(new Twin(i, hashes(), blocks));
                } else {
                    use(twins.get(random.nextInt(twins.size())), choice);
                }
                KvConsistency.check(kv, twins.stream().map(t -> t.table).toList());
                assertThat(kv.freeBlocks()).isEqualTo(naive.freeBlocks());
            }
        }

        /** Of one of two families, up to a random length, then its own. */
        private long[] hashes() {
            long[] hashes = new long[random.nextInt(6)];
            int shared = random.nextInt(6);
            long family = random.nextInt(1, 3);
            long own = random.nextLong(10, 1L << 40);
            for (int i = 0; i < hashes.length; i++) {
                hashes[i] = (i < shared ? family : own) * 100 + i;
            }
            return hashes;
        }

        private void use(Twin t, int choice) {
            if (t.table.size() == 0) {
                start(t);
            } else if (choice == 1) {
                kv.free(t.table);
                naive.free(t.naive);
                t.published = 0;
                twins.remove(t);
            } else if (choice == 2) {
                kv.free(t.table);
                naive.free(t.naive);
                t.published = 0;
            } else if (choice == 3) {
                int count = random.nextInt(4);
                assertThat(kv.extend(t.table, count)).isEqualTo(naive.extend(t.naive, count));
            } else {
                int tokens = random.nextInt(t.published * BLOCK, t.table.size() * BLOCK + 1);
                kv.publish(t.table, tokens);
                naive.publish(t.naive, t.contents, t.published, tokens / BLOCK);
                t.published = tokens / BLOCK;
            }
            assertThat(ids(t.table)).isEqualTo(t.naive);
        }

        private void start(Twin t) {
            int tokens = random.nextInt(1, blocks * BLOCK + 1);
            List<Integer> hit = naive.hit(t.contents, tokens);
            int cached = kv.cachedBlocks(t.table, tokens);
            assertThat(cached).isEqualTo(hit.size());
            boolean fits = kv.canAdmit(t.table, cached, kv.blocksFor(tokens));
            kv.takeCached(t.table, cached);
            naive.take(t.naive, hit);
            t.published = cached;
            assertThat(ids(t.table)).isEqualTo(t.naive);
            assertThat(kv.grow(t.table, tokens))
                    .isEqualTo(fits)
                    .isEqualTo(naive.extend(t.naive, Math.max(0, kv.blocksFor(tokens) - t.naive.size())));
        }

        private static List<Integer> ids(BlockTable table) {
            List<Integer> ids = new ArrayList<>();
            for (int i = 0; i < table.size(); i++) {
                ids.add(table.id(i));
            }
            return ids;
        }
    }
}
