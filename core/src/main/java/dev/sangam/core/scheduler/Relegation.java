package dev.sangam.core.scheduler;

import dev.sangam.core.request.Slo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Eager relegation (Niyama, section 3.5): which prompts give way when not all can meet their deadlines. The paper relegates a
 * request when it is predicted to miss; who is dropped by this rule is the one that happens to be late. Here as few as
 * possible are, and the least important first: prompts are taken in order of their deadlines, and whenever one would be late
 * the largest so far of the least important whose going helps is dropped, until it is not (Moore and Hodgson, 1968, for one
 * machine and equal weights the fewest late jobs). Where tenants take turns, it is rather a prompt of the tenant that has the most
 * work in its class, so that who asks for less than its share is not relegated because others ask for more. What was
 * dropped before and fits again is reinstated.
 */
final class Relegation {
    /** A prompt that was relegated must fit with so much more work than it has, lest it go to and fro. */
    private static final double HYSTERESIS = 1.25;

    /** A prompt to be computed. */
    static final class Job {
        private final Sequence sequence;
        private double due;
        private double nanos;
        /** Of equally important prompts the one with the most gives way. */
        private double weight;

        private boolean givesWay;
        private long review;

        Job(Sequence sequence) {
            this.sequence = sequence;
        }
    }

    /** Jobs of equal importance that are in time, so far. */
    private static final class Level {
        final PriorityQueue<Job> largestFirst = new PriorityQueue<>(LARGEST_FIRST);
        double nanos;
    }

    private static final Comparator<Job> LARGEST_FIRST = Comparator.comparingDouble((Job job) -> -job.weight)
            .thenComparingLong(job -> -job.sequence.request().id());

    private static final Comparator<Job> BY_DEADLINE = Comparator.comparingDouble((Job job) -> job.due)
            .thenComparingLong(job -> job.sequence.request().id());

    /** Prompts are looked through at most so often: nanoseconds, and nanoseconds per prompt, so that it costs little. */
    private static final long EVERY_NANOS = 100_000_000;

    private static final long EVERY_NANOS_PER_PROMPT = 500_000;

    /** Tenants are compared within a class. */
    private record Share(String tenant, String qosClass) {
        static Share of(Job job) {
            return new Share(
                    job.sequence.request().tenant(),
                    job.sequence.request().qos().name());
        }
    }

    private final boolean applies;
    private final boolean fair;
    private final QosQueue waiting;
    private final Ranking ranking;
    private final Pace pace;
    /** In the order of the latest review, so that they are soon sorted again. */
    private final List<Job> jobs = new ArrayList<>();
    /** Work of each tenant among the prompts that are in time so far. */
    private final Map<Share, Double> shares = new HashMap<>();

    private long reviews;
    private long next = Long.MIN_VALUE;
    private int relegated;
    private double demand;

    /** @param config whether anybody is relegated, or else only {@link #demand} is found out, and whether tenants matter */
    Relegation(SchedulerConfig.Niyama config, QosQueue waiting, Ranking ranking, Pace pace) {
        this.applies = config.relegation();
        this.fair = config.fairTenants();
        this.waiting = waiting;
        this.ranking = ranking;
        this.pace = pace;
    }

    /** Requests that are relegated now. */
    int relegated() {
        return relegated;
    }

    /**
     * Work due by a deadline over the time left until then, for the deadline where this is the most: above 1 not all can be met.
     */
    double demand() {
        return demand;
    }

    /** A sequence has ended. */
    void left(Sequence s) {
        if (s.relegated && s.request().deadline() < Long.MAX_VALUE) {
            relegated--;
        }
    }

    /**
     * Relegates prompts that are in the way of others or of their own deadline, and reinstates those that are not any more.
     * O(n log n), but only now and then.
     *
     * @param begun prompts that were begun, and are in no step
     * @param begunInSlack those of them that are relegated
     * @param step told of the changes
     * @return whether a prompt that was begun has changed
     */
    boolean review(SequenceList begun, SequenceList begunInSlack, Step step, long now) {
        if (now < next) {
            return false;
        }
        next = now + EVERY_NANOS + EVERY_NANOS_PER_PROMPT * waiting.size();
        reviews++;
        consider(waiting.urgent, now);
        consider(waiting.slack, now);
        consider(begun, now);
        consider(begunInSlack, now);
        jobs.removeIf(this::forgotten);
        jobs.sort(BY_DEADLINE);
        demand = demand(now);
        if (!applies) {
            return false;
        }
        drop(now);
        return change(step);
    }

