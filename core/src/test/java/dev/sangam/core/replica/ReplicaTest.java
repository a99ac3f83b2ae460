package dev.sangam.core.replica;

import dev.sangam.core.time.LoopRunner;

class ReplicaTest extends ReplicaContract {
    ReplicaTest() {
        super(LoopRunner.SIMULATED);
    }
}
