package dev.sangam.core.scheduler;

import java.util.Comparator;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for admission. Under overload there may be a million, any of which may be cancelled, so removing one
 * costs O(1) or O(log n).
 */
sealed interface WaitingQueue permits WaitingQueue.FirstCome, WaitingQueue.Ordered, QosQueue {
    boolean isEmpty();

    int size();

    Sequence first();

    Sequence removeFirst();

    void add(Sequence s);

    /** Puts back a sequence that was preempted: before all others, as far as the order allows. */
    void putBack(Sequence s);

    /** Takes out one that waits. */
    void remove(Sequence s);

    /** First come, first served: a doubly linked list through the sequences. O(1). */
    final class FirstCome implements WaitingQueue {
        private @Nullable Sequence head;
        private @Nullable Sequence tail;
        private int size;

        @Override
        public boolean isEmpty() {
            return head == null;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public Sequence first() {
            return Objects.requireNonNull(head);
        }

        @Override
        public Sequence removeFirst() {
            Sequence s = first();
            remove(s);
            return s;
        }

        @Override
        public void add(Sequence s) {
            link(tail, s, null);
        }

        @Override
        public void putBack(Sequence s) {
            link(null, s, head);
        }

        @Override
        public void remove(Sequence s) {
            join(s.ahead, s.behind);
            s.ahead = null;
            s.behind = null;
            size--;
        }

        private void link(@Nullable Sequence ahead, Sequence s, @Nullable Sequence behind) {
            join(ahead, s);
            join(s, behind);
            size++;
        }

        /** Makes two neighbours; {@code null} stands for the end on that side. */
        private void join(@Nullable Sequence ahead, @Nullable Sequence behind) {
            if (ahead == null) {
                head = behind;
            } else {
                ahead.behind = behind;
            }
            if (behind == null) {
                tail = ahead;
            } else {
                behind.ahead = ahead;
            }
        }
    }

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
        public void remove(Sequence s) {
            queue.remove(s);
        }
    }
}
