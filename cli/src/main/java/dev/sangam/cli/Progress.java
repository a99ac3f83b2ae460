package dev.sangam.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error for what takes more than a second; none where nobody sees it. */
final class Progress implements IntConsumer, AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int EVERY = 1 << 10;

    private final String task;
    private final long total;
    private final long started = System.nanoTime();
    private final boolean seen = Terminal.watched();
    private @Nullable ProgressBar bar;
    private int steps;

    Progress(String task, long total) {
        this.task = task;
        this.total = total;
    }

    /** So many are done. Cheap enough for every request. */
    @Override
    public void accept(int done) {
        if ((done & (EVERY - 1)) == 0) {
            show(done);
        }
    }

    /** This share of the total is done, 0 to 1. */
    synchronized void share(double done) {
        show((int) (total * done));
    }

    /** One more is done; from any thread. */
    synchronized void step() {
        show(++steps);
    }

    /** So many are done, told a few times a second at most. */
    void reach(long done) {
        show(done);
    }

    private void show(long done) {
        if (seen && bar == null && System.nanoTime() - started > PATIENCE_NANOS) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .build();
        }
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
