package dev.sangam.serve.http;

import dev.sangam.serve.engine.EngineListener;
import dev.sangam.serve.engine.StepReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is measured of a server: what its engine tells as a whole, and the times of every output. Made before the engine,
 * which is told to report to it, and given to {@link HttpApi}, which shows it.
 */
public final class Telemetry implements EngineListener {
    private static final int MAX_RECENT_STEPS = 256;

    private final Metrics metrics = new Metrics();
    private final Map<String, ClassMeters> classes = new LinkedHashMap<>();
    private final Deque<StepReport> recent = new ArrayDeque<>();

    @Override
    public void step(StepReport step) {
        metrics.steps.observe(step.stepNanos() * 1e-9);
        if (step.prefills() > 0) {
            metrics.chunks.observe(step.prefillTokens());
        }
        synchronized (recent) {
            if (recent.size() == MAX_RECENT_STEPS) {
                recent.removeFirst();
            }
            recent.addLast(step);
        }
    }

    @Override
    public void preempted(int requests) {
        metrics.preemptions.inc(requests);
    }

    Metrics metrics() {
        return metrics;
    }

    /** The steps since this was last asked, or the last of them. */
    List<StepReport> takeSteps() {
        synchronized (recent) {
            List<StepReport> steps = new ArrayList<>(recent);
            recent.clear();
            return steps;
        }
    }

    /** An output of a model was asked for. On the event loop. */
    RequestWatch submitted(String model, Qos qos) {
        ClassMeters meters = classes.computeIfAbsent(qos.qos().name(), name -> new ClassMeters(metrics, name, model));
        return new RequestWatch(meters, qos, System.nanoTime());
    }

    /** All classes that are measured. On the event loop. */
    Map<String, ClassMeters> classes() {
        return Collections.unmodifiableMap(classes);
    }
}
