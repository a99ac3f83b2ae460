package dev.sangam.measure.run;

import dev.sangam.core.InputException;
import dev.sangam.core.workload.Label;
import dev.sangam.files.output.OutputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link RunFile} while its run goes on, on a thread of its own: who adds a request does not wait. What ended more
 * than a second ago can be read even if the process is killed, from the file's temporary name; {@link #finish} gives it its
 * own.
 */
public final class RunWriter implements AutoCloseable {
    private static final long FLUSH_MILLIS = 1000;
    private static final int BUFFER_BYTES = 32 << 10;

    private final OutputFile file;
    private final Thread thread;
    /** Ends with an empty element. */
    private final BlockingQueue<Optional<RequestRecord>> queue = new LinkedBlockingQueue<>();

    private final OutputStream out;
    private int requests;
    private @Nullable InputException failure;

    private RunWriter(OutputFile file, OutputStream out) {
        this.file = file;
        this.out = out;
        this.thread = Thread.ofPlatform().daemon().name("run file").unstarted(this::run);
    }

    /**
     * Begins a file.
     *
     * @param facts of which duration, cost and end are not used
     * @throws InputException when it cannot be written
     */
    public static RunWriter create(Path path, RunFacts facts, List<Label> labels) {
        OutputFile file = OutputFile.beside(path);
        try {
            RunWriter writer = new RunWriter(file, new FastGzip(file.open()));
            writer.line(RunLines.Head.of(facts, labels));
            writer.out.flush();
            writer.thread.start();
            return writer;
        } catch (IOException e) {
            throw file.failure(e);
        }
    }

    /** Takes a request that has ended, from any thread. */
    public void add(RequestRecord request) {
        queue.add(Optional.of(request));
    }

    /**
     * Ends the file, when all has been written.
     *
     * @param facts of which duration, cost and end are used
     * @throws InputException when any of it could not be written
     */
    public void finish(RunFacts facts) {
        end();
        if (failure != null) {
            throw failure;
        }
        RunFacts.Generator generator = facts.generator();
        try (out) {
            line(new RunLines.End(
                    true,
                    requests,
                    facts.nanos(),
                    generator.cpuNanos(),
                    generator.cores(),
                    generator.peakStreams(),
                    facts.stopped()));
        } catch (IOException e) {
            throw file.failure(e);
        }
        file.commit();
    }

    /** Ends writing; a file that was not finished keeps its temporary name. */
    @Override
    public void close() {
        end();
        try {
            out.close();
        } catch (IOException | InputException e) {
            // It stays as far as it came; whoever reads it is told.
        }
    }

    private void end() {
        if (thread.isAlive()) {
            queue.add(Optional.empty());
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // the file is worth the wait
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            boolean flushed = true;
            while (true) {
                Optional<RequestRecord> next = flushed ? queue.take() : queue.poll(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
                if (next == null) {
                    out.flush();
                    flushed = true;
                } else if (next.isPresent()) {
                    line(RunLines.Line.of(next.get()));
                    requests++;
                    flushed = false;
                } else {
                    return;
                }
            }
        } catch (IOException e) {
            failure = file.failure(e);
        } catch (InputException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void line(Object line) throws IOException {
        out.write(RunLines.JSON.writeValueAsBytes(line));
        out.write('\n');
    }

    /** Compresses as fast as it can, and so that what was flushed can be read. */
    private static final class FastGzip extends GZIPOutputStream {
        private FastGzip(OutputStream out) throws IOException {
            super(out, BUFFER_BYTES, true);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
