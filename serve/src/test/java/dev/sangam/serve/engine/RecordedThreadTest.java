package dev.sangam.serve.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.metric.Pool;
import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.metric.Summaries;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.replica.ScriptedExecutor;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.IterationScheduler;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.SchedulerConfig.Order;
import dev.sangam.core.time.EventLoop;
import dev.sangam.files.deployment.DeploymentKeys;
import dev.sangam.files.eventlog.EventLogConfig;
import dev.sangam.files.eventlog.EventLogHeader;
import dev.sangam.files.eventlog.EventLogWriter;
import dev.sangam.files.eventlog.RecordedRun;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In real time too, the log says what happened to the nanosecond: the metrics from it are those taken on the spot. */
class RecordedThreadTest {
    private static final int REQUESTS = 60;
    private static final long STEP_NANOS = 300_000;
    private static final QosClass CHAT = new QosClass("chat", new Slo.Interactive(3_000_000, 500_000));
    private static final SchedulerConfig SCHEDULER = new SchedulerConfig.VllmV1(64, 16, 0, Order.FCFS, true);
    private static final KvConfig KV = new KvConfig(40, 4, 0, true);

    @TempDir
    private Path folder;

    private static int outputTokens(long id) {
        return (int) (1 + id * 7 % 23);
    }

    private static void submit(Replica replica, EventLoop loop, int id) {
        long[] hashes = {id % 3, 10 + id % 5, 100 + id};
        QosClass qos = id % 2 == 0 ? CHAT : QosClass.BEST_EFFORT;
        int prompt = 12 + id * 11 % 40;
        replica.submit(new Request(id, loop.now(), prompt, 30, BlockHashes.of(hashes), qos, id % 2, "t" + id % 2));
        if (id % 10 == 7) {
            loop.at(loop.now() + 5 * STEP_NANOS, () -> replica.cancel(id));
        }
    }

    @Test
    void theMetricsFromTheLogAreThoseTakenOnTheSpot() {
        RunRecorder live = new RunRecorder(BatchShape::tokens);
        Path file = folder.resolve("server.jsonl");
        EventLogHeader header = new EventLogHeader(
                "run",
                0,
                Instant.EPOCH,
                0,
                "0.1.0",
                "fake",
                1,
                KV.blocks(),
                KV.blockTokens(),
                List.of(CHAT),
                DeploymentKeys.of(SCHEDULER, KV, 1));
        ConcurrentLinkedQueue<String> warnings = new ConcurrentLinkedQueue<>();
        try (EventLogWriter writer = EventLogWriter.open(EventLogConfig.of(file), header, warnings::add)) {
            new ThreadLoopRunner().run(loop -> {
                IterationScheduler scheduler = new IterationScheduler(SCHEDULER, KV, 1);
                ScriptedExecutor executor =
                        new ScriptedExecutor(loop, 1, step -> STEP_NANOS, RecordedThreadTest::outputTokens);
                Replica replica = new Replica(0, loop, scheduler, executor, ReplicaListener.all(live, writer));
                for (int i = 0; i < REQUESTS; i++) {
                    int id = i;
                    loop.at(loop.now() + i * STEP_NANOS, () -> submit(replica, loop, id));
                }
            });
        }
        assertThat(warnings).isEmpty();

        RecordedRun run = RecordedRun.read(List.of(file));
        assertThat(run.workload().size()).isEqualTo(REQUESTS);
        Pool pool = new Pool(1, 1, 1, 0, 1e9, KV.blocks());
        Summary recorded = Summaries.of(run.workload(), run.metrics(run.workload(), BatchShape::tokens), pool);
        assertThat(recorded).isEqualTo(Summaries.of(run.workload(), live, pool));
        assertThat(recorded.completed()).isBetween(REQUESTS - 6, REQUESTS);
        assertThat(recorded.prefixHits()).isPositive();
    }
}
