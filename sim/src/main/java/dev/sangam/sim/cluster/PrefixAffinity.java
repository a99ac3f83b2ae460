package dev.sangam.sim.cluster;

import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.Request;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sends a request where the longest prefix of its prompt was sent before, so that its KV blocks may still be there, as
 * long as that replica has at most twice the mean outstanding work; otherwise, and for new prefixes, to the replica with
 * the least. Remembers a bounded number of prefixes, the least recently used forgotten first.
 */
final class PrefixAffinity implements Router {
    private static final int MAX_PREFIXES = 1 << 18;
    private static final double OVERLOAD = 2.0;

    private final int replicas;
    private final OutstandingWork work;
    private final Map<Long, Integer> lastReplica = new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
            return size() > MAX_PREFIXES;
        }
    };

    PrefixAffinity(int replicas, OutstandingWork work) {
        this.replicas = replicas;
        this.work = work;
    }

    @Override
    public int route(Request request) {
        BlockHashes blocks = request.promptBlocks();
        int target = longestMatch(blocks);
        if (target < 0 || overloaded(target)) {
            target = Router.least(replicas, work);
        }
        for (int i = 0; i < blocks.size(); i++) {
            lastReplica.put(blocks.at(i), target);
        }
        return target;
    }

    private int longestMatch(BlockHashes blocks) {
        for (int i = blocks.size() - 1; i >= 0; i--) {
            Integer replica = lastReplica.get(blocks.at(i));
            if (replica != null) {
                return replica;
            }
        }
        return -1;
    }

    private boolean overloaded(int replica) {
        long sum = 0;
        for (int i = 0; i < replicas; i++) {
            sum += work.tokens(i);
        }
        return work.tokens(replica) > OVERLOAD * sum / replicas && work.tokens(replica) > 0;
    }
}
