package dev.sangam.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.batchtime.NiyamaRegression;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.replica.RoutingPolicy;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.ChunkRule;
import dev.sangam.core.scheduler.Event;
import dev.sangam.core.scheduler.IterationScheduler;
import dev.sangam.core.scheduler.Margin;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import dev.sangam.core.scheduler.SchedulerConfig.Sarathi;
import dev.sangam.core.time.SimulatedEventLoop;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final int REPLICAS = 4;

    private final OutstandingWork work = new OutstandingWork(REPLICAS);
    private long ids;

    private Router router(RoutingPolicy policy, long seed) {
        return Router.of(policy, replicas(), work, seed);
    }

    private static List<Replica> replicas() {
        return replicas(new Sarathi(512, 8));
    }

    private static List<Replica> replicas(SchedulerConfig config) {
        SimulatedEventLoop loop = new SimulatedEventLoop();
        Workload nothing = new WorkloadBuilder().build();
        return IntStream.range(0, REPLICAS)
                .mapToObj(i -> new Replica(
                        i,
                        loop,
                        new IterationScheduler(
                                config, new KvConfig(100, 16, 0, true), 1, NiyamaRegression.LLAMA_3_8B_A100),
                        new SimulatedExecutor(loop, (shape, last) -> 1, nothing, 1),
                        ReplicaListener.NONE))
                .toList();
    }

    private Request request(long... hashes) {
        int prompt = Math.max(1, 16 * hashes.length);
        return new Request(ids++, 0, prompt, 1, BlockHashes.of(hashes), QosClass.BEST_EFFORT, 0, "t");
    }

    private int[] routes(Router router, int count) {
        return IntStream.range(0, count).map(i -> router.route(request())).toArray();
    }

    @Test
    void roundRobinTakesTurns() {
        assertThat(routes(router(RoutingPolicy.ROUND_ROBIN, 1), 6)).containsExactly(0, 1, 2, 3, 0, 1);
    }

    @Test
    void randomChoicesDependOnTheSeedAlone() {
        for (RoutingPolicy policy : List.of(RoutingPolicy.RANDOM, RoutingPolicy.POWER_OF_TWO)) {
            int[] first = routes(router(policy, 7), 400);
            assertThat(routes(router(policy, 7), 400)).isEqualTo(first);
            assertThat(routes(router(policy, 8), 400)).isNotEqualTo(first);
            assertThat(first).as("every replica").contains(0, 1, 2, 3);
        }
    }

    @Test
    void leastOutstandingPrefersTheFirstAmongEquals() {
        Router router = router(RoutingPolicy.LEAST_OUTSTANDING, 1);
        assertThat(router.route(request())).isZero();
        work.add(0, 5);
        work.add(1, 3);
        work.add(2, 2);
        work.add(3, 2);
        assertThat(router.route(request())).isEqualTo(2);
    }

    @Test
    void powerOfTwoNeverTakesTheWorst() {
        work.add(2, 1);
        assertThat(routes(router(RoutingPolicy.POWER_OF_TWO, 3), 400)).doesNotContain(2);
    }

    @Test
    void prefixAffinityWeighsBlocksAgainstWork() {
        Router router = router(RoutingPolicy.PREFIX_AFFINITY, 1);
        assertThat(router.route(request(1, 2, 3))).isZero();
        work.add(0, 31);
        assertThat(router.route(request(1, 2, 9))).as("31 less 32 tokens").isZero();
        work.add(0, 2);
        assertThat(router.route(request(1, 2, 8))).as("33 less 32 tokens").isEqualTo(1);
        assertThat(router.route(request(7, 2, 3)))
                .as("the same blocks after others are no prefix")
                .isEqualTo(1);
    }

    @Test
    void prefixAffinityForgetsTheEndsOfOldPromptsFirst() {
        PrefixAffinity router = new PrefixAffinity(REPLICAS, work, 6);
        router.route(request(1, 2, 3, 4));
        work.add(0, 1);
        assertThat(router.route(request(5, 6, 7, 8))).isEqualTo(1);
        work.add(0, 15);
        work.add(1, 8);
        assertThat(router.route(request(1, 2)))
                .as("of the first prompt two blocks are remembered")
                .isZero();
    }

    @Test
    void slackCountsWhatIsMoreUrgentThanTheRequest() {
        QosClass chat = new QosClass("chat", new Slo.Interactive(6_000_000_000L, 50_000_000));
        QosClass batch = new QosClass("batch", new Slo.NonInteractive(600_000_000_000L));
        List<Replica> replicas = replicas(Niyama.of(new ChunkRule.Dynamic(64, 2560, 1, new Margin.Learned(0.95)), 256));
        waits(replicas.get(0), batch, 800);
        waits(replicas.get(1), chat, 300);
        waits(replicas.get(2), QosClass.BEST_EFFORT, 900);
        waits(replicas.get(2), chat, 200);
        waits(replicas.get(3), chat, 400);
        work.add(0, 800);
        work.add(1, 300);
        work.add(2, 1100);
        work.add(3, 400);
        Router router = Router.of(RoutingPolicy.SLACK, replicas, work, 1);
        assertThat(router.route(request(chat)))
                .as("it would go before the batch")
                .isZero();
        assertThat(router.route(request(batch)))
                .as("nothing waits for what has no deadline")
                .isEqualTo(2);
        assertThat(router.route(request(QosClass.BEST_EFFORT)))
                .as("the least backlog")
                .isEqualTo(1);
    }

    private void waits(Replica replica, QosClass qos, int prompt) {
        Request request = new Request(ids++, 0, prompt, 1, BlockHashes.NONE, qos, 0, "t");
        replica.scheduler().handle(new Event.Arrived(request), 0);
    }

    private Request request(QosClass qos) {
        return new Request(ids++, 1, 100, 1, BlockHashes.NONE, qos, 0, "t");
    }

    @Test
    void slackIsTheLeastOutstandingWhereNothingIsPredicted() {
        Router router = router(RoutingPolicy.SLACK, 1);
        assertThat(router.route(request())).isZero();
        work.add(0, 5);
        work.add(1, 3);
        assertThat(router.route(request())).isEqualTo(2);
    }

    @Test
    void workCountsFromRoutingToTheLastToken() {
        Workload workload = new WorkloadBuilder()
                .add(0, 100, 5, Label.DEFAULT)
                .add(0, 60, 1, Label.DEFAULT)
                .add(0, 70, 1, Label.DEFAULT)
                .add(1_000, 1, 1, Label.DEFAULT)
                .build();
        int[] routes = new int[4];
        OutstandingWork[] seen = new OutstandingWork[1];
        ClusterConfig config = new ClusterConfig(
                2,
                RoutingPolicy.LEAST_OUTSTANDING,
                new Sarathi(512, 8),
                new KvConfig(100, 16, 0, false),
                1,
                (shape, last) -> 10);
        Cluster cluster = new Cluster(config, workload, ReplicaListener.NONE, (replicas, outstanding) -> {
            seen[0] = outstanding;
            return r -> routes[(int) r.id()] = Router.least(2, outstanding);
        });
        cluster.run(arrived -> {});
        assertThat(routes).containsExactly(0, 1, 1, 0);
        assertThat(seen[0].tokens(0) + seen[0].tokens(1)).isZero();
    }

    @Test
    void aCancelledRequestIsNoWorkAnyMore() {
        OutstandingWork two = new OutstandingWork(2);
        WorkTracker tracker = new WorkTracker(two, 1);
        Replica second = replicas().get(2);
        Request request = request(1, 2);
        tracker.arrived(second, request, 0);
        assertThat(two.tokens(1)).isEqualTo(32);
        tracker.cancelled(second, request.id(), 1);
        tracker.cancelled(second, request.id(), 2);
        tracker.cancelled(second, 12345, 3);
        assertThat(two.tokens(1)).isZero();
    }
}
