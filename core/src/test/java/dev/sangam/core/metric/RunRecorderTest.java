package dev.sangam.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.metric.TimeSeries.Column;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ScriptedExecutor;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.IterationScheduler;
import dev.sangam.core.scheduler.SchedulerConfig.Sarathi;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.time.SimulatedEventLoop;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Small runs computed by hand. Steps take 100 ns and 10 ns more per token; blocks have 4 tokens, batches 8. Request 0 is
 * 4 + 5 tokens and request 1 is 8 + 3, unless said otherwise.
 */
class RunRecorderTest {
    private static final Offset<Double> EXACT = Offset.offset(1e-15);
    private static final QosClass CHAT = new QosClass("chat", new Slo.Interactive(200, 120));

    private final SimulatedEventLoop loop = new SimulatedEventLoop();
    private final RunRecorder recorder = new RunRecorder(shape -> shape.tokens() * 2.0);
    private final int[] outputs = {5, 3};

    private Replica replica(int blocks, int stages) {
        var scheduler = new IterationScheduler(new Sarathi(8, 4), new KvConfig(blocks, 4, 0, false), stages);
        var executor = new ScriptedExecutor(loop, stages, RunRecorderTest::nanos, id -> outputs[(int) id]);
        return new Replica(0, loop, scheduler, executor, recorder);
    }

    private static long nanos(Step step) {
        return 100 + 10L * step.shape().tokens();
    }

    private static Request request(long id, long arrival, int prompt, int output) {
        return new Request(id, arrival, prompt, output, BlockHashes.NONE, CHAT, 0, "t");
    }

    /**
     * With room for all; each line is start, end and batch.
     *
     * <pre>
     *    0  140  0:4
     *  140  320  0:1 1:7
     *  320  440  0:1 1:1    request 1's first token at 440
     *  440  560  0:1 1:1
     *  560  680  0:1 1:1    both end
     * </pre>
     */
    private RequestLog roomy() {
        Replica replica = replica(100, 1);
        loop.at(0, () -> replica.submit(request(0, 0, 4, 5)));
        loop.at(50, () -> replica.submit(request(1, 50, 8, 3)));
        loop.run();
        return recorder.requests();
    }

    @Test
    void timesOfARequestAreThoseOfItsSteps() {
        RequestLog log = roomy();
        assertThat(log.scheduledAt(0)).isZero();
        assertThat(log.scheduledAt(1)).isEqualTo(140);
        assertThat(log.firstTokenAt(0)).isEqualTo(140);
        assertThat(log.firstTokenAt(1)).as("the chunk at 140 emits nothing").isEqualTo(440);
        assertThat(log.lastTokenAt(0)).isEqualTo(680);
        assertThat(log.lastTokenAt(1)).isEqualTo(680);
        assertThat(log.outputTokens(0)).isEqualTo(5);
        assertThat(log.outputTokens(1)).isEqualTo(3);
        assertThat(log.finished(0) && log.finished(1)).isTrue();
        assertThat(log.tpotNanos(0)).isEqualTo(540.0 / 4);
        assertThat(log.tpotNanos(1)).isEqualTo(120);
        assertThat(recorder.lastTokenAt()).isEqualTo(680);
    }

    @Test
    void gapsBetweenTokensAreCountedOneByOne() {
        roomy();
        Histogram gaps = recorder.tbt(CHAT);
        assertThat(gaps.count()).isEqualTo(6);
        assertThat(gaps.max()).isEqualTo(180);
        assertThat(gaps.mean()).isEqualTo((180 + 5 * 120) / 6.0);
        assertThat(gaps.quantile(0.5)).isEqualTo(120);
        assertThat(recorder.tbt(QosClass.BEST_EFFORT).count()).isZero();
    }

    @Test
    void deadlinesAreThoseOfTheClass() {
        RequestLog log = roomy();
        // Request 0, deadlines 200, 320, 440, 560, 680: tokens 140, 320, 440, 560, 680.
        assertThat(log.fluidity(0)).isEqualTo(1);
        // Request 1, deadline 250: its token at 440 is 190 late and misses 190 / 120 + 1 = 2 deadlines of 2 + 2.
        assertThat(log.fluidity(1)).isEqualTo(0.5);
        assertThat(FluidityIndex.score(new long[] {440, 560, 680}, 50, 200, 120).index())
                .isEqualTo(0.5);
    }

