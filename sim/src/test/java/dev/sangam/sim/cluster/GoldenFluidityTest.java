package dev.sangam.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.metric.FluidityIndex;
import dev.sangam.core.metric.FluidityIndex.Score;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Scores computed independently, found under {@code -Dsangam.data=DIR}. */
class GoldenFluidityTest {
    private static final Path FILE =
            Path.of(System.getProperty("sangam.data", "../../shared/data"), "golden", "fluidity.json");

    @TestFactory
    Stream<DynamicTest> everyGoldenScoreIsReproduced() {
        if (!Files.isRegularFile(FILE)) {
            return Stream.of(
                    DynamicTest.dynamicTest("no data", () -> Assumptions.abort("no golden scores at " + FILE)));
        }
        JsonNode cases = new JsonMapper().readTree(FILE);
        assertThat(cases.size()).isPositive();
        return StreamSupport.stream(cases.spliterator(), false)
                .map(c -> DynamicTest.dynamicTest(c.get("name").asString(), () -> check(c)));
    }

    private static void check(JsonNode c) {
        long[] times = new long[c.get("inter_token_times").size()];
        long time = 0;
        for (int i = 0; i < times.length; i++) {
            time += nanos(c.get("inter_token_times").get(i));
            times[i] = time;
        }
        Score score = FluidityIndex.score(times, 0, nanos(c.get("prefill_deadline")), nanos(c.get("decode_deadline")));
        JsonNode expected = c.get("expected");
        assertThat(score.missed()).isEqualTo(expected.get("missed").asLong());
        assertThat(score.total()).isEqualTo(expected.get("total").asLong());
        assertThat(score.index()).isCloseTo(expected.get("fluidity").asDouble(), Offset.offset(1e-12));
    }

    private static long nanos(JsonNode seconds) {
        return Math.round(seconds.asDouble() * 1e9);
    }
}
