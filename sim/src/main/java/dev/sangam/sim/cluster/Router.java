package dev.sangam.sim.cluster;

import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.RoutingPolicy;
import dev.sangam.core.request.Request;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Picks the replica that serves a request. Stateful; one per run. */
interface Router {
    /** Index of the replica. */
    int route(Request request);

    /** The router for a policy over replicas. Loads are kept by the caller. */
    static Router of(RoutingPolicy policy, List<Replica> replicas, OutstandingWork work, long seed) {
        int n = replicas.size();
        if (n == 1) {
            return request -> 0;
        }
        return switch (policy) {
            case ROUND_ROBIN -> roundRobin(n);
            case RANDOM -> random(n, seed);
            case LEAST_OUTSTANDING -> request -> least(n, work);
            case POWER_OF_TWO -> powerOfTwo(n, work, seed);
            case PREFIX_AFFINITY -> new PrefixAffinity(n, work);
            case SLACK -> request -> mostSlack(replicas, work, request);
            case VIDUR_LOR -> request -> fewestWaiting(replicas);
        };
    }

    private static Router roundRobin(int n) {
        int[] next = {0};
        return request -> next[0]++ % n;
    }

    private static Router random(int n, long seed) {
        RandomGenerator random = generator(seed);
        return request -> random.nextInt(n);
    }

    private static Router powerOfTwo(int n, OutstandingWork work, long seed) {
        RandomGenerator random = generator(seed);
        return request -> {
            int a = random.nextInt(n);
            int b = random.nextInt(n - 1);
            b = b >= a ? b + 1 : b;
            return work.tokens(a) <= work.tokens(b) ? a : b;
        };
    }

    /** Index of the replica with the least outstanding tokens; the lowest index among equals. */
    static int least(int n, OutstandingWork work) {
        int best = 0;
        for (int i = 1; i < n; i++) {
            if (work.tokens(i) < work.tokens(best)) {
                best = i;
            }
        }
        return best;
    }

    /** The deadline is the same everywhere, so that the shortest wait leaves the most slack. */
    private static int mostSlack(List<Replica> replicas, OutstandingWork work, Request request) {
        int best = 0;
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < replicas.size(); i++) {
            long wait = replicas.get(i)
                    .scheduler()
                    .predictedWait(request, request.arrival())
                    .orElse(0);
            if (wait < shortest || (wait == shortest && work.tokens(i) < work.tokens(best))) {
                shortest = wait;
                best = i;
            }
        }
        return best;
    }

    private static int fewestWaiting(List<Replica> replicas) {
        int best = 0;
        for (int i = 1; i < replicas.size(); i++) {
            if (replicas.get(i).scheduler().waiting()
                    < replicas.get(best).scheduler().waiting()) {
                best = i;
            }
        }
        return best;
    }

    private static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
