package dev.sangam.serve.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.ChunkRule;
import dev.sangam.core.scheduler.Margin;
import dev.sangam.core.scheduler.QosStatus;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.files.gguf.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client hears of a scheduler that knows deadlines, on real kernels that are believed to be very slow. */
@Timeout(60)
final class DeadlinesTest {
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final QosClass IMPOSSIBLE = new QosClass("impossible", new Slo.Interactive(1, SECOND_NANOS));
    private static final BatchTimeModel SLOW = (shape, lastStage) -> 10.0 * SECOND_NANOS;
    private static final SchedulerConfig NIYAMA =
            SchedulerConfig.Niyama.of(new ChunkRule.Dynamic(8, 64, 1, new Margin.Fixed(1)), 8);

    private final List<StepReport> steps = new CopyOnWriteArrayList<>();
    private final LocalEngine engine = LocalEngine.start(options(), new EngineListener() {
        @Override
        public void step(StepReport step) {
            steps.add(step);
        }
    });

    @AfterEach
    void stop() {
        engine.close();
    }

    private static EngineOptions options() {
        return new EngineOptions(
                TestModels.random(TensorType.F16, false),
                "test",
                Optional.empty(),
                Optional.empty(),
                NIYAMA,
                512,
                128,
                16,
                0,
                true,
                Optional.empty(),
                true,
                1,
                0,
                SLOW,
                null,
                ReplicaListener.NONE);
    }

    private List<String> ask(long id, QosClass qos, long maxWaitNanos) throws Exception {
        List<String> heard = new ArrayList<>();
        CompletableFuture<List<String>> done = new CompletableFuture<>();
        engine.generate(
                new GenerationRequest(
                        id,
                        new Prompt.Text("Hello, how are you today?", true),
                        2,
                        SamplingParams.GREEDY,
                        List.of(),
                        ResponseFormat.TEXT,
                        true,
                        qos,
                        0,
                        "test",
                        maxWaitNanos),
                new GenerationListener() {
                    @Override
                    public void relegated(boolean relegated) {
                        heard.add(relegated ? "relegated" : "reinstated");
                    }

                    @Override
                    public void token(OutputToken token) {
                        heard.add("token");
                    }

                    @Override
                    public void finished(FinishReason reason, Usage usage) {
                        done.complete(heard);
                    }

                    @Override
                    public void failed(EngineException problem) {
                        done.completeExceptionally(problem);
                    }
                });
        return done.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aRequestThatCannotMeetItsDeadlineIsToldSoAndServed() throws Exception {
        assertThat(ask(1, IMPOSSIBLE, 0)).containsExactly("relegated", "token", "token");
        assertThat(steps).isNotEmpty().allSatisfy(step -> assertThat(step.qos()).isNotEqualTo(QosStatus.NONE));
        assertThat(steps.getFirst().qos().relegated()).isEqualTo(1);
    }

    @Test
    void whoWillNotWaitAsLongAsIsPredictedIsRefusedAndNobodyElse() throws Exception {
        assertThatThrownBy(() -> ask(1, QosClass.BEST_EFFORT, SECOND_NANOS / 100))
                .cause()
                .isInstanceOfSatisfying(EngineException.class, problem -> {
                    assertThat(problem.kind()).isEqualTo(EngineException.Kind.OVERLOADED);
                    assertThat(problem.code()).isEqualTo("predicted_wait");
                });
        assertThat(ask(2, QosClass.BEST_EFFORT, 0)).containsExactly("token", "token");
        assertThat(ask(3, QosClass.BEST_EFFORT, 3600 * SECOND_NANOS)).containsExactly("token", "token");
    }
}
