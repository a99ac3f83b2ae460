package dev.sangam.measure.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.InputException;
import dev.sangam.core.Seeds;
import dev.sangam.measure.figures.PrefillFit.Sample;
import dev.sangam.measure.figures.SloSettings.FittedPrefill;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrefillProfileTest {
    private static final int[] LENGTHS = {100, 200, 400, 800, 1600, 3200};

    @TempDir
    Path folder;

    private static List<Sample> samples(double a, double b, double c, double noise, RandomGenerator random) {
        List<Sample> samples = new ArrayList<>();
        for (int n : LENGTHS) {
            for (int repeat = 0; repeat < 5; repeat++) {
                double time = a + b * n + c * n * n;
                samples.add(new Sample(n, Math.max(0, time * (1 + noise * random.nextGaussian()))));
            }
        }
        return samples;
    }

    private static PrefillProfile fit(List<Sample> samples) {
        return PrefillFit.fit("tiny", "http://one", "2026-01-31T12:00:00Z", samples, 0);
    }

    /** Prompts of rising lengths one after the other; 20 ms and 0.5 ms a token, and 1 us a token squared. */
    private static List<RequestRecord> isolated(int cached) {
        List<RequestRecord> requests = new ArrayList<>();
        double at = 0;
        for (int n : LENGTHS) {
            double first = at + 20 + 0.5 * n + 1e-3 * n * n;
            requests.add(Runs.on(Runs.whole(requests.size(), 0, at, at, first, first + 10), 0, n, cached));
            at = first + 20;
        }
        return requests;
    }

    @Test
    void theCurveIsFound() {
        Seeds.each(50, getClass(), random -> {
            double a = random.nextDouble();
            double b = random.nextDouble() * 1e-3;
            double c = random.nextDouble() * 1e-6;
            PrefillProfile exact = fit(samples(a, b, c, 0, random));
            assertThat(exact.r2()).isCloseTo(1, within(1e-6));
            for (int n : LENGTHS) {
                assertThat(exact.seconds(n)).isCloseTo(a + b * n + c * n * n, within(1e-4));
            }
            PrefillProfile noisy = fit(samples(a, b, c, 0.02, random));
            assertThat(noisy.r2()).isGreaterThan(0.8);
            assertThat(noisy.seconds(3200))
                    .isCloseTo(a + b * 3200 + c * 3200 * 3200, within(0.06 * noisy.seconds(3200)));
            assertThat(noisy.points()).allMatch(p -> p.repeats() == 5);
        });
    }

    @Test
    void noCoefficientIsNegative() {
        PrefillProfile falling = fit(List.of(new Sample(100, 3), new Sample(200, 2), new Sample(300, 1)));
        assertThat(falling.a()).isCloseTo(2, within(1e-6));
        assertThat(falling.b()).isZero();
        assertThat(falling.c()).isZero();
        assertThat(falling.r2()).isCloseTo(0, within(1e-6));
        assertThat(falling.residualSeconds(falling.points().getFirst())).isCloseTo(1, within(1e-6));
    }

    @Test
    void aRunOfIsolatedRequestsGivesAProfile() {
        PrefillProfile profile = PrefillFit.of(Runs.run(isolated(-1)));
        assertThat(profile.a()).isCloseTo(0.020, within(1e-5));
        assertThat(profile.b()).isCloseTo(0.5e-3, within(1e-7));
        assertThat(profile.c()).isCloseTo(1e-6, within(1e-10));
        assertThat(profile.covers(99)).isFalse();
        assertThat(profile.covers(100)).isTrue();
        assertThat(profile.covers(3201)).isFalse();
    }

    @Test
    void promptsFoundInACacheAreNotUsed() {
        assertThat(PrefillFit.of(Runs.run(isolated(20))).dropped()).isEqualTo(1);
        assertThatThrownBy(() -> PrefillFit.of(Runs.run(isolated(4000))))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("usable times of 0 prompt lengths")
                .hasMessageContaining("6 were found in a cache");
    }

    @Test
    void requestsThatOverlapAreRefused() {
        List<RequestRecord> requests = isolated(-1);
        requests.set(2, Runs.whole(2, 0, 150, 150, 200, 500));
        assertThatThrownBy(() -> PrefillFit.of(Runs.run(requests)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("one at a time");
    }

    @Test
    void deadlinesFollowThePromptAndExtrapolationIsSaid() {
        PrefillProfile profile = PrefillFit.of(Runs.run(isolated(-1)));
        FittedPrefill fitted = new FittedPrefill(profile, 100 * Runs.MS);
        List<RequestRecord> requests = List.of(
                Runs.on(Runs.whole(0, 0, 0, 0, 600, 610), 0, 400, -1),
                Runs.on(Runs.whole(1, 0, 0, 0, 600, 610), 0, 200, -1),
                Runs.on(Runs.whole(2, 0, 0, 0, 600, 610), 0, 5000, -1));
        RunRecord run = Runs.run(requests);
        RunSummary summary = RunSummary.of(run, SloSettings.AS_RECORDED.withPrefill(fitted));
        assertThat(fitted.nanos(400) / 1e9).isCloseTo(0.1 + 0.02 + 0.2 + 0.16, within(1e-5));
        assertThat(summary.all().counts().attained())
                .as("480 ms, 260 ms and beyond")
                .isEqualTo(1);
        assertThat(summary.all().counts().extrapolated()).isEqualTo(1);
        assertThat(summary.validity().has(Validity.Kind.EXTRAPOLATED)).isTrue();
        assertThat(RunSummaryJson.text(summary, run.labels())).contains("\"slack_seconds\" : 0.1");
    }

    @Test
    void aFileGivesTheProfileBack() {
        PrefillProfile profile = PrefillFit.of(Runs.run(isolated(-1)));
        Path file = folder.resolve("prefill.json");
        PrefillProfileFile.write(profile, file);
        assertThat(PrefillProfileFile.read(file)).isEqualTo(profile);
    }

    @Test
    void aFileThatMakesNoSenseIsRefusedByPlace() throws IOException {
        String good = PrefillProfileFile.text(PrefillFit.of(Runs.run(isolated(-1))));
        refused(good.replace("prefill-profile/1", "prefill-profile/2"), "schema");
        refused(good.replace("\"model\"", "\"modell\""), "model");
        refused(good.replace("\"prompt_tokens\" : 800", "\"prompt_tokens\" : 80"), "rising lengths");
        refused(good.replace("\"repeats\" : 1", "\"repeats\" : 0"), "repeats");
        refused(good.replace("\"a_seconds\" : ", "\"a_seconds\" : -"), "a_seconds");
    }

    private void refused(String text, String place) throws IOException {
        Path file = folder.resolve("bad.json");
        Files.writeString(file, text);
        assertThatThrownBy(() -> PrefillProfileFile.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("bad.json")
                .hasMessageContaining(place);
    }
}
