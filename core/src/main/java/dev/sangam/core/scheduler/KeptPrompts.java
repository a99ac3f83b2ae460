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
 * Prompts of one importance that {@link Relegation} keeps so far, and which of them gives way next: the largest. Where
 * tenants take turns, it is rather one of the tenant that has the most work among those of that class, so that who asks for
 * less than its share is not relegated because others ask for more. O(log n).
 */
final class KeptPrompts {
    /** A prompt that is to be computed. */
    static final class Job {
        final Sequence sequence;
        /** When it must be computed so that its deadline can be met. */
        double due;
        /** How long that takes. */
        double nanos;
        /** The latest review that considered it. */
        long review;

        boolean givesWay;

        Job(Sequence sequence) {
            this.sequence = sequence;
        }

        private Request request() {
            return sequence.request();
        }
    }

    private static final Comparator<Job> LARGEST_FIRST = Comparator.comparingDouble((Job job) -> -job.nanos)
            .thenComparingLong(job -> -job.request().id());

    private record Share(String qosClass, String tenant) {}

    /** A tenant's prompts of one class. */
    private static final class Held {
        static final Comparator<Held> MOST_FIRST =
                Comparator.comparingDouble((Held held) -> -held.placedAt).thenComparingInt(held -> held.number);

        final int number;
        final NavigableSet<Held> order;
        final PriorityQueue<Job> jobs = new PriorityQueue<>(LARGEST_FIRST);
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
    private final PriorityQueue<Job> all = new PriorityQueue<>(LARGEST_FIRST);
    private final Set<Job> gone = new HashSet<>();
    private final Map<String, NavigableSet<Held>> tenants = new HashMap<>();
    private final Map<Share, Held> shares = new HashMap<>();
    private double nanos;
    /** Those that grew since somebody had to give way, which is seldom. */
    private final Set<Held> grown = new LinkedHashSet<>();

    /** @param fair whether tenants matter */
    KeptPrompts(boolean fair) {
        this.fair = fair;
    }

    void add(Job job) {
        all.add(job);
        nanos += job.nanos;
        if (fair) {
            Held held = shares.computeIfAbsent(
                    new Share(job.request().qos().name(), job.request().tenant()), this::held);
            held.jobs.add(job);
            held.nanos += job.nanos;
            grown.add(held);
        }
    }

    private Held held(Share share) {
        return new Held(shares.size(), tenants.computeIfAbsent(share.qosClass, name -> new TreeSet<>(Held.MOST_FIRST)));
    }

    /** How long all of them take. */
    double nanos() {
        return nanos;
    }

    boolean isEmpty() {
        return all.size() == gone.size();
    }

    /** Takes out who gives way next; there must be somebody. */
    Job remove() {
        Job job = fair ? ofTheTenantWithTheMost() : all.remove();
        nanos -= job.nanos;
        return job;
    }

    private Job ofTheTenantWithTheMost() {
        while (gone.remove(all.element())) {
            all.remove();
        }
        grown.forEach(Held::takePlace);
        grown.clear();
        Held most = tenants.get(all.element().request().qos().name()).first();
        Job job = most.jobs.remove();
        most.nanos -= job.nanos;
        most.takePlace();
        gone.add(job);
        return job;
    }
}
