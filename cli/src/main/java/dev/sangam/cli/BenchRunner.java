package dev.sangam.cli;

import dev.sangam.measure.figures.SloSettings;
import dev.sangam.measure.live.LiveFigures;
import dev.sangam.measure.live.MetricsEndpoint;
import dev.sangam.measure.load.LoadListener;
import dev.sangam.measure.load.LoadOptions;
import dev.sangam.measure.load.LoadRun;
import dev.sangam.measure.prompt.PromptBodies;
import dev.sangam.measure.report.Fact;
import dev.sangam.measure.run.RunRecord;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes runs, one after another: with new prompts for each, shown while they go on, and ended early by Ctrl-C. */
final class BenchRunner implements AutoCloseable {
    /** Answers under way when a run is stopped have so long. */
    private static final long GRACE_NANOS = 2_000_000_000L;

    private final BenchSession session;
    private final BenchContentFlags content;
    private final BenchEndpointFlags endpoint;
    private final SloSettings slos;
    private final @Nullable PrintWriter live;
    private final @Nullable MetricsEndpoint metrics;
    private final StopOnInterrupt interrupt = new StopOnInterrupt();
    private final long promptSeed;
    private int runs;

    /**
     * @param live where runs are shown while they go on; null for nowhere
     */
    BenchRunner(
            BenchSession session,
            BenchContentFlags content,
            BenchEndpointFlags endpoint,
            SloSettings slos,
            @Nullable PrintWriter live,
            Optional<Integer> metricsPort) {
        this.session = session;
        this.content = content;
        this.endpoint = endpoint;
        this.slos = slos;
        this.live = live;
        this.promptSeed = content.promptSeed();
        this.metrics = metricsPort.map(MetricsEndpoint::open).orElse(null);
    }

    /** Whether the process was told to end. */
    boolean interrupted() {
        return interrupt.stopped();
    }

    /** Makes a run, and leaves its record in a folder. */
    BenchResult run(BenchStep step, long seed, Path folder) {
        return run(step, seed, folder, run -> LoadListener.NONE);
    }

    /**
     * The same, heard by somebody else too.
     *
     * @param watcher is given the run, which it may stop
     */
    BenchResult run(BenchStep step, long seed, Path folder, Function<LoadRun, LoadListener> watcher) {
        long ownPrompts = promptSeed + runs++;
        PromptBodies bodies = session.bodies(step, content, ownPrompts);
        LoadOptions options = LoadOptions.DEFAULT
                .withClient(endpoint.client())
                .withGrace(GRACE_NANOS)
                .withWarmup(step.warmupNanos());
        BenchResult.keepSchedule(step, folder);
        LoadRun run = session.load(step, bodies, options, seed);
        LiveFigures figures = new LiveFigures(watcher.apply(run));
        if (metrics != null) {
            metrics.show(figures);
        }
        interrupt.onStop(() -> run.stop("interrupted"));
        RunRecord record = LiveView.during(() -> run.run(figures, folder.resolve(BenchResult.RECORD)), figures, live);
        List<Fact> facts = new ArrayList<>(session.facts());
        facts.addAll(RunFactLines.of(record, slos));
        facts.add(new Fact("prompts", bodies.lengths() + "; seed " + ownPrompts));
        if (step.clipped()) {
            facts.add(new Fact("cut", "the longest requests, to fit the model's context"));
        }
        return BenchResult.of(session.title(), facts, record, slos);
    }

    @Override
    public void close() {
        if (metrics != null) {
            metrics.close();
        }
        interrupt.close();
    }
}
