package dev.sangam.serve.process;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One life of the worker: the operating system's process, and the threads that talk with it. */
final class WorkerProcess {
    /** Where the worker finds the stream of its reports. */
    static final String REPORTS = "/dev/fd/3";

    /**
     * The worker's standard output goes to standard error before anything runs in it: what libraries and the JVM print
     * cannot get among the reports. The signals of a terminal or a service manager are for the front, which drains.
     */
    private static final List<String> WRAPPER =
            List.of("/bin/sh", "-c", "trap '' HUP INT TERM; exec \"$@\" 3>&1 >&2", "engine");

    /** Commands that may wait until requests are turned away. */
    private static final int CAPACITY = 16384;

    /** Time from the end of the reports to the end of the process. */
    private static final Duration LAST_BREATH = Duration.ofSeconds(6);

    /** Exit codes above this one are signals. */
    private static final int SIGNALLED = 128;

    private static final long BUSY = Long.MAX_VALUE;

    /** Hears a worker, on a thread of the worker. */
    interface Front {
        void reports(WorkerProcess from, List<Report> reports);

        /** The last thing heard. */
        void died(WorkerProcess from, Death death);

        /** A command that fits in no frame. */
        void unsendable(Command command);
    }

    /**
     * How a worker ended.
     *
     * @param exitCode of the process; 128 and more when it was killed by a signal
     * @param reason in words
     * @param lastLine the last thing it printed on standard error; may be empty
     */
    record Death(int exitCode, String reason, String lastLine) {
        @Override
        public String toString() {
            return lastLine.isEmpty() ? reason : reason + "; its last words: " + lastLine;
        }
    }

    private final Process process;
    private final StderrTail stderr;
    private final Outbox<Command> out;
    private final Front front;
    private volatile long listeningSince = BUSY;
    private volatile @Nullable String killedBecause;

    private WorkerProcess(Process process, Front front, Consumer<String> log) {
        this.process = process;
        this.front = front;
        this.stderr = StderrTail.start(process.getErrorStream(), line -> log.accept("engine: " + line));
        this.out = Outbox.start(process.getOutputStream(), Command.class, CAPACITY, command -> {
            front.unsendable(command);
            return Optional.empty();
        });
    }

    static WorkerProcess start(WorkerLaunch launch, Front front, Consumer<String> log) throws IOException {
        List<String> command = new ArrayList<>(WRAPPER);
        command.addAll(launch.command());
        ProcessBuilder builder = new ProcessBuilder(command);
        // llama.cpp would start a debugger on itself before it aborts
        builder.environment().put("GGML_NO_BACKTRACE", "1");
        builder.environment().putAll(launch.environment());
        WorkerProcess worker = new WorkerProcess(builder.start(), front, log);
        Thread.ofPlatform().daemon().name("engine-reports").start(worker::listen);
        worker.send(new Command.Start(launch.configuration()));
        return worker;
    }

    void send(Command command) {
        out.add(command);
    }

    /** Whether the worker keeps up with what it is sent. */
    boolean hasRoom() {
        return out.hasRoom();
    }

    /** How long nothing has come, nanoseconds; 0 while the front is busy with what came. */
    long silentNanos() {
        long since = listeningSince;
        return since == BUSY ? 0 : System.nanoTime() - since;
    }

    /** Asks the worker to end when it has read all commands. */
    void stop() {
        out.close();
    }

    /** Ends the worker at once. */
    void kill(String reason) {
        killedBecause = reason;
        process.destroyForcibly();
    }

    /** Whether it ends within this time; a caller who is interrupted waits no longer. */
    boolean ends(Duration within) {
        try {
            return process.waitFor(within);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    long pid() {
        return process.pid();
    }

    private void listen() {
        String problem = null;
        Inbox<Report> in = new Inbox<>(process.getInputStream(), Report.class);
        try {
            for (List<Report> frame = read(in); frame != null; frame = read(in)) {
                front.reports(this, frame);
            }
        } catch (EOFException e) {
            // it died while it wrote
        } catch (IOException e) {
            problem = "it sent " + e.getMessage();
            process.destroyForcibly();
        }
        out.close();
        front.died(this, death(problem));
    }

    private Death death(@Nullable String problem) {
        try {
            if (!process.waitFor(LAST_BREATH)) {
                process.destroyForcibly();
            }
            int exitCode = process.waitFor();
            stderr.await();
            String killed = killedBecause;
            String why = killed != null ? killed : problem != null ? problem : ending(exitCode);
            return new Death(exitCode, why, stderr.lastLine());
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
    }

    private static String ending(int exitCode) {
        return exitCode <= SIGNALLED ? "exit code " + exitCode : "killed by signal " + (exitCode - SIGNALLED);
    }

    private @Nullable List<Report> read(Inbox<Report> in) throws IOException {
        listeningSince = System.nanoTime();
        List<Report> frame = in.read();
        listeningSince = BUSY;
        return frame;
    }
}
