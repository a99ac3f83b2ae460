package dev.sangam.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.ChunkRule;
import dev.sangam.core.scheduler.IterationScheduler;
import dev.sangam.core.scheduler.Margin;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.SchedulerConfig.Order;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.core.time.EventLoop;
import dev.sangam.core.time.LoopRunner;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a replica promises on every kind of loop. Every run is under all {@link Invariants}. */
public abstract class ReplicaContract {
    private static final SchedulerConfig SARATHI = new SchedulerConfig.Sarathi(16, 8);
    private static final SchedulerConfig VLLM = new SchedulerConfig.VllmV1(16, 8, 0, Order.FCFS, false);
    private static final SchedulerConfig NIYAMA =
            SchedulerConfig.Niyama.of(new ChunkRule.Dynamic(4, 16, 1, new Margin.Learned(0.9)), 8);
    private static final int OUTPUT = 5;
    private static final long STEP_NANOS = 200_000;
    private static final BatchTimeModel TIMES = (shape, lastStage) -> STEP_NANOS;

    private final LoopRunner runner;

    protected ReplicaContract(LoopRunner runner) {
        this.runner = runner;
    }

    /** A scenario of which the body submits requests, and may say what to do when steps start and end. */
    private Invariants run(SchedulerConfig config, int blocks, int stages, Consumer<Play> body) {
        Invariants invariants = new Invariants(config, stages, id -> OUTPUT, true);
        Play[] play = new Play[1];
        runner.run(loop -> {
            play[0] = new Play(loop, config, blocks, stages, invariants);
            body.accept(play[0]);
        });
        invariants.checkEnd(play[0].replica);
        return invariants;
    }

    /** A replica on its loop. */
    private static final class Play implements ReplicaListener {
        final EventLoop loop;
        final Replica replica;
        final Invariants invariants;
        Runnable onStart = () -> {};
        Runnable onCompletion = () -> {};

        Play(EventLoop loop, SchedulerConfig config, int blocks, int stages, Invariants invariants) {
            this.loop = loop;
            this.invariants = invariants;
            var scheduler = new IterationScheduler(config, new KvConfig(blocks, 4, 0, true), stages, TIMES);
            var executor = new ScriptedExecutor(loop, stages, step -> STEP_NANOS, id -> OUTPUT);
            this.replica = new Replica(0, loop, scheduler, executor, ReplicaListener.all(invariants.listener(), this));
        }

        void submit(long id, int prompt) {
            replica.submit(Request.of(id, loop.now(), prompt, OUTPUT));
        }

        void cancel(long id) {
            invariants.cancel(replica, id);
        }

        /** In a task of its own, after what is being done now. */
        void soon(Runnable task) {
            loop.at(loop.now(), task);
        }

        void later(double steps, Runnable task) {
            loop.at(loop.now() + (long) (steps * STEP_NANOS), task);
        }

        @Override
        public void started(Replica replica, Step step, long now) {
            onStart.run();
        }

        @Override
        public void completed(Replica replica, Step step, StepResult result, long now) {
            onCompletion.run();
        }
    }

    /** Does {@code task} the {@code number}th time it is run, from 1, and nothing the other times. */
    private static Runnable only(int number, Runnable task) {
        int[] runs = {0};
        return () -> {
            if (++runs[0] == number) {
                task.run();
            }
        };
    }

