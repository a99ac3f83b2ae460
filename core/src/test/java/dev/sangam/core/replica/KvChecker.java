package dev.sangam.core.replica;

import dev.sangam.core.Expect;
import dev.sangam.core.kv.KvConsistency;
import dev.sangam.core.scheduler.SchedulerState;
import dev.sangam.core.scheduler.Sequence;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;

/** KV blocks are conserved, and every sequence has room for what it has computed and is computing. */
public final class KvChecker implements ReplicaListener {
    @Override
    public void started(Replica replica, Step step, long now) {
        check(replica);
        for (int i = 0; i < step.size(); i++) {
            checkRoom(replica, step.sequence(i), step.context(i) + step.tokens(i));
        }
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {}

    @Override
    public void settled(Replica replica, long now) {
        check(replica);
    }

    private static void check(Replica replica) {
        SchedulerState state = new SchedulerState(replica.scheduler());
        KvConsistency.check(state.kv(), state.tables());
        for (Sequence s : state.idle()) {
            checkRoom(replica, s, s.computed());
        }
        for (Sequence s : state.waiting()) {
            Expect.equal(SchedulerState.table(s).size(), 0, "KV blocks of %s, which waits,", s);
        }
        Expect.between(
                replica.scheduler().kvBlocksUsed(), 0, replica.scheduler().kvBlocks(), "KV blocks used");
    }

    private static void checkRoom(Replica replica, Sequence s, int tokens) {
        SchedulerState state = new SchedulerState(replica.scheduler());
        Expect.between(
                SchedulerState.table(s).size(),
                state.kv().blocksFor(tokens),
                state.kv().blocks(),
                "KV blocks of %s",
                s);
    }
}
