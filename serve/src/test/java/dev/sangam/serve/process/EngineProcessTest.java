package dev.sangam.serve.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.EngineException.Kind;
import dev.sangam.serve.engine.EngineListener;
import dev.sangam.serve.engine.EngineState;
import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.StepReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class EngineProcessTest implements EngineListener {
    private static final List<String> SMALL = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m");
    private static final Supervision PATIENT = Supervision.DEFAULT;
    private static final Supervision HASTY = new Supervision(
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(6),
            Duration.ofMillis(1),
            Duration.ofSeconds(10));

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<EngineProcess> started = new ArrayList<>();
    private final BlockingQueue<EngineState> states = new LinkedBlockingQueue<>();
    private final List<Long> stepNumbers = new CopyOnWriteArrayList<>();
    private volatile @Nullable StepReport lastStep;
    private long lastId;

    @Override
    public void state(EngineState state) {
        states.add(state);
    }

    @Override
    public void step(StepReport step) {
        lastStep = step;
        stepNumbers.add(step.number());
    }

    @AfterEach
    void stop() {
        started.forEach(EngineProcess::close);
    }

    private EngineProcess start(String configuration, Supervision patience) {
        EngineProcess engine = EngineProcess.start(launch(configuration), patience, this, log::add);
        started.add(engine);
        return engine;
    }

    private static WorkerLaunch launch(String configuration) {
        return new WorkerLaunch(JavaCommand.of(SMALL, ScriptedWorker.class.getName()), Map.of(), configuration);
    }

    private Outcome ask(EngineProcess engine, String script, int tokens) {
        Outcome outcome = new Outcome(++lastId);
        engine.generate(Outcome.request(outcome.id, script, tokens), outcome);
        return outcome;
    }

    private void awaitState(EngineState state) throws InterruptedException {
        while (true) {
            EngineState next = states.poll(60, TimeUnit.SECONDS);
            assertThat(next).as("waiting for %s; log: %s", state, log).isNotNull();
            if (next == state) {
                return;
            }
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static ProcessHandle worker(EngineProcess engine) {
        return ProcessHandle.of(engine.pid().orElseThrow()).orElseThrow();
    }

    @Test
    void aWorkerServesWhatItsEngineDoes() throws Exception {
        EngineProcess engine = start("", PATIENT);

        assertThat(engine.model()).isEqualTo(ScriptedEngine.MODEL);
        assertThat(engine.status().state()).isEqualTo(EngineState.READY);
        assertThat(log).contains("engine: printed by a library on standard output");
        assertThat(get(engine.tokenize(new Prompt.Text("abc", true)))).containsExactly('a', 'b', 'c');
        assertThat(get(engine.detokenize(new int[] {0x1F600}))).isEqualTo("\uD83D\uDE00");
        assertThat(get(engine.embed(List.of(new Prompt.Tokens(List.of(1))))))
                .usingRecursiveComparison()
                .isEqualTo(List.of(new float[] {0.6F, 0, -0.8F}));
        assertThatThrownBy(() -> get(engine.tokenize(new Prompt.Chat(List.of()))))
                .cause()
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo("no_template"));

        for (String signal : List.of("-HUP", "-INT", "-TERM")) { // Ctrl-C reaches both processes; the front decides
            new ProcessBuilder("kill", signal, "" + engine.pid().orElseThrow())
                    .start()
                    .waitFor();
        }
        Outcome said = ask(engine, "say", 30);
        Outcome refused = ask(engine, "refuse", 2);
        said.awaitFinish();
        said.check(30);
        assertThat(refused.awaitFailure().code()).isEqualTo("context_length_exceeded");
        refused.check(2);

        ProcessHandle worker = worker(engine);
        engine.close();
        assertThat(worker.isAlive()).isFalse();
        assertThat(ask(engine, "say", 1).awaitFailure().code()).isEqualTo("engine_closed");
        assertThat(engine.status().state()).isEqualTo(EngineState.DOWN);
    }

    @Test
    void aThousandRequestsWithCancelsAmongThemGetTheirOwnTokensInOrder() throws Exception {
        long seed = Long.getLong("sangam.seed", 20261123);
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        EngineProcess engine = start("", PATIENT);
        List<Outcome> kept = new ArrayList<>();
        List<Outcome> cancelled = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            if (random.nextInt(4) > 0) {
                kept.add(ask(engine, "say", 50));
            } else {
                cancelled.add(ask(engine, "say", 1_000_000));
            }
            if (!cancelled.isEmpty() && random.nextInt(8) == 0) {
                engine.cancel(cancelled.get(random.nextInt(cancelled.size())).id);
            }
        }
        cancelled.forEach(outcome -> engine.cancel(outcome.id));
        engine.cancel(123_456_789);
        for (Outcome outcome : kept) {
            outcome.awaitFinish();
            outcome.check(50);
        }
        get(engine.tokenize(new Prompt.Text("", true))); // whatever the worker said before has been heard
        for (Outcome outcome : cancelled) {
            assertThat(outcome.ended()).isFalse();
            outcome.check(outcome.tokens.get());
        }
    }

    @Test
    void whenTheWorkerIsKilledEveryRequestEndsOnceAndItsSuccessorServes() throws Exception {
        EngineProcess engine = start("", PATIENT);
        awaitState(EngineState.READY);
        List<Outcome> streaming = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            streaming.add(ask(engine, "say", 1_000_000));
        }
        for (Outcome outcome : streaming) {
            outcome.awaitToken();
        }
        var call = engine.tokenize(new Prompt.Text("wait", true));
        long stepsBefore = engine.status().steps();

        worker(engine).destroyForcibly();

        for (Outcome outcome : streaming) {
            EngineException problem = outcome.awaitFailure();
            assertThat(problem.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(problem.code()).isEqualTo("engine_died");
            outcome.check(outcome.tokens.get());
        }
        assertThatThrownBy(() -> get(call)).cause().isInstanceOf(EngineException.class);
        awaitState(EngineState.STARTING);
        awaitState(EngineState.READY);
        Outcome next = ask(engine, "say", 5);
        next.awaitFinish();
        next.check(5);
        assertThat(engine.status().restarts()).isEqualTo(1);
        assertThat(engine.status().steps()).isGreaterThan(stepsBefore);
        assertThat(stepNumbers).isSorted().doesNotHaveDuplicates();
        assertThat(log).anyMatch(line -> line.contains("died: killed by signal 9"));
    }

    @Test
    void aRequestWithoutATokenIsSentAgainOnceOnly() throws Exception {
        EngineProcess engine = start("", PATIENT);
        Outcome innocent = ask(engine, "say", 0);
        innocent.awaitFinish();

        assertThat(get(engine.tokenize(new Prompt.Text("x", true)))).hasSize(1);
        Outcome guilty = ask(engine, "abort", 0);
        EngineException problem = guilty.awaitFailure();

        assertThat(problem.code()).isEqualTo("engine_died");
        guilty.check(0);
        assertThat(log)
                .filteredOn(line -> line.contains("GGML_ASSERT(false) failed"))
                .hasSizeGreaterThanOrEqualTo(2);
        awaitState(EngineState.STARTING);
        awaitState(EngineState.READY);
        awaitState(EngineState.STARTING);
        awaitState(EngineState.READY);
        assertThat(engine.status().restarts()).isEqualTo(2);
    }

    @Test
    void relegationsAndHowTheSchedulerStandsCrossTheBoundary() throws Exception {
        EngineProcess engine = start("", PATIENT);
        Outcome outcome = ask(engine, "relegate and reinstate", 2);
        outcome.awaitFinish();

        outcome.check(2);
        assertThat(outcome.relegations).containsExactly(true, false);
        assertThat(engine.status().qos()).isEqualTo(ScriptedEngine.QOS);
        assertThat(Objects.requireNonNull(lastStep).qos()).isEqualTo(ScriptedEngine.QOS);
    }

    @Test
    void aRelegatedRequestThatIsSentAgainBeginsAsItsOwnClass() throws Exception {
        EngineProcess engine = start("", PATIENT);
        Outcome outcome = ask(engine, "relegate and wait", 0);
        assertThat(outcome.relegations.poll(60, TimeUnit.SECONDS)).isTrue();

        worker(engine).destroyForcibly();

        assertThat(outcome.relegations.poll(60, TimeUnit.SECONDS)).isFalse();
        assertThat(outcome.relegations.poll(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aRequestThatWaitedWhenTheWorkerDiedIsAnsweredByTheNext() throws Exception {
        EngineProcess engine = start("", PATIENT);
        worker(engine).destroyForcibly(); // may be noticed before or after the requests are sent
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            outcomes.add(ask(engine, "say", 3));
        }
        for (Outcome outcome : outcomes) {
            Optional<EngineException> problem = outcome.await();
            problem.ifPresent(refused -> assertThat(refused.code()).isEqualTo("engine_starting"));
            outcome.check(problem.isPresent() ? 0 : 3);
        }
    }

    @Test
    void aWorkerWhoseKernelsHangIsKilled() throws Exception {
        EngineProcess engine = start("", HASTY);
        Outcome outcome = ask(engine, "hang", 2);
        assertThat(outcome.awaitFailure().code()).isEqualTo("engine_died");
        outcome.check(2);
        assertThat(log).anyMatch(line -> line.contains("it ran no step for 6.0 s while requests waited"));
    }

    @Test
    void aWorkerThatIsSilentIsKilled() throws Exception {
        EngineProcess engine = start("", HASTY);
        Outcome outcome = ask(engine, "say", 1_000_000_000);
        outcome.awaitToken();
        new ProcessBuilder("kill", "-STOP", "" + engine.pid().orElseThrow())
                .start()
                .waitFor();
        assertThat(outcome.awaitFailure().code()).isEqualTo("engine_died");
        assertThat(log).anyMatch(line -> line.contains("it gave no sign of life for 5.0 s"));
    }

    @Test
    void garbageAmongTheReportsEndsTheWorker() throws Exception {
        EngineProcess engine = start("", PATIENT);
        Outcome outcome = ask(engine, "garbage", 2);
        assertThat(outcome.awaitFailure().code()).isEqualTo("engine_died");
        assertThat(log).anyMatch(line -> line.contains("died: it sent a frame of 1629514857 bytes"));
        awaitState(EngineState.STARTING);
        awaitState(EngineState.READY);
    }

    @Test
    void anEngineThatGivesUpIsStartedAgain() throws Exception {
        EngineProcess engine = start("", PATIENT);
        Outcome outcome = ask(engine, "give up", 2);
        assertThat(outcome.awaitFailure().code()).isEqualTo("engine_died");
        awaitState(EngineState.STARTING);
        awaitState(EngineState.READY);
        ask(engine, "say", 1).awaitFinish();
    }

    @Test
    void aWorkerThatDiesAgainAndAgainIsGivenUpWithItsReason(@TempDir Path folder) throws Exception {
        EngineProcess engine = start("once " + folder.resolve("started"), HASTY);
        worker(engine).destroyForcibly();
        awaitState(EngineState.DOWN);
        assertThat(engine.status().state()).isEqualTo(EngineState.DOWN);
        assertThat(engine.status().restarts()).isEqualTo(4);
        EngineException problem = ask(engine, "say", 1).awaitFailure();
        assertThat(problem.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(problem.code()).isEqualTo("engine_down");
        assertThat(problem).hasMessageContaining("exit code 3; its last words: out of device memory");
    }

    @Test
    void aListenerThatThrowsLosesItsRequestAndNobodyElseDoes() throws Exception {
        EngineProcess engine = start("", PATIENT);
        engine.generate(Outcome.request(1_000, "say", 1_000_000), new Outcome(1_000) {
            @Override
            public void token(OutputToken token) {
                throw new IllegalStateException("no room for " + token.text());
            }
        });
        Outcome other = ask(engine, "say", 10);
        other.awaitFinish();
        other.check(10);
        assertThat(log)
                .contains("the listener of request 1000 failed; the request is cancelled: "
                        + "java.lang.IllegalStateException: no room for 1000.0 ");
    }

    @Test
    void aRequestThatIsTooLargeFailsAlone() throws Exception {
        EngineProcess engine = start("", PATIENT);
        Outcome large = ask(engine, "x".repeat(Wire.MAX_FRAME_BYTES), 1);
        Outcome small = ask(engine, "say", 1);
        assertThat(large.awaitFailure().code()).isEqualTo("request_too_large");
        small.awaitFinish();
        assertThat(engine.status().restarts()).isZero();
    }

    /** Another front, to be killed. */
    static final class Front {
        private Front() {}

        public static void main(String[] args) throws InterruptedException {
            EngineProcess engine = EngineProcess.start(launch(""), PATIENT, EngineListener.NONE, line -> {});
            engine.generate(Outcome.request(1, "say", 1_000_000_000), new Outcome(1));
            System.out.println(engine.pid().orElseThrow());
            Thread.sleep(600_000);
        }
    }

    @Test
    void aWorkerEndsWhenItsFrontIsKilled() throws Exception {
        Process front = new ProcessBuilder(JavaCommand.of(SMALL, Front.class.getName()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = front.inputReader()) {
            ProcessHandle worker =
                    ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            assertThat(worker.isAlive()).isTrue();
            front.destroyForcibly();
            worker.onExit().get(60, TimeUnit.SECONDS);
        } finally {
            front.destroyForcibly();
        }
    }

    @Test
    void whatTheUserGaveWrongIsToldInOneLine() {
        assertThatThrownBy(() -> start("refuse", PATIENT))
                .isInstanceOf(InputException.class)
                .hasMessage("model.gguf: no such file");
    }

    @Test
    void aWorkerThatCannotStartSaysWhy() {
        assertThatThrownBy(() -> start("fail", PATIENT))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("the model is of plasticine");
        assertThat(log).anyMatch(line -> line.contains("the model is of plasticine"));
        Supervision curt = new Supervision(
                Duration.ofSeconds(2), PATIENT.silence(), PATIENT.stall(), PATIENT.backoff(), PATIENT.closeGrace());
        assertThatThrownBy(() -> start("sleep", curt)).hasMessageContaining("it was not ready after 2.0 s");
        WorkerLaunch nonsense = new WorkerLaunch(List.of("/no/such/program"), Map.of(), "");
        assertThatThrownBy(() -> EngineProcess.start(nonsense, PATIENT, EngineListener.NONE, log::add))
                .hasMessageContaining("exit code 127")
                .hasMessageContaining("/no/such/program");
    }
}
