package dev.sangam.serve.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The worker's side, in this process. */
@Timeout(60)
final class EngineWorkerTest {
    /** What a front has read; it can stop reading. */
    private static final class Front extends OutputStream {
        final Semaphore reads = new Semaphore(1);
        final CountDownLatch heard = new CountDownLatch(1);
        final CountDownLatch closed = new CountDownLatch(1);
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int from, int length) {
            reads.acquireUninterruptibly();
            bytes.write(source, from, length);
            reads.release();
        }

        @Override
        public void flush() {
            heard.countDown();
        }

        @Override
        public void close() {
            closed.countDown();
        }

        List<Report> reports() throws Exception {
            closed.await();
            Inbox<Report> inbox = new Inbox<>(new ByteArrayInputStream(bytes.toByteArray()), Report.class);
            List<Report> all = new ArrayList<>();
            for (List<Report> frame = inbox.read(); frame != null; frame = inbox.read()) {
                all.addAll(frame);
            }
            return all;
        }
    }

    private static void send(OutputStream out, Command command) throws IOException {
        Frame<Command> frame = new Frame<>(Command.class);
        frame.add(command);
        frame.writeTo(out);
    }

    @Test
    void aFrontThatDoesNotReadHoldsTheEngineUpAndLosesNothing() throws Exception {
        int tokens = 3 * EngineWorker.CAPACITY;
        CompletableFuture<ScriptedEngine> started = new CompletableFuture<>();
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Front front = new Front();
        try (PipedOutputStream commands = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(commands)) {
            Thread.ofPlatform()
                    .start(() -> code.complete(EngineWorker.run(in, front, (_, listener) -> {
                        ScriptedEngine engine = new ScriptedEngine(listener);
                        started.complete(engine);
                        return engine;
                    })));
            send(commands, new Command.Start(""));
            front.heard.await();

            front.reads.acquire();
            send(commands, new Command.Generate(Outcome.request(1, "say", tokens)));
            ScriptedEngine engine = started.join();
            while (engine.emitted() < EngineWorker.CAPACITY / 4
                    || engine.thread().getState() != Thread.State.WAITING) {
                Thread.sleep(1);
            }
            assertThat(engine.emitted()).isLessThanOrEqualTo(2 * EngineWorker.CAPACITY);

            front.reads.release();
            while (engine.status().running() > 0) {
                Thread.sleep(1);
            }
        }
        assertThat(code.join()).isZero();
        Outcome outcome = new Outcome(1);
        InFlight inFlight = new InFlight(_ -> {}, line -> assertThat(line).isNull());
        inFlight.add(Outcome.request(1, "say", tokens), outcome);
        for (Report report : front.reports()) {
            if (report instanceof Report.Answer answer) {
                inFlight.answer(answer);
            }
        }
        outcome.awaitFinish();
        outcome.check(tokens);
    }

    @Test
    void anAnswerThatFitsInNoFrameIsTheFailureOfItsCall() throws Exception {
        Front front = new Front();
        int[] tokens = new int[Wire.MAX_FRAME_BYTES / 5]; // each becomes a character that is written in six bytes
        Arrays.fill(tokens, 0xE9);
        CompletableFuture<Integer> code = new CompletableFuture<>();
        PipedInputStream in = new PipedInputStream(1 << 16);
        try (PipedOutputStream commands = new PipedOutputStream(in)) {
            Thread.ofPlatform()
                    .start(() ->
                            code.complete(EngineWorker.run(in, front, (_, listener) -> new ScriptedEngine(listener))));
            send(commands, new Command.Start(""));
            front.heard.await();
            send(commands, new Command.Detokenize(1, tokens));
            send(commands, new Command.Detokenize(2, new int[] {'a'}));
        }
        assertThat(code.join()).isZero();
        assertThat(front.reports())
                .contains(new Report.Detokenized(2, "a"))
                .anyMatch(report -> report instanceof Report.CallFailed(long call, Report.Problem problem)
                        && call == 1
                        && problem.code().equals("answer_too_large"));
    }
}
