package dev.sangam.sim.cluster;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.batchtime.SwapTimes;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.IterationScheduler;
import dev.sangam.core.time.SimulatedEventLoop;
import dev.sangam.core.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Serves a workload with pools of replicas in virtual time: a request goes to the pool of its class, whose router picks the
 * replica. Replicas are numbered through all pools. Single-threaded; one run per object.
 */
public final class Cluster {
    private final SimulatedEventLoop loop = new SimulatedEventLoop();
    private final Workload workload;
    private final ReplicaListener listener;
    private final Map<QosClass, ReplicaPool> poolOf = new HashMap<>();
    private int replicas;

    /**
     * A run in virtual time.
     *
     * @param pools every class of the workload must have one
     * @param seed of the routers' random choices
     * @param listener sees every step of every replica
     */
    public Cluster(List<PoolConfig> pools, Workload workload, long seed, ReplicaListener listener) {
        this.workload = workload;
        this.listener = listener;
        List<ReplicaPool> built = new ArrayList<>();
        for (PoolConfig pool : pools) {
            long ownSeed = seed + built.size() * 0x9E3779B97F4A7C15L; // pools draw apart, the first as if it were alone
            ClusterConfig config = pool.replicas();
            built.add(pool(config, (r, work) -> Router.of(config.router(), r, work, ownSeed)));
        }
        for (QosClass qos : workload.classes()) {
            PoolConfig pool = PoolConfig.of(qos.name(), pools)
                    .orElseThrow(() -> new IllegalArgumentException("no pool serves class " + qos.name()));
            poolOf.put(qos, built.get(pools.indexOf(pool)));
        }
    }

    /** One pool for everything. */
    public Cluster(ClusterConfig config, Workload workload, long seed, ReplicaListener listener) {
        this(List.of(PoolConfig.all(config)), workload, seed, listener);
    }

    /** One pool for everything, with a router of the caller's. */
    Cluster(
            ClusterConfig config,
            Workload workload,
            ReplicaListener listener,
            BiFunction<List<Replica>, OutstandingWork, Router> router) {
        this.workload = workload;
        this.listener = listener;
        ReplicaPool pool = pool(config, router);
        workload.classes().forEach(qos -> poolOf.put(qos, pool));
    }

    private ReplicaPool pool(ClusterConfig config, BiFunction<List<Replica>, OutstandingWork, Router> router) {
        OutstandingWork work = new OutstandingWork(config.replicas());
        ReplicaListener all =
                config.replicas() > 1 ? ReplicaListener.all(new WorkTracker(work, replicas), listener) : listener;
        BatchTimeModel times = SwapTimes.of(config.batchTime(), config.kv().swap());
        List<Replica> own = new ArrayList<>();
        for (int i = 0; i < config.replicas(); i++) {
            SimulatedExecutor executor = new SimulatedExecutor(loop, times, workload, config.stages());
            IterationScheduler scheduler =
                    new IterationScheduler(config.scheduler(), config.kv(), config.stages(), times);
            own.add(new Replica(replicas++, loop, scheduler, executor, all));
        }
        return new ReplicaPool(own, router.apply(own, work));
    }

    /**
     * Serves every request of the workload to its last token.
     *
     * @param arrived told the number of requests that have arrived, after each
     * @throws InputException when a request can never fit; nothing has run then
     */
    public void run(IntConsumer arrived) {
        runUntil(() -> false, arrived);
    }

    /**
     * Serves the workload as {@link #run} does, or until somebody has seen enough.
     *
     * @param enough asked before each arrival, and before each task after the last one
     */
    public void runUntil(BooleanSupplier enough, IntConsumer arrived) {
        for (int i = 0; i < workload.size(); i++) {
            refuseImpossible(i);
        }
        for (int i = 0; i < workload.size() && !enough.getAsBoolean(); i++) {
            // The output limit a client sets is taken to be the length that the output will have.
            Request request = workload.request(i, workload.outputTokens(i));
            loop.runBefore(request.arrival());
            poolOf(i).submit(request);
            arrived.accept(i + 1);
        }
        loop.runUntil(enough);
    }

    private ReplicaPool poolOf(int i) {
        return Objects.requireNonNull(poolOf.get(workload.qos(i)), "every class has a pool");
    }

    /** Whether a request fits is told by its lengths. */
    private void refuseImpossible(int i) {
        Request lengths = Request.of(i, workload.arrival(i), workload.promptTokens(i), workload.outputTokens(i));
        poolOf(i).replicas().getFirst().scheduler().refusal(lengths).ifPresent(reason -> {
            throw new InputException("request " + i + " of the workload (" + workload.promptTokens(i) + " + "
                    + workload.outputTokens(i) + " tokens) can never be served: it " + reason);
        });
    }
}