    @Test
    void stepsAreCountedAndIntegrated() {
        roomy();
        TimeSeries series = recorder.series();
        assertThat(series.total(Column.ARRIVALS)).isEqualTo(2);
        assertThat(series.total(Column.COMPLETIONS)).isEqualTo(2);
        assertThat(series.total(Column.STEPS)).isEqualTo(5);
        assertThat(series.total(Column.STEP_SEQUENCES)).isEqualTo(9);
        assertThat(series.total(Column.PREFILL_TOKENS)).isEqualTo(12);
        assertThat(series.total(Column.DECODE_TOKENS)).isEqualTo(6);
        assertThat(recorder.flops()).isEqualTo(36);
        assertThat(series.total(Column.BUSY_NANOS)).isEqualTo(680);
        assertThat(series.total(Column.WAITING_NANOS))
                .as("request 1, from 50 to 140")
                .isEqualTo(90);
        assertThat(series.total(Column.RUNNING_NANOS)).isEqualTo(140 + 2 * 540);
        // Blocks held: 1 of request 0 until 140, then 2; 2 of request 1 from 140, 3 from 440.
        assertThat(series.total(Column.KV_BLOCK_NANOS)).isEqualTo(140 + 4 * 300 + 5 * 240);
    }

    @Test
    void theSummaryIsComputedFromTheLog() {
        roomy();
        Label chat = new Label(CHAT, 0, "t");
        Workload workload =
                new WorkloadBuilder().add(0, 4, 5, chat).add(50, 8, 3, chat).build();
        Summary summary = Summaries.of(workload, recorder, new Pool(1, 1, 2, 36, 1e9, 100));
        assertThat(summary.completed()).isEqualTo(2);
        assertThat(summary.makespan()).isCloseTo(680e-9, EXACT);
        assertThat(summary.promptTokens()).isEqualTo(12);
        assertThat(summary.outputTokens()).isEqualTo(8);
        assertThat(summary.busy()).isCloseTo(1, Offset.offset(1e-9));
        assertThat(summary.kvUse()).isCloseTo(2540 / 68_000.0, Offset.offset(1e-9));
        assertThat(summary.mfu()).isCloseTo(36 / (680e-9 * 2e9), Offset.offset(1e-9));
        assertThat(summary.cost()).isCloseTo(2 * 36 * 680e-9 / 3600, EXACT);
        assertThat(summary.all().ttft().mean()).isCloseTo((140 + 390) / 2 * 1e-9, EXACT);
        assertThat(summary.all().ttlt().max()).isCloseTo(680e-9, EXACT);
        assertThat(summary.all().normalisedLatency().max()).isCloseTo(210e-9, EXACT);
        assertThat(summary.all().schedulingDelay().max()).isCloseTo(90e-9, EXACT);
        assertThat(summary.all().attained()).as("request 1 was late").isEqualTo(1);
        assertThat(summary.all().goodput()).isCloseTo(1 / 680e-9, Offset.offset(1.0));
        assertThat(summary.classes()).isEmpty();
    }

    @Test
    void preemptionTimeLastsUntilTheNextStepOfTheRequest() {
        outputs[0] = 2;
        outputs[1] = 2;
        Replica replica = replica(3, 1);
        loop.at(0, () -> {
            replica.submit(request(0, 0, 4, 2));
            replica.submit(request(1, 0, 4, 2));
        });
        // 0..180 both prompts, one block each; 180: 0 takes the last block, 1 has to go; 290: 0 ends; 1 prefills 5
        // tokens.
        loop.run();
        RequestLog log = recorder.requests();
        assertThat(log.lastTokenAt(0)).isEqualTo(290);
        assertThat(log.preemptions(1)).isEqualTo(1);
        assertThat(log.preemptedNanos(1)).isEqualTo(110);
        assertThat(log.scheduledAt(1)).as("its first step").isZero();
        assertThat(log.firstTokenAt(1)).as("stays emitted").isEqualTo(180);
        assertThat(log.lastTokenAt(1)).isEqualTo(290 + 150);
        assertThat(log.outputTokens(1)).isEqualTo(2);
        assertThat(recorder.series().total(Column.PREEMPTIONS)).isEqualTo(1);
    }

