package dev.sangam.cli;

import dev.sangam.files.output.Figures;
import dev.sangam.measure.live.LiveFigures;
import dev.sangam.measure.live.LiveFigures.Snapshot;
import dev.sangam.measure.run.Outcome;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A run while it goes on: one line that is written anew every second, or a line every ten seconds where nobody watches. */
final class LiveView {
    private static final String ERASE = "\r\u001b[K";
    private static final int WATCHED_SECONDS = 1;
    private static final int UNWATCHED_SECONDS = 10;

    private final LiveFigures figures;
    private final PrintWriter out;
    private final boolean watched = Terminal.watched();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("live-view").unstarted(this::show);
    private final long started = System.nanoTime();
    private long chunks;

    private LiveView(LiveFigures figures, PrintWriter out) {
        this.figures = figures;
        this.out = out;
    }

    /**
     * Shows a run as long as it goes on.
     *
     * @param out null for nowhere
     */
    static <T> T during(Supplier<T> run, LiveFigures figures, @Nullable PrintWriter out) {
        if (out == null) {
            return run.get();
        }
        LiveView view = new LiveView(figures, out);
        view.thread.start();
        try {
            return run.get();
        } finally {
            view.close();
        }
    }

    private void show() {
        int seconds = watched ? WATCHED_SECONDS : UNWATCHED_SECONDS;
        try {
            while (!closed.await(seconds, TimeUnit.SECONDS)) {
                String line = line(figures.snapshot(), seconds);
                out.print(watched ? ERASE + line : line + "\n");
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String line(Snapshot now, int seconds) {
        long tokens = now.chunks() - chunks;
        chunks = now.chunks();
        return String.format(
                Locale.ROOT,
                "%4d s  %s in flight, %s sent, %s done%s  %s chunks/s  TTFT p50 %s, p99 %s  late p99 %s",
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started),
                Figures.count(now.inFlight()),
                Figures.count(now.sent()),
                Figures.count(now.completed()),
                failures(now.ended()),
                Figures.number((double) tokens / seconds),
                Figures.seconds(now.ttftP50()),
                Figures.seconds(now.ttftP99()),
                Figures.seconds(now.latenessP99()));
    }

    private static String failures(Map<Outcome, Long> ended) {
        return ended.entrySet().stream()
                .filter(e -> e.getKey().failed())
                .map(e -> ", " + e.getValue() + " "
                        + e.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining());
    }

    /** Leaves no line behind where somebody watches. */
    private void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (watched) {
            out.print(ERASE);
            out.flush();
        }
    }
}
