package dev.sangam.files.workload;

import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Lengths;
import dev.sangam.core.workload.TokenCount;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.Section;
import dev.sangam.files.trace.TraceReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads lengths: {@code {prompt: COUNT, output: COUNT}}, {@code {total: COUNT, prompt_per_output: 10}} or {@code {file:
 * lengths.csv, order: random}}, each with an optional {@code max_total}. A COUNT is a number, {@code {min: 1, max: 9}},
 * {@code {zipf: 0.6, min: 1, max: 9}} or {@code {p50: 100, p90: 900}}.
 */
final class LengthsSection {
    /** Longest prompt or output of a log-normal without {@code max}: the context of today's larger models. */
    static final int DEFAULT_MAX = 131_072;

    private LengthsSection() {}

    static Lengths read(Section section, Path folder) {
        Lengths lengths = unclipped(section, folder);
        return section.integer("max_total", 2, TokenCount.MAX)
                .<Lengths>map(max -> new Lengths.Clipped(lengths, max))
                .orElse(lengths);
    }

    private static Lengths unclipped(Section section, Path folder) {
        if (section.has("file")) {
            Workload pairs = TraceReader.read(section.path("file", folder), Label.DEFAULT, Map.of())
                    .workload();
            boolean inOrder = section.choice("order", List.of(true, false), ordered -> ordered ? "file" : "random")
                    .orElse(false);
            return inOrder ? new Lengths.InOrder(pairs) : new Lengths.Drawn(pairs);
        }
        if (section.has("total")) {
            double ratio = required(section, "prompt_per_output", section.number("prompt_per_output", 1e-6, 1e6));
            return new Lengths.Split(count(section, "total"), ratio);
        }
        return new Lengths.Independent(count(section, "prompt"), count(section, "output"));
    }

    private static TokenCount count(Section parent, String key) {
        if (!parent.isSection(key)) {
            int tokens = parent.integer(key, 1, TokenCount.MAX)
                    .orElseThrow(
                            () -> parent.error(key, "is missing; it must be a number of tokens or a distribution"));
            return new TokenCount.Fixed(tokens);
        }
        Section section = parent.section(key);
        Optional<Integer> min = section.integer("min", 1, TokenCount.MAX);
        Optional<Integer> max = section.integer("max", 1, TokenCount.MAX);
        OptionalDouble p50 = section.number("p50", 1, TokenCount.MAX);
        OptionalDouble zipf = section.number("zipf", 0, 20);
        if (p50.isPresent() && zipf.isPresent()) {
            throw section.error("zipf", "is given beside p50; a distribution must have only one of them");
        }
        if (p50.isPresent()) {
            double p90 = required(section, "p90", section.number("p90", 1, TokenCount.MAX));
            return section.check(
                    () -> new TokenCount.LogNormal(p50.getAsDouble(), p90, min.orElse(1), max.orElse(DEFAULT_MAX)));
        }
        int low = min.orElseThrow(() -> section.error("min", "is missing; it must be a number of tokens"));
        int high = max.orElseThrow(() -> section.error("max", "is missing; it must be a number of tokens"));
        return section.check(() -> zipf.isPresent()
                ? new TokenCount.Zipf(zipf.getAsDouble(), low, high)
                : new TokenCount.Uniform(low, high));
    }

    private static double required(Section section, String key, OptionalDouble value) {
        return value.orElseThrow(() -> section.error(key, "is missing; it must be a number"));
    }
}
