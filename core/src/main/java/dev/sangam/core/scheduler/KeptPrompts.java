package dev.sangam.core.scheduler;

import dev.sangam.core.request.Request;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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

    private record Peers(String qosClass, int priority) {
        static Peers of(Job job) {
            return new Peers(job.request().qos().name(), job.request().priority());
        }
    }

    private record Share(Peers peers, String tenant) {}

    /** A tenant's prompts of one class and importance. */
    private static final class Held {
        static final Comparator<Held> MOST_FIRST =
                Comparator.comparingDouble((Held held) -> -held.nanos).thenComparingInt(held -> held.number);

        final int number;
        final PriorityQueue<Job> jobs = new PriorityQueue<>(GIVES_WAY);
        double nanos;

        Held(int number) {
            this.number = number;
        }
    }

    private final boolean fair;
    private final PriorityQueue<Job> all = new PriorityQueue<>(GIVES_WAY);
    private final Set<Job> gone = new HashSet<>();
    private final Map<Peers, TreeSet<Held>> tenants = new HashMap<>();
    private final Map<Share, Held> shares = new HashMap<>();

    /** @param fair whether tenants matter */
    KeptPrompts(boolean fair) {
        this.fair = fair;
    }

    void add(Job job) {
        all.add(job);
        if (fair) {
            Share share = new Share(Peers.of(job), job.request().tenant());
            Held held = shares.computeIfAbsent(share, s -> new Held(shares.size()));
            TreeSet<Held> order = tenants.computeIfAbsent(share.peers, p -> new TreeSet<>(Held.MOST_FIRST));
            order.remove(held);
            held.jobs.add(job);
            held.nanos += job.nanos;
            order.add(held);
        }
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
        TreeSet<Held> order = tenants.get(Peers.of(all.element()));
        Held most = order.pollFirst();
        Job job = most.jobs.remove();
        most.nanos -= job.nanos;
        if (!most.jobs.isEmpty()) {
            order.add(most);
        }
        gone.add(job);
        return job;
    }
}
