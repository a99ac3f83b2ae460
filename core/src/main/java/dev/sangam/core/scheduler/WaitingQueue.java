package dev.sangam.core.scheduler;

import java.util.Comparator;
import java.util.TreeSet;

/** Requests that wait for admission: first come, first served in a {@link SequenceList}, or by another order. */
sealed interface WaitingQueue permits SequenceList, WaitingQueue.Ordered {
    boolean isEmpty();

    int size();

    Sequence first();

    Sequence removeFirst();

    void add(Sequence s);

    /** Puts back a sequence that was preempted: before all others, as far as the order allows. */
    void putBack(Sequence s);

    boolean remove(Sequence s);

    /** The smallest by an order that never changes while a sequence waits. O(log n). */
    record Ordered(TreeSet<Sequence> queue) implements WaitingQueue {
        /** Lower priority value first, then the earlier arrival (vLLM). */
        static final Comparator<Sequence> PRIORITY_THEN_ARRIVAL = Comparator.comparingInt(
                        (Sequence s) -> s.request().priority())
                .thenComparingLong(s -> s.request().arrival())
                .thenComparingLong(s -> s.request().id());

        Ordered(Comparator<Sequence> order) {
            this(new TreeSet<>(order));
        }

        @Override
        public boolean isEmpty() {
            return queue.isEmpty();
        }

        @Override
        public int size() {
            return queue.size();
        }

        @Override
        public Sequence first() {
            return queue.first();
        }

        @Override
        public Sequence removeFirst() {
            return queue.removeFirst();
        }

        @Override
        public void add(Sequence s) {
            queue.add(s);
        }

        @Override
        public void putBack(Sequence s) {
            queue.add(s);
        }

        @Override
        public boolean remove(Sequence s) {
            return queue.remove(s);
        }
    }
}
