package dev.sangam.serve.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** What a process prints on standard error: passed on line by line, the last lines kept to explain its death. */
final class StderrTail {
    static final int KEPT_LINES = 50;
    /** A longer line is passed on in pieces. */
    static final int LONGEST_LINE = 2000;

    private final Deque<String> last = new ArrayDeque<>();
    private final Thread thread;

    private StderrTail(InputStream stderr, Consumer<String> sink) {
        thread = Thread.ofPlatform().daemon().name("engine-stderr").unstarted(() -> run(stderr, sink));
    }

    /** Starts to read, on a thread of its own. */
    static StderrTail start(InputStream stderr, Consumer<String> sink) {
        StderrTail tail = new StderrTail(stderr, sink);
        tail.thread.start();
        return tail;
    }

    /** Waits until all has been read; not for ever, since a child of the process may hold the stream open. */
    void await() throws InterruptedException {
        thread.join(1000);
    }

    /** The last line that says something; empty when there is none. What a dying JVM prints in '#' lines is no reason. */
    synchronized String lastLine() {
        for (String line : List.copyOf(last).reversed()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                return line.strip();
            }
        }
        return "";
    }

    private void run(InputStream stderr, Consumer<String> sink) {
        try (Reader in = new BufferedReader(new InputStreamReader(stderr, StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c != '\n') {
                    line.append((char) c);
                }
                if (c == '\n' || line.length() == LONGEST_LINE) {
                    pass(line.toString(), sink);
                    line.setLength(0);
                }
            }
            if (!line.isEmpty()) {
                pass(line.toString(), sink);
            }
        } catch (IOException e) {
            // the process is gone, and with it whatever it had to say
        }
    }

    private void pass(String line, Consumer<String> sink) {
        synchronized (this) {
            last.addLast(line);
            if (last.size() > KEPT_LINES) {
                last.removeFirst();
            }
        }
        sink.accept(line);
    }
}
