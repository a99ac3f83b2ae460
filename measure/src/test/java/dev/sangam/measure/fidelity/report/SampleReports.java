package dev.sangam.measure.fidelity.report;

import dev.sangam.core.Seeds;
import dev.sangam.measure.fidelity.Answers;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.FidelityGate;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.ScoredText;
import dev.sangam.measure.fidelity.report.FidelitySweep.Variant;
import dev.sangam.measure.report.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Reports of models that do not exist. */
final class SampleReports {
    static final ModelFacts BASE = new ModelFacts(
            "stories-f16.gguf",
            "models/stories-f16.gguf",
            OptionalLong.of(1_000_000),
            OptionalDouble.of(16),
            Optional.of(new ModelFacts.Speed(2100, 90)));

    private SampleReports() {}

    /** Of everything there is to compare. */
    static FidelityReport whole(String name, double noise, String... gates) {
        return report(name, 4.6, comparison(noise), Optional.of(comparison(0.01)), gates);
    }

    /** With better and worse files, one of which is larger than a better one. */
    static FidelitySweep sweep(String... gates) {
        return new FidelitySweep(
                BASE,
                List.of(
                        variant("q2_k", 2.6, 1.2, gates),
                        variant("q8_0", 8.5, 0.03, gates),
                        variant("q4_0", 4.5, 0.5, gates),
                        variant("q4_k_m", 4.4, 0.2, gates),
                        variant("q6_k", 6.6, 0.06, gates)),
                Optional.of(comparison(0.01)),
                List.of(new Fact("sets", "mmlu, gsm8k")));
    }

    private static Variant variant(String type, double bits, double noise, String... gates) {
        FidelityReport report = report(type + ".gguf", bits, comparison(noise), Optional.empty(), gates);
        return new Variant(type, report, type + "/report.html");
    }

    static FidelityReport report(
            String name, double bits, Comparison comparison, Optional<Comparison> floor, String... gates) {
        return FidelityReport.of(
                BASE,
                new ModelFacts(
                        name,
                        "models/" + name,
                        OptionalLong.of(Math.round(bits * 62_500)),
                        OptionalDouble.of(bits),
                        Optional.of(new ModelFacts.Speed(5000 - 300 * bits, 400 - 20 * bits))),
                comparison,
                floor,
                Stream.of(gates).map(FidelityGate::parse).toList(),
                List.of(new Fact("sets", "mmlu, gsm8k"), new Fact("batch", "512 tokens")));
    }

    /** With so much noise on every logit. */
    static Comparison comparison(double noise) {
        List<Prediction> base = Answers.choices(300, Seeds.random(1));
        List<Prediction> candidate = new ArrayList<>(Answers.noisy(base, noise, Seeds.random(2)));
        List<Prediction> asked = new ArrayList<>(base);
        asked.addAll(Answers.solutions(40, 0, Seeds.random(3)));
        candidate.addAll(Answers.solutions(40, noise / 2, Seeds.random(3)));
        ScoredText text = Answers.text("tale.txt", 12, 64, noise, Seeds.random(4));
        return Comparison.of(asked, candidate, List.of(text), Comparison.SEED);
    }
}
