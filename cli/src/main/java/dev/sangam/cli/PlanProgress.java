package dev.sangam.cli;

import dev.sangam.sim.search.Watch;
import org.jspecify.annotations.Nullable;

/** A bar for each stage of a search, with the time that remains. */
final class PlanProgress implements Watch, AutoCloseable {
    private @Nullable Progress bar;

    @Override
    public void stage(String name, int tasks) {
        close();
        bar = new Progress(name, tasks);
    }

    @Override
    public void done(int tasks) {
        if (bar != null) {
            for (int i = 0; i < tasks; i++) {
                bar.step();
            }
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
