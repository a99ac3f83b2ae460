package dev.sangam.core.scheduler;

import dev.sangam.core.request.Request;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/**
 * Prompts that {@link Relegation} keeps so far, and which of them gives way next: the largest of the least important. Where
 * tenants take turns, it is rather one of the tenant that has the most work among those of that class and importance, so
 * that who asks for less than its share is not relegated because others ask for more. O(log n).
 */
final class KeptPrompts {
    /** A prompt. */
    record Job(Sequence sequence, double due, double nanos) {
        private Request request() {
            return sequence.request();
        }
    }

    /** The least important first, of those the largest. */
    private static final Comparator<Job> GIVES_WAY = Comparator.comparingInt(
                    (Job job) -> -job.request().priority())
            .thenComparingDouble(job -> -job.nanos)
            .thenComparingLong(job -> -job.request().id());

    /** Class and importance. */
    private record Peers(String qosClass, int priority) {
        static Peers of(Job job) {
            return new Peers(job.request().qos().name(), job.request().priority());
        }
    }

    private record Share(Peers peers, String tenant) {}

    /** A tenant's prompts of one class and importance. */
    private static final class Held {
        static final Comparator<Held> MOST_FIRST =
                Comparator.comparingDouble((Held held) -> -held.placedAt).thenComparingInt(held -> held.number);

        final int number;
        final NavigableSet<Held> order;
        final PriorityQueue<Job> jobs = new PriorityQueue<>(GIVES_WAY);
        double nanos;
        /** What it had when it took its place in the order. */
        double placedAt;

        Held(int number, NavigableSet<Held> order) {
            this.number = number;
            this.order = order;
        }

        void takePlace() {
            order.remove(this);
            placedAt = nanos;
            if (!jobs.isEmpty()) {
                order.add(this);
            }
        }
    }

    private final boolean fair;
    private final PriorityQueue<Job> all = new PriorityQueue<>(GIVES_WAY);
    private final Set<Job> gone = new HashSet<>();
    private final Map<Peers, NavigableSet<Held>> tenants = new HashMap<>();
    private final Map<Share, Held> shares = new HashMap<>();
    /** Those that grew since somebody had to give way, which is seldom. */
    private final Set<Held> grown = new LinkedHashSet<>();

    /** @param fair whether tenants matter */
    KeptPrompts(boolean fair) {
        this.fair = fair;
    }

    void add(Job job) {
        all.add(job);
        if (fair) {
            Held held = shares.computeIfAbsent(
                    new Share(Peers.of(job), job.request().tenant()), this::held);
            held.jobs.add(job);
            held.nanos += job.nanos;
            grown.add(held);
        }
    }

    private Held held(Share share) {
        return new Held(shares.size(), tenants.computeIfAbsent(share.peers, peers -> new TreeSet<>(Held.MOST_FIRST)));
    }

    boolean isEmpty() {
        return all.size() == gone.size();
    }

    /** Takes out who gives way next; there must be somebody. */
    Job remove() {
        if (!fair) {
            return all.remove();
        }
        while (gone.remove(all.element())) {
            all.remove();
        }
        grown.forEach(Held::takePlace);
        grown.clear();
        Held most = tenants.get(Peers.of(all.element())).first();
        Job job = most.jobs.remove();
        most.nanos -= job.nanos;
        most.takePlace();
        gone.add(job);
        return job;
    }
}
