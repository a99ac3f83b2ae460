package dev.sangam.files.workload;

import dev.sangam.core.workload.Arrivals;
import dev.sangam.core.workload.Label;
import dev.sangam.files.Section;
import dev.sangam.files.trace.Trace;
import dev.sangam.files.trace.TraceReader;
import java.nio.file.Path;
import java.util.Map;

/** Reads an arrival process: {@code {process: gamma, rate: 3, cv: 2}} and the like. Rates are requests per second. */
final class ArrivalsSection {
    private enum Kind {
        POISSON,
        GAMMA,
        CONSTANT,
        STATIC,
        MODULATED,
        SQUARE_WAVE,
        RAMP,
        CURVE,
        TRACE
    }

    private ArrivalsSection() {}

    static Arrivals read(Section section, Path folder) {
        Kind kind = section.choice("process", Kind.values()).orElse(Kind.POISSON);
        return section.check(() -> switch (kind) {
            case POISSON -> poisson(section);
            case GAMMA -> new Arrivals.Gamma(rate(section, "rate"), number(section, "cv"));
            case CONSTANT -> new Arrivals.Constant(rate(section, "rate"));
            case STATIC -> new Arrivals.AtOnce();
            case MODULATED ->
                new Arrivals.Modulated(section.sections("states").stream()
                        .map(state -> state.check(
                                () -> new Arrivals.Modulated.State(rate(state, "rate"), nanos(state, "mean_sojourn"))))
                        .toList());
            case SQUARE_WAVE ->
                new Arrivals.SquareWave(
                        rate(section, "low"),
                        rate(section, "high"),
                        nanos(section, "period"),
                        section.number("high_share", 0.001, 0.999).orElse(0.5),
                        section.duration("phase").orElse(0L));
            case RAMP -> new Arrivals.Ramp(rate(section, "from"), rate(section, "to"), nanos(section, "duration"));
            case CURVE ->
                new Arrivals.Curve(
                        section.sections("segments").stream()
                                .map(s -> new Arrivals.Curve.Segment(
                                        nanos(s, "duration"), rate(s, "from"), rate(s, "to")))
                                .toList(),
                        section.flag("repeat").orElse(false));
            case TRACE -> trace(section, folder);
        });
    }

    private static Arrivals poisson(Section section) {
        double gapCap = section.number("gap_cap", 0.01, 1e9).orElse(Double.POSITIVE_INFINITY);
        return new Arrivals.Poisson(rate(section, "rate"), gapCap);
    }

    private static Arrivals trace(Section section, Path folder) {
        Path file = section.path("file", folder);
        Trace trace = TraceReader.read(file, Label.DEFAULT, Map.of());
        if (!trace.format().hasArrivals()) {
            throw section.error("file", "is " + file + ", which has lengths but no arrivals; it must have both");
        }
        return new Arrivals.Trace(
                trace.workload(), section.number("rate_factor", 1e-6, 1e6).orElse(1));
    }

    private static double rate(Section section, String key) {
        return section.number(key, 0, Arrivals.MAX_RATE)
                .orElseThrow(() -> section.error(key, "is missing; it must be a rate in requests per second"));
    }

    private static double number(Section section, String key) {
        return section.number(key, -Double.MAX_VALUE, Double.MAX_VALUE)
                .orElseThrow(() -> section.error(key, "is missing; it must be a number"));
    }

    private static long nanos(Section section, String key) {
        return section.duration(key)
                .orElseThrow(() -> section.error(key, "is missing; it must be a duration such as 30s"));
    }
}
