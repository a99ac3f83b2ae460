package dev.sangam.measure.load;

import dev.sangam.core.workload.Label;
import dev.sangam.measure.client.Endpoint;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunFacts;
import dev.sangam.measure.run.RunRecord;
import dev.sangam.measure.run.RunWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A run: sends what a plan says, in the shape of a load, and gives the record of it. With several endpoints each gets every
 * request, at the same time in an open loop, and none is always first.
 */
public final class LoadRun {
    /** How long before its time a request is made and its connection opened. */
    private static final long LEAD_NANOS = 250_000_000L;

    private static final long LOOK_MILLIS = 20;

    private final RunName name;
    private final LoadPlan plan;
    private final LoadShape shape;
    private final List<Endpoint> endpoints;
    private final RequestBodies bodies;
    private final LoadOptions options;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private String stoppedEarly = "";
    private @Nullable Stage stage;

    public LoadRun(
            RunName name,
            LoadPlan plan,
            LoadShape shape,
            List<Endpoint> endpoints,
            RequestBodies bodies,
            LoadOptions options) {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("a run has no endpoint; it must have one or more");
        }
        this.name = name;
        this.plan = plan;
        this.shape = shape;
        this.endpoints = List.copyOf(endpoints);
        this.bodies = bodies;
        this.options = options;
    }

    /**
     * Runs once, until the last answer has ended, and keeps the record in memory alone. Interrupted, it stops as
     * {@link #stop} says, and leaves the thread interrupted.
     */
    public RunRecord run(LoadListener listener) {
        return run(listener, Optional.empty());
    }

    /** The same, and writes every request to a file as it ends; the file has its name when the run is over. */
    public RunRecord run(LoadListener listener, Path file) {
        return run(listener, Optional.of(file));
    }

    /** Sends nothing more; what is under way has the time of grace to end. From any thread, at any time. */
    public void stop(String why) {
        Stage now;
        synchronized (this) {
            stoppedEarly = stoppedEarly.isEmpty() ? why : stoppedEarly;
            now = stage;
        }
        if (now != null) {
            now.stop(why);
        }
    }

    private RunRecord run(LoadListener listener, Optional<Path> file) {
        long origin = System.nanoTime() + LEAD_NANOS;
        Instant started = Instant.now().plusNanos(LEAD_NANOS);
        long cpuBefore = cpuNanos();
        RunFacts begun = facts(started.toString(), 0, new RunFacts.Generator(0, 0, 0), "");
        List<Label> labels = Stage.labels(plan.workload());
        try (RunWriter writer =
                file.map(path -> RunWriter.create(path, begun, labels)).orElse(null)) {
            Stage opened = new Stage(plan, shape, endpoints, bodies, options, listener, writer, labels, origin);
            try (opened) {
                begin(opened);
                switch (shape) {
                    case LoadShape.Open open -> schedule(opened, 0);
                    case LoadShape.Closed closed -> startUsers(opened, closed);
                }
                awaitEnd(opened);
            }
            Throwable failed = failure.get();
            if (failed != null) {
                throw new IllegalStateException("the load generator failed: " + failed, failed);
            }
            RunFacts.Generator cost = new RunFacts.Generator(
                    cpuNanos() - cpuBefore, Runtime.getRuntime().availableProcessors(), opened.peak());
            RunFacts facts = facts(started.toString(), opened.sinceStart(), cost, opened.stopped());
            if (writer != null) {
                writer.finish(facts);
            }
            List<RequestRecord> records = new ArrayList<>(opened.records());
            records.sort(Comparator.comparingInt(RequestRecord::id).thenComparingInt(RequestRecord::endpoint));
            return new RunRecord(facts, labels, records);
        }
    }

    private synchronized void begin(Stage opened) {
        if (stage != null) {
            throw new IllegalStateException("a run runs once");
        }
        stage = opened;
        if (!stoppedEarly.isEmpty()) {
            opened.stop(stoppedEarly);
        }
    }

    /** Has the pacer start a conversation shortly before its time, and go on with the next. */
    private void schedule(Stage on, int number) {
        if (number == plan.conversations()) {
            return;
        }
        running.incrementAndGet();
        int[] turns = plan.turns(number);
        long due = plan.workload().arrival(turns[0]);
        on.pacer().at(on.origin() + due - LEAD_NANOS, () -> {
            for (int i = 0; i < on.endpoints(); i++) {
                int endpoint = (number + i) % on.endpoints();
                start(() -> new Conversation(on, endpoint, turns).run(due));
            }
            schedule(on, number + 1);
            running.decrementAndGet();
        });
    }

    private void startUsers(Stage on, LoadShape.Closed closed) {
        List<AtomicInteger> next =
                endpoints.stream().map(endpoint -> new AtomicInteger()).toList();
        for (int user = 0; user < closed.users(); user++) {
            long due = (long) ((double) closed.rampNanos() * user / closed.users());
            for (int i = 0; i < on.endpoints(); i++) {
                int endpoint = (user + i) % on.endpoints();
                start(() -> use(on, endpoint, next.get(endpoint), due));
            }
        }
    }

    private void use(Stage on, int endpoint, AtomicInteger next, long firstDue) {
        if (firstDue > on.lastDue() || !on.await(firstDue - LEAD_NANOS)) {
            return;
        }
        long due = firstDue;
        for (int taken = next.getAndIncrement(); taken < plan.conversations(); taken = next.getAndIncrement()) {
            int[] turns = plan.turns(taken);
            due += due == firstDue ? 0 : plan.thinkNanos(turns[0]);
            if (due > on.lastDue() || on.pacer().released()) {
                return;
            }
            due = new Conversation(on, endpoint, turns).run(due);
        }
    }

    private void start(Runnable task) {
        running.incrementAndGet();
        Thread.ofVirtual().start(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
                stop("the load generator failed");
            } finally {
                running.decrementAndGet();
            }
        });
    }

    /** Waits until nothing runs; once the run is stopped, no longer than the time of grace. */
    private void awaitEnd(Stage on) {
        boolean interrupted = false;
        long giveUp = Long.MAX_VALUE;
        while (running.get() > 0) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
                on.stop("interrupted");
            }
            if (!on.stopped().isEmpty() && giveUp == Long.MAX_VALUE) {
                giveUp = on.sinceStart() + options.graceNanos();
            }
            if (on.sinceStart() > giveUp) {
                on.cancel();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private RunFacts facts(String started, long nanos, RunFacts.Generator cost, String stopped) {
        return new RunFacts(
                endpoints.stream().map(Endpoint::toString).toList(),
                name.model(),
                name.load(),
                shape instanceof LoadShape.Open,
                name.seed(),
                started,
                options.warmupNanos(),
                nanos,
                cost,
                stopped);
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }
}
