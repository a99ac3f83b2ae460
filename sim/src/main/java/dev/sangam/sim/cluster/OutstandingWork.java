package dev.sangam.sim.cluster;

/**
 * Tokens that each replica was sent and has not finished with: a request counts its prompt until it has finished or
 * was cancelled. What a router in front of real replicas can know without asking them.
 */
final class OutstandingWork {
    private final long[] tokens;

    OutstandingWork(int replicas) {
        tokens = new long[replicas];
    }

    long tokens(int replica) {
        return tokens[replica];
    }

    void add(int replica, long count) {
        tokens[replica] += count;
    }
}
