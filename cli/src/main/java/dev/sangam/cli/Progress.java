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
    private final boolean seen;
    private @Nullable ProgressBar bar;

    Progress(String task, long total, boolean seen) {
        this.task = task;
        this.total = total;
        this.seen = seen;
    }

    @Override
    public void accept(int done) {
        if (!seen || (done & (EVERY - 1)) != 0) {
            return;
        }
        if (bar == null && System.nanoTime() - started > PATIENCE_NANOS) {
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
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
