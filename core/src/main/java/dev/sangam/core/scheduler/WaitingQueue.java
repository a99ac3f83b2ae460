package dev.sangam.core.scheduler;

import java.util.Comparator;
import java.util.TreeSet;

/** Requests that wait for admission. */
sealed interface WaitingQueue {
    boolean isEmpty();

    int size();

    Sequence first();

    Sequence removeFirst();

    void add(Sequence s);

    /** Puts back a sequence that was preempted: before all others, as far as the order allows. */
    void putBack(Sequence s);

    boolean remove(Sequence s);

    /** First come, first served. */
    final class Fifo implements WaitingQueue {
        private final SequenceList queue = new SequenceList();

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
            queue.addLast(s);
        }

        @Override
        public void putBack(Sequence s) {
            queue.addFirst(s);
        }

        @Override
        public boolean remove(Sequence s) {
            return queue.remove(s);
        }
    }

    /** The smallest by an order that never changes while a sequence waits. */
    final class Ordered implements WaitingQueue {
        /** Lower priority value first, then the earlier arrival (vLLM). */
        static final Comparator<Sequence> PRIORITY_THEN_ARRIVAL = Comparator.comparingInt(
                        (Sequence s) -> s.request().priority())
                .thenComparingLong(s -> s.request().arrival())
                .thenComparingLong(s -> s.request().id());

        private final TreeSet<Sequence> queue;

        Ordered(Comparator<Sequence> order) {
            queue = new TreeSet<>(order);
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
