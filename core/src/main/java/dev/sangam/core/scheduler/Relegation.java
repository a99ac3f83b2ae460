package dev.sangam.core.scheduler;

import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.KeptPrompts.Job;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Eager relegation (Niyama, section 3.5): which prompts give way when not all can meet their deadlines. The paper relegates a
 * request when it is predicted to miss; who is dropped by this rule is the one that happens to be late. Here as few as
 * possible are, and the least important first: prompts are taken in order of their deadlines, and whenever one would be late
 * the largest of the least important so far ({@link KeptPrompts}) is dropped, until it is not (Moore and Hodgson, 1968, for one machine and equal
 * weights the fewest late jobs). What was dropped before and fits again is reinstated.
 */
final class Relegation {
    /** A prompt that was relegated must fit with so much more work than it has, lest it go to and fro. */
    private static final double HYSTERESIS = 1.25;

    private static final Comparator<Job> BY_DEADLINE = Comparator.comparingDouble(Job::due)
            .thenComparingLong(job -> job.sequence().request().id());

    /** Prompts are looked through at most so often: nanoseconds, and nanoseconds per prompt, so that it costs little. */
    private static final long EVERY_NANOS = 100_000_000;

    private static final long EVERY_NANOS_PER_PROMPT = 500_000;

    /** An important prompt is pressing when it must be begun within this time. */
    private static final double PRESSING_NANOS = 1e9;

    private final boolean applies;
    private final boolean fair;
    private final QosQueue waiting;
    private final Ranking ranking;
    private final Pace pace;
    private final List<Job> jobs = new ArrayList<>();
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
        consider(waiting.urgent, now);
        consider(waiting.slack, now);
        consider(begun, now);
        consider(begunInSlack, now);
        jobs.sort(BY_DEADLINE);
        demand = demand(now);
        boolean begunChanged = applies && (change(givingWay(now), step) | press(now));
        jobs.clear();
        return begunChanged;
    }

    private boolean change(Set<Sequence> givingWay, Step step) {
        boolean begunChanged = false;
        for (Job job : jobs) {
            Sequence s = job.sequence();
            if (givingWay.contains(s) != s.relegated) {
                begunChanged |= s.admitted;
                change(s, step);
            }
        }
        return begunChanged;
    }

    /**
     * Puts important prompts that can only just be in time before all others. Alpha makes long prompts wait, in the hope that
     * there will be time for them; where there are unimportant ones to give way, an important one need not hope.
     */
    private boolean press(long now) {
        int least = Integer.MIN_VALUE;
        for (Job job : jobs) {
            least = Math.max(least, job.sequence().request().priority());
        }
        boolean begunChanged = false;
        for (Job job : jobs) {
            Sequence s = job.sequence();
            boolean important = s.request().priority() < least;
            if (important && !s.relegated && !s.pressing && job.due() - job.nanos() - now < PRESSING_NANOS) {
                begunChanged |= s.admitted;
                waiting.press(s);
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
        if (!settled(s, now)) {
            double nanos = s.prefillWork() * pace.nanosPerToken();
            jobs.add(new Job(s, due(s), s.relegated ? HYSTERESIS * nanos : nanos));
        }
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

    /** Which of the prompts considered must give way. */
    private Set<Sequence> givingWay(long now) {
        Set<Sequence> dropped = new HashSet<>();
        KeptPrompts kept = new KeptPrompts(fair);
        double end = now;
        for (Job job : jobs) {
            kept.add(job);
            end += job.nanos();
            while (end > job.due() && !kept.isEmpty()) {
                Job least = kept.remove();
                end -= least.nanos();
                dropped.add(least.sequence());
            }
        }
        return dropped;
    }

    /** Of those that are not relegated, and could be in time if they were alone. */
    private double demand(long now) {
        double most = 0;
        double due = 0;
        for (Job job : jobs) {
            if (!job.sequence().relegated && now + job.nanos() < job.due()) {
                due += job.nanos();
                most = Math.max(most, due / (job.due() - now));
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
