package dev.sangam.sim.cluster;

import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.Request;
import dev.sangam.core.workload.Workload;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sends a request where it adds the least to the outstanding work: tokens outstanding, less the leading part of the prompt
 * that was sent there before and whose KV blocks may still be there. Remembers a bounded number of blocks, the least
 * recently used forgotten first. O(blocks of the prompt x replicas that saw them).
 */
final class PrefixAffinity implements Router {
    private static final int MAX_BLOCKS = 1 << 20;
    /** Of all blocks and replicas together: half a gigabyte. */
    private static final long MAX_BITS = 1L << 32;

    private final OutstandingWork work;
    private final int[] seen;
    private final Map<Long, BitSet> replicasOf;

    PrefixAffinity(int replicas, OutstandingWork work) {
        this(replicas, work, (int) Math.min(MAX_BLOCKS, MAX_BITS / replicas));
    }

    PrefixAffinity(int replicas, OutstandingWork work, int maxBlocks) {
        this.seen = new int[replicas];
        this.work = work;
        this.replicasOf = new LinkedHashMap<>(1024, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, BitSet> eldest) {
                return size() > maxBlocks;
            }
        };
    }

    @Override
    public int route(Request request) {
        BlockHashes blocks = request.promptBlocks();
        countSeen(blocks);
        int best = 0;
        for (int i = 1; i < seen.length; i++) {
            if (cost(i) < cost(best)) {
                best = i;
            }
        }
        for (int i = blocks.size() - 1;
                i >= 0;
                i--) { // the ends are forgotten first: they are nothing without the rest
            replicasOf.computeIfAbsent(blocks.at(i), hash -> new BitSet()).set(best);
        }
        return best;
    }

    private long cost(int replica) {
        return work.tokens(replica) - (long) seen[replica] * Workload.BLOCK_TOKENS;
    }

    /** Leading blocks of the prompt that each replica has seen. */
    private void countSeen(BlockHashes blocks) {
        Arrays.fill(seen, 0);
        for (int i = 0; i < blocks.size(); i++) {
            BitSet replicas = replicasOf.get(blocks.at(i));
            if (replicas == null) {
                return;
            }
            for (int r = replicas.nextSetBit(0); r >= 0; r = replicas.nextSetBit(r + 1)) {
                if (seen[r] == i) {
                    seen[r]++;
                }
            }
        }
    }
}