    @Test
    void aPreemptionWithoutAStepIsRecordedWhenItHappens() {
        outputs[0] = 3;
        outputs[1] = 3;
        var scheduler = new IterationScheduler(new Sarathi(4, 4), new KvConfig(3, 4, 0, false), 2);
        Replica replica = new Replica(
                0, loop, scheduler, new ScriptedExecutor(loop, 2, step -> 100, id -> outputs[(int) id]), recorder);
        loop.at(0, () -> replica.submit(request(0, 0, 4, 3)));
        loop.at(50, () -> replica.submit(request(1, 50, 4, 3)));
        // 0:4 0..100, 1:4 50..150, 0:1 100..200 takes the last block; at 150, 1 has to go and nobody starts. From 300,
        // 1 prefills 5 tokens in two steps and decodes in a third.
        loop.run();
        RequestLog log = recorder.requests();
        assertThat(log.preemptions(1)).isEqualTo(1);
        assertThat(log.lastTokenAt(0)).isEqualTo(300);
        assertThat(log.preemptedNanos(1)).as("from 150 until 0 has ended").isEqualTo(150);
        assertThat(recorder.series().total(Column.KV_BLOCK_NANOS)).isEqualTo(50 + 2 * 50 + 3 * 50 + 2 * 150 + 2 * 300);
    }

    @Test
    void pipelinesAreBusyByTheShareOfTheirStagesThatHaveAStep() {
        Replica replica = replica(100, 2);
        loop.at(0, () -> replica.submit(request(0, 0, 4, 5)));
        loop.run();
        assertThat(recorder.series().total(Column.BUSY_NANOS)).isEqualTo((140 + 4 * 110) / 2.0);
    }

    @Test
    void aCancelledRequestNeitherFinishesNorEmits() {
        outputs[0] = 2;
        Replica replica = replica(100, 1);
        loop.at(0, () -> replica.submit(request(0, 0, 4, 2)));
        loop.at(200, () -> replica.cancel(0));
        loop.at(210, () -> replica.submit(request(1, 210, 4, 3)));
        loop.at(215, () -> replica.cancel(1));
        loop.run();
        RequestLog log = recorder.requests();
        assertThat(log.outputTokens(0))
                .as("the second and last token came too late")
                .isEqualTo(1);
        assertThat(log.finished(0)).isFalse();
        assertThat(log.scheduledAt(1)).as("never").isEqualTo(-1);
        assertThat(log.firstTokenAt(1)).isEqualTo(-1);
        assertThat(recorder.lastTokenAt()).isEqualTo(140);
        assertThat(recorder.series().total(Column.COMPLETIONS)).isZero();
    }

    @Test
    void aTokenThatComesBillionsOfDeadlinesLateMissesThemAll() {
        QosClass impatient = new QosClass("impatient", new Slo.Interactive(1, 1));
        outputs[0] = 1;
        Replica replica = replica(100, 1);
        long late = (1L << 32) - 140; // the token misses 2^32 deadlines
        loop.at(late, () -> replica.submit(new Request(0, 0, 4, 1, BlockHashes.NONE, impatient, 0, "t")));
        loop.run();
        assertThat(recorder.requests().fluidity(0)).isZero();
    }

    @Test
    void aClassWithoutANotableDeadlineBetweenTokensMissesNone() {
        QosClass patient = new QosClass("patient", new Slo.Interactive(200, Long.MAX_VALUE / 9 * 2));
        outputs[0] = 20;
        Replica replica = replica(100, 1);
        loop.at(0, () -> replica.submit(new Request(0, 0, 4, 20, BlockHashes.NONE, patient, 0, "t")));
        loop.run();
        assertThat(recorder.requests().fluidity(0)).isEqualTo(1);
    }

    @Test
    void classesAreKeptApart() {
        QosClass batch = new QosClass("batch", new Slo.NonInteractive(400));
        List<Label> labels = List.of(new Label(CHAT, 0, "t"), new Label(batch, 0, "t"));
        Workload workload = new WorkloadBuilder()
                .add(0, 4, 5, labels.get(0))
                .add(50, 8, 3, labels.get(1))
                .build();
        Replica replica = replica(100, 1);
        for (int i = 0; i < 2; i++) {
            Request request = workload.request(i, outputs[i]);
            loop.at(request.arrival(), () -> replica.submit(request));
        }
        loop.run();
        Summary summary = Summaries.of(workload, recorder, new Pool(1, 1, 1, 0, 0, 100));
        assertThat(summary.classes()).extracting(c -> c.name()).containsExactly("chat", "batch");
        assertThat(summary.classes()).extracting(c -> c.tbt().count()).containsExactly(4L, 2L);
        assertThat(summary.classes())
                .extracting(c -> c.attained())
                .as("630 ns are more than 400")
                .containsExactly(1, 0);
        assertThat(summary.all().attainment()).isEqualTo(0.5);
        assertThat(summary.mfu()).as("the peak is unknown").isNaN();
        assertThat(summary.cost()).as("the price is unknown").isNaN();
    }
}