    private static List<String> steps(Invariants invariants) {
        return invariants.history().stream()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    @Test
    protected void requestsThatArriveInOneTaskAreBatchedTogether() {
        Invariants run = run(SARATHI, 64, 1, play -> {
            play.submit(0, 3);
            play.submit(1, 4);
            play.submit(2, 5);
        });
        assertThat(steps(run)).startsWith("0:3 1:4 2:5").hasSize(OUTPUT);
    }

    @Test
    protected void requestsThatArriveAtTheSameMomentAreBatchedTogether() {
        Invariants run = run(SARATHI, 64, 1, play -> {
            long time = play.loop.now() + 5 * STEP_NANOS;
            play.loop.at(time, () -> play.submit(0, 3));
            play.loop.at(time, () -> play.submit(1, 4));
            play.loop.at(time, () -> play.submit(2, 5));
        });
        assertThat(steps(run)).startsWith("0:3 1:4 2:5").hasSize(OUTPUT);
    }

    @Test
    protected void aRequestThatArrivesDuringAStepJoinsTheNext() {
        Invariants run = run(SARATHI, 64, 1, play -> {
            play.onStart = only(1, () -> play.soon(() -> play.submit(1, 4)));
            play.submit(0, 3);
        });
        assertThat(steps(run)).startsWith("0:3", "0:1 1:4", "0:1 1:1").hasSize(OUTPUT + 1);
    }

    @Test
    protected void everyRequestGetsExactlyItsTokens() {
        for (SchedulerConfig config : List.of(SARATHI, VLLM, NIYAMA)) {
            for (int stages = 1; stages <= 4; stages++) {
                Invariants run = run(config, 12, stages, play -> {
                    for (int id = 0; id < 12; id++) {
                        play.submit(id, 1 + id * 7 % 30);
                    }
                });
                for (int id = 0; id < 12; id++) {
                    assertThat(run.emitted(id)).isEqualTo(OUTPUT);
                }
            }
        }
    }

    @Test
    protected void everyInvariantHoldsWhereDeadlinesCount() {
        Seeds.each(
                12,
                getClass(),
                random -> new RandomScenarios(random).deadlines(STEP_NANOS / 10).run(runner));
    }

    @Test
    protected void thePipelineIsFilledAndNeverOverfilled() {
        for (int stages = 1; stages <= 4; stages++) {
            int[] most = {0};
            run(SARATHI, 64, stages, play -> {
                play.onStart = () -> most[0] = Math.max(most[0], play.replica.inFlight());
                for (int id = 0; id < 8; id++) {
                    play.submit(id, 16);
                }
            });
            assertThat(most[0]).isEqualTo(stages);
        }
    }

    @Test
    protected void aCancelledRequestThatWaitsIsNeverStarted() {
        Invariants run = run(SARATHI, 6, 1, play -> {
            play.onStart = only(1, () -> play.soon(() -> play.cancel(1)));
            play.submit(0, 16);
            play.submit(1, 16);
        });
        assertThat(steps(run)).noneMatch(step -> step.contains("1:16"));
        assertThat(run.finished(0)).isTrue();
    }

    @Test
    protected void aRequestCancelledBeforeItsFirstStepLeavesNoTrace() {
        Invariants run = run(SARATHI, 64, 1, play -> {
            play.submit(0, 16);
            play.cancel(0);
        });
        assertThat(run.history()).isEmpty();
    }

    @Test
    protected void aRequestCancelledInFlightEmitsNothingMore() {
        for (int at = 1; at <= OUTPUT; at++) {
            int number = at;
            Invariants run = run(SARATHI, 64, 1, play -> {
                play.onStart = only(number, () -> play.soon(() -> play.cancel(0)));
                play.submit(0, 8);
                play.submit(1, 8);
            });
            assertThat(run.emitted(0)).isEqualTo(at - 1);
            assertThat(run.emitted(1)).isEqualTo(OUTPUT);
        }
    }

    @Test
    protected void aRequestCancelledBetweenChunksGivesItsBlocksBack() {
        for (int at = 1; at <= 4; at++) {
            int number = at;
            Invariants run = run(VLLM, 24, 1, play -> {
                play.onStart = only(number, () -> play.soon(() -> play.cancel(0)));
                play.submit(0, 60);
                play.submit(1, 60);
            });
            assertThat(run.emitted(0)).isLessThan(OUTPUT);
            assertThat(run.finished(1)).isTrue();
        }
    }

    @Test
    protected void anIdleRequestIsForgottenAtOnce() {
        Invariants run = run(SARATHI, 64, 1, play -> {
            // Runs after the completion has been handled, and before the next step is formed: request 0 is idle then.
            play.onCompletion = only(
                    2,
                    () -> play.soon(() -> {
                        play.cancel(0);
                        assertThat(play.replica.scheduler().running()).isZero();
                        assertThat(play.replica.scheduler().kvBlocksUsed()).isZero();
                    }));
            play.submit(0, 8);
        });
        assertThat(run.emitted(0)).isEqualTo(2);
    }

    @Test
    protected void cancellingUnknownAndFinishedRequestsIsIgnored() {
        Invariants run = run(SARATHI, 64, 1, play -> {
            play.onCompletion = only(OUTPUT, () -> play.soon(() -> play.cancel(0)));
            play.submit(0, 8);
            play.cancel(77);
        });
        assertThat(run.emitted(0)).isEqualTo(OUTPUT);
    }

    @Test
    protected void cancellingTwiceIsCancellingOnce() {
        Invariants run = run(SARATHI, 64, 1, play -> {
            play.submit(0, 8);
            play.submit(1, 8);
            play.later(0.5, () -> {
                play.cancel(0);
                play.cancel(0);
            });
        });
        assertThat(run.finished(1)).isTrue();
    }

    @Test
    protected void memoryOfACancelledRequestServesTheNextInLine() {
        Invariants run = run(SARATHI, 6, 1, play -> {
            play.onStart = only(2, () -> play.soon(() -> play.cancel(0)));
            play.submit(0, 16);
            play.submit(1, 16);
        });
        assertThat(run.emitted(0)).isEqualTo(1);
        assertThat(run.finished(1)).isTrue();
    }

    @Test
    protected void aReplicaWithNothingToDoTakesUpTheNextRequest() {
        Invariants run = run(SARATHI, 64, 1, play -> {
            play.submit(0, 8);
            play.later(20, () -> play.submit(1, 8));
        });
        assertThat(run.finished(0) && run.finished(1)).isTrue();
    }
}
