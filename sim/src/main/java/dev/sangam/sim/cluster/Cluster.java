package dev.sangam.sim.cluster;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.batchtime.SwapTimes;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.IterationScheduler;
import dev.sangam.core.time.SimulatedEventLoop;
import dev.sangam.core.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;

/** Serves a workload with a pool of replicas in virtual time. Single-threaded; one run per object. */
public final class Cluster {
    private final SimulatedEventLoop loop = new SimulatedEventLoop();
    private final Workload workload;
    private final List<Replica> replicas = new ArrayList<>();
    private final OutstandingWork work;
    private final Router router;

    /**
     * A run in virtual time.
     *
     * @param seed of the router's random choices
     * @param listener sees every step of every replica
     */
    public Cluster(ClusterConfig config, Workload workload, long seed, ReplicaListener listener) {
        this(config, workload, listener, (replicas, work) -> Router.of(config.router(), replicas, work, seed));
    }

    Cluster(
            ClusterConfig config,
            Workload workload,
            ReplicaListener listener,
            BiFunction<List<Replica>, OutstandingWork, Router> router) {
        this.workload = workload;
        this.work = new OutstandingWork(config.replicas());
        ReplicaListener all = config.replicas() > 1 ? ReplicaListener.both(new WorkTracker(work), listener) : listener;
        BatchTimeModel times = SwapTimes.of(config.batchTime(), config.kv().swap());
        for (int i = 0; i < config.replicas(); i++) {
            SimulatedExecutor executor = new SimulatedExecutor(loop, times, workload, config.stages());
            IterationScheduler scheduler =
                    new IterationScheduler(config.scheduler(), config.kv(), config.stages(), times);
            replicas.add(new Replica(i, loop, scheduler, executor, all));
        }
        this.router = router.apply(replicas, work);
    }

    /**
     * Serves every request of the workload to its last token.
     *
     * @param arrived told the number of requests that have arrived, after each
     * @throws InputException when a request can never fit; nothing has run then
     */
    public void run(IntConsumer arrived) {
        refuseImpossible();
        for (int i = 0; i < workload.size(); i++) {
            Request request = request(i);
            loop.runBefore(request.arrival());
            int replica = router.route(request);
            work.add(replica, request.promptTokens());
            replicas.get(replica).submit(request);
            arrived.accept(i + 1);
        }
        loop.run();
    }

    /** The output limit a client sets is taken to be the length that the output will have. */
    private Request request(int i) {
        return workload.request(i, workload.outputTokens(i));
    }

    private void refuseImpossible() {
        for (int i = 0; i < workload.size(); i++) {
            int index = i;
            replicas.getFirst().scheduler().refusal(request(i)).ifPresent(reason -> {
                throw new InputException("request " + index + " of the workload (" + workload.promptTokens(index)
                        + " + " + workload.outputTokens(index) + " tokens) can never be served: it " + reason);
            });
        }
    }
}
