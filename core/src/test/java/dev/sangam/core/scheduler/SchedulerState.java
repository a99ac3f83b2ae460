package dev.sangam.core.scheduler;

import dev.sangam.core.kv.BlockTable;
import dev.sangam.core.kv.KvCache;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a scheduler holds inside, for the checkers of invariants. */
public final class SchedulerState {
    private final IterationScheduler scheduler;

    public SchedulerState(Scheduler scheduler) {
        this.scheduler = (IterationScheduler) scheduler;
    }

    /** Every request that has arrived and has neither finished nor been dropped. */
    public List<Sequence> active() {
        return List.copyOf(scheduler.active.values());
    }

    /** Blocks of every request that has some: an ended one may, for a while. */
    public List<BlockTable> tables() {
        return Stream.concat(active().stream(), scheduler.queues.kept.stream())
                .map(SchedulerState::table)
                .toList();
    }

    /** Those that are admitted and in no step. */
    public List<Sequence> idle() {
        List<Sequence> idle = new ArrayList<>();
        for (int i = 0; i < scheduler.queues.idle.size(); i++) {
            idle.add(scheduler.queues.idle.get(i));
        }
        return idle;
    }

    /** Those that wait for admission. */
    public List<Sequence> waiting() {
        Set<Sequence> idle = new HashSet<>(idle());
        return active().stream().filter(s -> !s.inFlight() && !idle.contains(s)).toList();
    }

    /** Tokens in host memory. */
    public long savedTokens() {
        return scheduler.queues.savedTokens();
    }

    public KvCache kv() {
        return scheduler.queues.kv;
    }

    public static BlockTable table(Sequence s) {
        return s.blocks;
    }

    public static boolean inFlight(Sequence s) {
        return s.inFlight();
    }

    /** Whether it is served in slack. */
    public static boolean relegated(Sequence s) {
        return s.relegated;
    }

    /** Whether one waiting prompt comes before another of the same kind: policy niyama. */
    public static boolean before(Sequence a, Sequence b) {
        return RankHeap.before(a, b);
    }

    /** vLLM's order of importance. */
    public static Comparator<Sequence> priorityThenArrival() {
        return WaitingQueue.Ordered.PRIORITY_THEN_ARRIVAL;
    }
}
