package dev.sangam.measure.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.measure.fidelity.TokenComparison.Tail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Token statistics computed independently, found under {@code -Dsangam.data=DIR}. */
final class GoldenKlTest {
    private static final Path FILE =
            Path.of(System.getProperty("sangam.data", "../../shared/data"), "golden", "kld.json");

    private static JsonNode golden() {
        Assumptions.assumeTrue(Files.isRegularFile(FILE), "no golden figures at " + FILE);
        return new JsonMapper().readTree(FILE);
    }

    private static double[] row(JsonNode values) {
        double[] row = new double[values.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = values.get(i).asDouble();
        }
        return row;
    }

    private static TokenStatistics statistics(JsonNode golden, Tail tail) {
        TokenComparison comparison = new TokenComparison(tail);
        List<TokenPair> pairs = new ArrayList<>();
        for (JsonNode position : golden.get("positions")) {
            double[] base = row(position.get("base"));
            double[] candidate = row(position.get("quant"));
            int target = position.get("target").asInt();
            double[] row = tail == Tail.STORED ? StoredLogProbabilities.of(base).row() : base;
            pairs.add(comparison.pair(row, candidate, target));
        }
        return TokenStatistics.of(pairs);
    }

    private static void check(TokenStatistics found, JsonNode expected) {
        near(found.kl().value(), expected, "mean_kld");
        near(found.kl().error(), expected, "mean_kld_unc");
        near(found.kls().max(), expected, "kld_max");
        near(found.kls().percentile(0.999), expected, "kld_p999");
        near(found.kls().percentile(0.99), expected, "kld_p99");
        near(found.kls().percentile(0.90), expected, "kld_p90");
        near(found.kls().median(), expected, "kld_median");
        near(found.deltaP().value(), expected, "mean_dp");
        near(found.rmsDeltaP().value(), expected, "rms_dp");
        near(found.sameTop().value(), expected, "same_top");
        near(found.candidatePerplexity().value(), expected, "ppl_q");
        near(found.basePerplexity().value(), expected, "ppl_base");
        near(found.lnRatio().value(), expected, "ln_ppl_ratio");
        near(found.lnRatio().error(), expected, "ln_ppl_ratio_unc");
    }

    private static void near(double found, JsonNode expected, String name) {
        double value = expected.get(name).asDouble();
        assertThat(found).as(name).isCloseTo(value, Offset.offset(1e-12 * Math.max(1, Math.abs(value))));
    }

    @Test
    void goldenFiguresOfLogitsAreReproduced() {
        JsonNode golden = golden();

        check(statistics(golden, Tail.FLOORED), golden.get("expected_exact"));
    }

    @Test
    void goldenFiguresOfAStoredBaseAreReproduced() {
        JsonNode golden = golden();

        check(statistics(golden, Tail.STORED), golden.get("expected_uint16_base"));
    }

    /** The golden figures leave out, as llama.cpp does, two tokens to which the base gives less than e^-16. */
    @Test
    void theWholeVocabularyDiffersFromTheGoldenFiguresByTheTailAlone() {
        JsonNode golden = golden();

        assertThat(statistics(golden, Tail.WHOLE).kl().value()
                        - golden.get("expected_exact").get("mean_kld").asDouble())
                .isBetween(1.1e-9, 1.2e-9);
    }
}
