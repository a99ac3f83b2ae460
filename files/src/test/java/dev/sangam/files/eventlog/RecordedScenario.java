package dev.sangam.files.eventlog;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.kv.KvSwap;
import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.replica.Invariants;
import dev.sangam.core.replica.RandomScenarios;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.replica.Scenario;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.ChunkRule;
import dev.sangam.core.scheduler.Margin;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.core.time.LoopRunner;
import dev.sangam.core.workload.Label;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A random scenario in virtual time with a log of it, written at random moments. */
final class RecordedScenario implements ReplicaListener {
    /** Policy number of niyama with host memory for KV. */
    private static final int SAVING = 7;

    private final RandomGenerator random;
    private final Scenario scenario;
    private final RunRecorder recorder = new RunRecorder(BatchShape::prefillProducts);
    private final List<Request> arrived = new ArrayList<>();
    private final Map<Long, Request> alive = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final LogOutput output;
    private final EventLogWriter writer;
    private @Nullable Invariants invariants;
    private int relegations;

    RecordedScenario(int policy, RandomGenerator random, Path folder, long fileBytes) {
        this(policy, random, RotatingFile.open(folder.resolve("log.jsonl"), 1000), fileBytes, 1L << 20);
    }

    RecordedScenario(int policy, RandomGenerator random, LogFile file, long fileBytes, long queueBytes) {
        this.random = random;
        RandomScenarios scenarios = new RandomScenarios(random);
        this.scenario = policy == SAVING ? saving(scenarios.next(0)) : scenarios.next(policy);
        EventQueue queue = new EventQueue(queueBytes);
        EventLogConfig config = new EventLogConfig(Path.of("log.jsonl"), fileBytes, 1000);
        EventLogHeader header = Logs.header(scenario.stages(), scenario.kv().blocks());
        this.output = new LogOutput(config, header, file, queue, 0, warnings::add);
        this.writer = new EventLogWriter(queue, output);
    }

    /** The same requests under a policy that saves the KV of those who give way. */
    private static Scenario saving(Scenario drawn) {
        KvConfig kv = drawn.kv();
        return new Scenario(
                SchedulerConfig.Niyama.of(new ChunkRule.Dynamic(4, 50, 1, new Margin.Fixed(1)), 64),
                new KvConfig(kv.blocks(), kv.blockTokens(), kv.watermark(), kv.prefixCaching(), new KvSwap(1000, 0, 0)),
                drawn.stages(),
                drawn.stepNanos(),
                (shape, lastStage) -> 10 + shape.tokens(),
                drawn.arrivals(),
                drawn.cancellations());
    }

    void run() {
        try (writer) {
            invariants = scenario.run(LoopRunner.SIMULATED, ReplicaListener.all(recorder, this, writer));
        }
    }

    List<Request> arrived() {
        return arrived;
    }

    Label label(Request request) {
        return new Label(request.qos(), request.priority(), request.tenant());
    }

    int emitted(long id) {
        return invariants == null ? 0 : invariants.emitted(id);
    }

    RunRecorder recorder() {
        return recorder;
    }

    /** How often some requests were said to be relegated, and one of them to be reinstated. */
    int relegations() {
        return relegations;
    }

    List<String> warnings() {
        return warnings;
    }

    EventLogWriter writer() {
        return writer;
    }

    @Override
    public void arrived(Replica replica, Request request, long now) {
        arrived.add(request);
        alive.put(request.id(), request);
    }

    @Override
    public void cancelled(Replica replica, long requestId, long now) {
        alive.remove(requestId);
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        if (!alive.isEmpty() && random.nextInt(4) == 0) {
            List<Request> some = alive.values().stream().limit(3).toList();
            writer.relegated(replica, some, now);
            writer.reinstated(replica, some.subList(0, 1), now);
            relegations++;
        }
        drainAtTimes();
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        for (int i = 0; i < step.size(); i++) {
            if (result.finished(i) && step.emits(i)) {
                alive.remove(step.sequence(i).request().id());
            }
        }
        drainAtTimes();
    }

    private void drainAtTimes() {
        if (random.nextInt(8) == 0) {
            output.drain();
        }
    }
}
