package dev.sangam.sim.plan;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.MetricGoal;
import dev.sangam.core.metric.MetricGoal.Figure;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.cluster.ClusterConfig;
import dev.sangam.sim.cluster.PoolConfig;
import dev.sangam.sim.deployment.Deployment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Bounds of the capacity of a configuration that need no simulation. A goal that so many requests wait no longer than a limit
 * means that their work is done between the first arrival and the limit after the last one; the least work that this can be
 * is compared with that time. It holds for runs of any length, unlike a bound from the throughput alone: a short run can be
 * over before its queue is too long.
 */
public final class Bounds {
    /** What the assumptions about batch times and preempted requests may be wrong by. */
    private static final double MARGIN = 1.1;

    private final Traffic traffic;
    private final List<Goal> goals;
    private final long seed;
    private final Workload workload;

    /** @param seed of the requests, as in the search */
    public Bounds(Traffic traffic, List<Goal> goals, long seed) {
        this.traffic = traffic;
        this.goals = List.copyOf(goals);
        this.seed = seed;
        this.workload = traffic.at(traffic.ownRate(), seed);
    }

    /** A rate that the capacity does not exceed, requests per second; infinite where the goals do not bound it. */
    public double upperRate(Deployment deployment) {
        double seconds = 0; // from the first arrival to the last, at least
        for (PoolConfig pool : deployment.pools()) {
            IntPredicate own = own(pool, deployment.pools());
            for (Goal goal : goals) {
                seconds = Math.max(seconds, span(goal, own, pool.replicas()));
            }
        }
        return seconds <= 0 ? Double.POSITIVE_INFINITY : MARGIN * traffic.rateOf(seconds, seed);
    }

    private IntPredicate own(PoolConfig pool, List<PoolConfig> pools) {
        List<QosClass> classes = workload.classes().stream()
                .filter(qos ->
                        PoolConfig.of(qos.name(), pools).filter(pool::equals).isPresent())
                .toList();
        return classes.size() == workload.classes().size() ? i -> true : i -> classes.contains(workload.qos(i));
    }

    /** Seconds that the arrivals must be spread over for a goal to be met; 0 or less where it says nothing about that. */
    private double span(Goal goal, IntPredicate own, ClusterConfig pool) {
        MetricGoal bound = goal.goal();
        boolean bounds = bound.metric() == Metric.ATTAINMENT
                ? !bound.relation().upper()
                : bound.relation().upper();
        if (!bounds || bound.figure() == Figure.MEAN) {
            return 0;
        }
        IntPredicate member = GoalCounts.member(goal, workload);
        return switch (bound.metric()) {
            case SCHEDULING_DELAY ->
                work(member, own, Quota.of(bound, count(member)), pool, false, false) - bound.limit();
            case TTFT -> work(member, own, Quota.of(bound, count(member)), pool, true, false) - bound.limit();
            case TTLT -> work(member, own, Quota.of(bound, count(member)), pool, true, true) - bound.limit();
            case ATTAINMENT, VIOLATIONS -> {
                IntPredicate promised = i -> member.test(i) && !(workload.qos(i).slo() instanceof Slo.BestEffort);
                yield work(promised, own, GoalCounts.share(bound, count(promised)), pool, true, false)
                        - longestPromise();
            }
            case TBT,
                    TPOT,
                    NORMALISED_LATENCY,
                    PREEMPTION_TIME,
                    FLUIDITY,
                    MISS_RATE,
                    GOODPUT,
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
                    CAPACITY -> 0;
        };
    }

    private double longestPromise() {
        return workload.classes().stream()
                        .mapToLong(qos -> switch (qos.slo()) {
                            case Slo.BestEffort() -> 0;
                            case Slo.Interactive(long ttft, long tbt) -> ttft;
                            case Slo.NonInteractive(long ttlt) -> ttlt;
                        })
                        .max()
                        .orElse(0)
                / 1e9;
    }

    /**
     * Least seconds of a pool's work that is done once as many requests as a goal asks for have what they wait for.
     *
     * @param prompts whether their prompts are done, and they are not only begun
     * @param outputs whether their outputs are done
     */
    private double work(
            IntPredicate member, IntPredicate own, Quota quota, ClusterConfig pool, boolean prompts, boolean outputs) {
        int[] ids = IntStream.range(0, workload.size())
                .filter(i -> member.test(i) && own.test(i))
                .toArray();
        int good = (int) (ids.length - quota.allowed());
        if (good <= 0) {
            return 0;
        }
        double prompt = least(ids, good, i -> newPromptTokens(i, pool)) - (prompts ? 0 : room(pool));
        double output = least(ids, good, i -> workload.outputTokens(i) - 1);
        double context = least(ids, good, this::context);
        if (!outputs) {
            output -= mostHeld(ids, pool, i -> workload.outputTokens(i) - 1);
            context -= mostHeld(ids, pool, this::context);
        }
        double nanos = new BatchWork(pool).nanos(good, Math.max(0, prompt), Math.max(0, output), Math.max(0, context));
        return nanos / pool.replicas() / 1e9;
    }

    /** The sum over so many requests that have the least of something. */
    private static double least(int[] ids, int requests, IntToLongFunction value) {
        return Arrays.stream(ids)
                .mapToLong(value)
                .sorted()
                .limit(requests)
                .asDoubleStream()
                .sum();
    }

    /**
     * The most of something that the requests may have which are begun and not ended: those with the most of it for each token
     * of their prompts, which must be in memory.
     */
    private double mostHeld(int[] ids, ClusterConfig pool, IntToLongFunction value) {
        int[] densest = Arrays.stream(ids)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -(double) value.applyAsLong(i) / workload.promptTokens(i)))
                .mapToInt(i -> i)
                .toArray();
        long room = room(pool);
        double most = 0;
        for (int k = 0; k < Math.min(densest.length, mostSequences(pool)) && room > 0; k++) {
            most += value.applyAsLong(densest[k]);
            room -= workload.promptTokens(densest[k]);
        }
        return most;
    }

    private static long room(ClusterConfig pool) {
        return (long) pool.kv().blocks() * pool.kv().blockTokens() * pool.replicas();
    }

    private static long mostSequences(ClusterConfig pool) {
        return (long) pool.scheduler().maxSequences() * pool.replicas();
    }

    /** Prompt tokens that no cache of prefixes can save. */
    private int newPromptTokens(int i, ClusterConfig pool) {
        int known = pool.kv().prefixCaching() ? workload.promptBlocks(i).size() * Workload.BLOCK_TOKENS : 0;
        return Math.max(1, workload.promptTokens(i) - known);
    }

    /** Context of all decodes of a request, at least. */
    private long context(int i) {
        return (workload.outputTokens(i) - 1L) * workload.promptTokens(i);
    }

    private int count(IntPredicate member) {
        return (int) IntStream.range(0, workload.size()).filter(member).count();
    }
}
