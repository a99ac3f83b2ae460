package dev.sangam.sim.plan;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.MetricGoal;
import dev.sangam.core.metric.MetricGoal.Figure;
import dev.sangam.core.metric.Summaries;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.plan.RequestCount.Awaited;
import dev.sangam.sim.plan.RequestCount.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** What has to be counted in a run to tell its goals, each by the definition of its metric in {@link Summaries}. */
final class GoalCounts {
    final List<Standing> standings = new ArrayList<>();
    final List<RequestCount> requests = new ArrayList<>();
    final List<GapCount> gaps = new ArrayList<>();
    private final Workload workload;

    GoalCounts(List<Goal> goals, Workload workload) {
        this.workload = workload;
        goals.forEach(goal -> standings.add(standing(goal.goal(), member(goal, workload))));
    }

    /** The requests of the goal's class, or all where the workload has none of it, as {@code Summary.of} has it. */
    static IntPredicate member(Goal goal, Workload workload) {
        for (QosClass qos : workload.classes()) {
            if (goal.qosClass().filter(qos.name()::equals).isPresent()) {
                return i -> workload.qos(i).equals(qos);
            }
        }
        return i -> true;
    }

    private Standing standing(MetricGoal goal, IntPredicate member) {
        boolean ranked = goal.figure() != Figure.MEAN && goal.figure() != Figure.ITSELF;
        boolean bounded = ranked && goal.relation().upper();
        return switch (goal.metric()) {
            case SCHEDULING_DELAY -> bounded ? wait(goal, Awaited.FIRST_STEP, member) : Standing.Open.UNTIL_THE_END;
            case TTFT -> bounded ? wait(goal, Awaited.FIRST_TOKEN, member) : Standing.Open.UNTIL_THE_END;
            case TTLT -> bounded ? wait(goal, Awaited.LAST_TOKEN, member) : Standing.Open.UNTIL_THE_END;
            case TBT -> bounded ? gaps(goal, member) : Standing.Open.UNTIL_THE_END;
            case TPOT ->
                ending(
                        goal,
                        ranked,
                        i -> member.test(i) && workload.outputTokens(i) > 1,
                        (log, id) -> goal.met(log.tpotNanos(id) / 1e9));
            case NORMALISED_LATENCY ->
                ending(
                        goal,
                        ranked,
                        member,
                        (log, id) -> goal.met(
                                (double) (log.lastTokenAt(id) - workload.arrival(id)) / log.outputTokens(id) / 1e9));
            case PREEMPTION_TIME -> ending(goal, ranked, member, (log, id) -> goal.met(log.preemptedNanos(id) / 1e9));
            case FLUIDITY -> ending(goal, ranked, interactive(member), (log, id) -> goal.met(log.fluidity(id)));
            case MISS_RATE -> ending(goal, ranked, interactive(member), (log, id) -> goal.met(1 - log.fluidity(id)));
            case ATTAINMENT -> goal.relation().upper() ? Standing.Open.UNTIL_THE_END : attainment(goal, member);
            case VIOLATIONS -> goal.relation().upper() ? attainment(goal, member) : Standing.Open.UNTIL_THE_END;
            case GOODPUT,
                    THROUGHPUT,
                    MAKESPAN,
                    MFU,
                    KV_USE,
                    PREFIX_HITS,
                    BUSY,
                    COST,
                    LATENESS,
                    TTFT_SENT,
                    TTLT_SENT,
                    NORMALISED_LATENCY_SENT,
                    CHUNK_GAP,
                    TPOT_ENDED,
                    SERVICE_LEVEL,
                    ERROR_RATE,
                    FLUID_TOKEN_RATE,
                    TOKEN_RATE_TPOT,
                    TOKEN_RATE_TBT,
                    STEADY_TOKEN_RATE,
                    CAPACITY -> Standing.Open.UNTIL_THE_END;
        };
    }

    private IntPredicate interactive(IntPredicate member) {
        return i -> member.test(i) && workload.qos(i).slo() instanceof Slo.Interactive;
    }

    private Standing wait(MetricGoal goal, Awaited awaited, IntPredicate member) {
        Quota quota = Quota.of(goal, count(member));
        requests.add(new RequestCount(workload, awaited, GapCount.longestGood(goal), null, member, quota));
        return quota;
    }

    private Standing ending(MetricGoal goal, boolean ranked, IntPredicate member, Ending ending) {
        if (!ranked) {
            return Standing.Open.UNTIL_THE_END;
        }
        Quota quota = Quota.of(goal, count(member));
        requests.add(new RequestCount(workload, Awaited.LAST_TOKEN, RequestCount.NO_LIMIT, ending, member, quota));
        return quota;
    }

    private Standing gaps(MetricGoal goal, IntPredicate member) {
        long number = IntStream.range(0, workload.size())
                .filter(member)
                .mapToLong(i -> workload.outputTokens(i) - 1)
                .sum();
        GapCount count = new GapCount(goal, member, number);
        gaps.add(count);
        return count;
    }

    /** A promise is broken when the first token, or the last one, is late; that it is kept is known at the end. */
    private Standing attainment(MetricGoal goal, IntPredicate member) {
        int promised = count(i -> member.test(i) && !(workload.qos(i).slo() instanceof Slo.BestEffort));
        Quota quota = share(goal, promised);
        Ending ending = (log, id) -> Boolean.TRUE.equals(Summaries.attained(workload, log, id));
        for (QosClass qos : workload.classes()) {
            IntPredicate own = i -> member.test(i) && workload.qos(i).equals(qos);
            switch (qos.slo()) {
                case Slo.BestEffort() -> {
                    // nothing was promised
                }
                case Slo.Interactive(long ttft, long tbt) ->
                    requests.add(new RequestCount(workload, Awaited.FIRST_TOKEN, ttft, ending, own, quota));
                case Slo.NonInteractive(long ttlt) ->
                    requests.add(new RequestCount(workload, Awaited.LAST_TOKEN, ttlt, ending, own, quota));
            }
        }
        return quota;
    }

    /** Of a goal on the share of requests that got what they were promised. */
    static Quota share(MetricGoal goal, int promised) {
        return Quota.ofShare(promised, attained -> {
            double share = (double) attained / promised;
            return goal.met(goal.metric() == Metric.VIOLATIONS ? 1 - share : share);
        });
    }

    private int count(IntPredicate member) {
        return (int) IntStream.range(0, workload.size()).filter(member).count();
    }
}
