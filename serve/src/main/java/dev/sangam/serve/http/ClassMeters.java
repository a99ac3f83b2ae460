package dev.sangam.serve.http;

import dev.sangam.files.Section;
import dev.sangam.serve.engine.Usage;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What is measured of one class of service: counted for ever in the metrics, and of late for the live page. */
final class ClassMeters {
    private static final double NANOS = 1e-9;

    private final DistributionDataPoint first;
    private final DistributionDataPoint between;
    private final DistributionDataPoint whole;
    private final DistributionDataPoint firstAlias;
    private final DistributionDataPoint betweenAlias;
    private final CounterDataPoint promptTokens;
    private final CounterDataPoint cachedTokens;
    private final CounterDataPoint outputTokens;
    private final CounterDataPoint attained;
    private final CounterDataPoint missed;
    private final CounterDataPoint importantRelegations;
    private final CounterDataPoint otherRelegations;
    private final CounterDataPoint reinstatements;
    private final Map<Outcome, CounterDataPoint> outcomes = new EnumMap<>(Outcome.class);
    private final ClassWindow window = new ClassWindow();

    ClassMeters(Metrics metrics, String name, String model) {
        this.first = metrics.first.labelValues(name);
        this.between = metrics.between.labelValues(name);
        this.whole = metrics.whole.labelValues(name);
        this.firstAlias = metrics.firstAlias.labelValues(model);
        this.betweenAlias = metrics.betweenAlias.labelValues(model);
        this.promptTokens = metrics.promptTokens.labelValues(name);
        this.cachedTokens = metrics.cachedTokens.labelValues(name);
        this.outputTokens = metrics.outputTokens.labelValues(name);
        this.attained = metrics.promises.labelValues(name, "true");
        this.missed = metrics.promises.labelValues(name, "false");
        this.importantRelegations = metrics.relegations.labelValues(name, "true");
        this.otherRelegations = metrics.relegations.labelValues(name, "false");
        this.reinstatements = metrics.reinstatements.labelValues(name);
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, metrics.requests.labelValues(name, Section.word(outcome)));
        }
    }

    /** What happened of late. */
    ClassWindow window() {
        return window;
    }

    void submitted() {
        window.submitted();
    }

    void first(long nanos) {
        first.observe(nanos * NANOS);
        firstAlias.observe(nanos * NANOS);
        outputTokens.inc();
        window.first(nanos);
    }

    void between(long nanos) {
        between.observe(nanos * NANOS);
        betweenAlias.observe(nanos * NANOS);
        outputTokens.inc();
        window.between(nanos);
    }

    void relegated(boolean important) {
        (important ? importantRelegations : otherRelegations).inc();
        window.relegated();
    }

    void reinstated() {
        reinstatements.inc();
        window.relegatedEnded();
    }

    /** An output ended, and kept what its class promises or did not. */
    void attained(boolean kept) {
        (kept ? attained : missed).inc();
        window.attained(kept);
    }

    void usage(Usage usage) {
        promptTokens.inc(usage.promptTokens());
        cachedTokens.inc(usage.cachedTokens());
    }

    void ended(Outcome outcome, boolean started, long nanos) {
        Objects.requireNonNull(outcomes.get(outcome)).inc();
        if (outcome == Outcome.OK) {
            whole.observe(nanos * NANOS);
        }
        window.ended(outcome, started);
    }
}
