package dev.sangam.serve.engine;

import dev.sangam.core.replica.ReplicaContract;

class ThreadReplicaTest extends ReplicaContract {
    ThreadReplicaTest() {
        super(new ThreadLoopRunner());
    }
}