    private boolean change(Step step) {
        boolean begunChanged = false;
        for (Job job : jobs) {
            Sequence s = job.sequence;
            if (job.givesWay != s.relegated) {
                begunChanged |= s.admitted;
                change(s, step);
            }
        }
        return begunChanged;
    }

    private void consider(RankHeap heap, long now) {
        for (int i = 0; i < heap.size(); i++) {
            consider(heap.get(i), now);
        }
    }

    private void consider(SequenceList list, long now) {
        for (int i = 0; i < list.size(); i++) {
            consider(list.get(i), now);
        }
    }

    private void consider(Sequence s, long now) {
        if (settled(s, now)) {
            return;
        }
        if (s.job == null) {
            s.job = new Job(s);
            jobs.add(s.job);
        }
        s.job.due = due(s);
        s.job.nanos = (s.relegated ? HYSTERESIS : 1) * s.prefillWork() * pace.nanosPerToken();
        s.job.givesWay = false;
        s.job.review = reviews;
    }

    /** Whether it was not considered this time: it is settled, in a step, or gone. */
    private boolean forgotten(Job job) {
        if (job.review == reviews) {
            return false;
        }
        job.sequence.job = null;
        return true;
    }

    /** Whether it stays as it is: nothing was promised, the promise is broken already, or an answer has begun. */
    private static boolean settled(Sequence s, long now) {
        return s.due == Long.MAX_VALUE || s.emitted() > 0 || (s.relegated && s.due <= now);
    }

    /** When its prompt must be computed so that its deadline can be met. */
    private double due(Sequence s) {
        double outputs = s.request().qos().slo() instanceof Slo.NonInteractive ? ranking.remainingOutputs(s) : 0;
        return s.due - outputs * pace.stepNanos();
    }

    /** Says which of the prompts considered must give way. */
    private void drop(long now) {
        if (allInTime(now)) {
            return;
        }
        TreeMap<Integer, Level> levels = new TreeMap<>(Comparator.reverseOrder());
        shares.clear();
        double end = now;
        for (Job job : jobs) {
            if (now + job.nanos > job.due) {
                job.givesWay = true;
                continue;
            }
            Level level = levels.computeIfAbsent(level(job.sequence), number -> new Level());
            job.weight = fair ? shares.merge(Share.of(job), job.nanos, Double::sum) : job.nanos;
            level.largestFirst.add(job);
            level.nanos += job.nanos;
            end += job.nanos;
            while (end > job.due && !levels.isEmpty()) {
                end -= drop(levels, end - job.due);
            }
        }
    }

    /**
     * Higher levels give way first: the less important, and of equally important ones those for whose first token nobody
     * waits. A prompt that misses its TTFT cannot make up for it; one that was promised its last token often can.
     */
    private static int level(Sequence s) {
        boolean awaited = s.request().qos().slo() instanceof Slo.Interactive;
        return 2 * s.request().priority() + (awaited ? 0 : 1);
    }

    private boolean allInTime(long now) {
        double end = now;
        for (Job job : jobs) {
            end += job.nanos;
            if (end > job.due) {
                return false;
            }
        }
        return true;
    }

    /**
     * Drops the largest of the least important level that, with all below it, holds so much. Were there too little in a level
     * and those below it, dropping them would be in vain.
     *
     * @return nanoseconds saved
     */
    private double drop(NavigableMap<Integer, Level> levels, double excess) {
        double held = 0;
        int priority = levels.lastKey();
        for (Map.Entry<Integer, Level> level : levels.entrySet()) {
            held += level.getValue().nanos;
            if (held >= excess) {
                priority = level.getKey();
                break;
            }
        }
        Level level = Objects.requireNonNull(levels.get(priority));
        Job largest = level.largestFirst.remove();
        largest.givesWay = true;
        level.nanos -= largest.nanos;
        if (fair) {
            shares.merge(Share.of(largest), -largest.nanos, Double::sum);
        }
        if (level.largestFirst.isEmpty()) {
            levels.remove(priority);
        }
        return largest.nanos;
    }

    /** Of those that are not relegated, and could be in time if they were alone. */
    private double demand(long now) {
        double most = 0;
        double due = 0;
        for (Job job : jobs) {
            if (!job.sequence.relegated && now + job.nanos < job.due) {
                due += job.nanos;
                most = Math.max(most, due / (job.due - now));
            }
        }
        return most;
    }

    private void change(Sequence s, Step step) {
        if (s.admitted) {
            s.relegated = !s.relegated;
        } else {
            waiting.relegate(s, !s.relegated);
        }
        if (s.relegated) {
            relegated++;
            step.addRelegated(s.request());
        } else {
            relegated--;
            step.addReinstated(s.request());
        }
    }
}
