package dev.sangam.sim.cluster;

import dev.sangam.core.replica.Replica;
import dev.sangam.core.request.Request;
import java.util.List;

/** Equal replicas behind a router of their own. */
record ReplicaPool(List<Replica> replicas, Router router) {
    void submit(Request request) {
        replicas.get(router.route(request)).submit(request);
    }
}
