package dev.sangam.measure.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.Seeds;
import dev.sangam.core.metric.Metric;
import dev.sangam.core.request.Slo;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The fluidity-index as a benchmark reports it; golden scores are found under {@code -Dsangam.data=DIR}. */
class FluidityTest {
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
                .map(c -> DynamicTest.dynamicTest(c.get("name").asString(), () -> golden(c)));
    }

    private static void golden(JsonNode c) {
        double[] gaps = StreamSupport.stream(c.get("inter_token_times").spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
        ScopeFigures figures = figures(
                gaps,
                c.get("prefill_deadline").asDouble(),
                c.get("decode_deadline").asDouble());
        JsonNode expected = c.get("expected");
        double total = expected.get("total").asDouble();
        assertThat(figures.stat(Metric.FLUIDITY).p50())
                .isCloseTo(expected.get("fluidity").asDouble(), within(1e-12));
        assertThat(figures.value(Metric.SERVICE_LEVEL))
                .isCloseTo(expected.get("missed").asDouble() / total, within(1e-12));
    }

    /** The pseudo-code of Metron, section 4, word for word, on whole nanoseconds. */
    private static double published(long[] gaps, long prefill, long decode) {
        long slack = 0;
        long missed = 0;
        long total = 0;
        for (int i = 0; i < gaps.length; i++) {
            long deadline = i == 0 ? prefill : decode;
            if (gaps[i] <= deadline + slack) {
                slack += deadline - gaps[i];
                total += 1;
            } else {
                long k = (gaps[i] - slack - deadline) / decode + 1;
                missed += k;
                total += k;
                slack = 0;
            }
        }
        return 1 - (double) missed / total;
    }

    @Test
    void slackAndAbsoluteDeadlinesAreTheSame() {
        Seeds.each(2000, getClass(), random -> {
            long[] gaps = gaps(random);
            long prefill = random.nextInt(1, 40) * Runs.MS;
            long decode = random.nextInt(1, 12) * Runs.MS;
            double[] seconds = Arrays.stream(gaps).mapToDouble(g -> g / 1e9).toArray();
            assertThat(figures(seconds, prefill / 1e9, decode / 1e9)
                            .stat(Metric.FLUIDITY)
                            .p50())
                    .isEqualTo(published(gaps, prefill, decode));
        });
    }

    private static long[] gaps(RandomGenerator random) {
        long[] gaps = new long[random.nextInt(1, 30)];
        int usual = random.nextInt(1, 14);
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = random.nextInt(random.nextInt(8) == 0 ? 80 : usual) * Runs.MS;
        }
        return gaps;
    }

    private static ScopeFigures figures(double[] gaps, double prefill, double decode) {
        double[] times = new double[gaps.length];
        double time = 17;
        for (int i = 0; i < gaps.length; i++) {
            time += gaps[i] * 1000;
            times[i] = time;
        }
        int[] ones = new int[gaps.length];
        Arrays.fill(ones, 1);
        RequestRecord request = Runs.request(0, 0, 17, 17, times, ones, Outcome.COMPLETED);
        Slo slo = new Slo.Interactive(Runs.nanos(prefill * 1000), Runs.nanos(decode * 1000));
        SloSettings settings = new SloSettings(Map.of("chat", slo), Optional.empty(), List.of(), Optional.empty());
        return RunSummary.of(Runs.run(request), settings).all();
    }
}
