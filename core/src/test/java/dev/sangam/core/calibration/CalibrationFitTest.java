package dev.sangam.core.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class CalibrationFitTest {
    private static final int TRIALS = 20;

    @Test
    void withoutNoiseTheMachineIsFound() {
        Seeds.each(TRIALS, CalibrationFitTest.class, random -> {
            CalibrationFit fit = CalibrationFit.of(samples(0, random), true);
            assertThat(fit.inSample().max()).isLessThan(1e-3);
            assertThat(fit.held().max()).isLessThan(2e-3);
            for (Term term : Term.values()) {
                double truth = Machines.SMALL_CPU.termNanos().getOrDefault(term, Double.NaN);
                assertThat(fit.times().termNanos().get(term)).as("%s", term).isCloseTo(truth, within(0.05 * truth));
            }
        });
    }

    @Test
    void noiseOfThreePercentCostsLessThanTwoPercentOfAccuracy() {
        Seeds.each(TRIALS, CalibrationFitTest.class, random -> {
            CalibrationFit fit = CalibrationFit.of(samples(0.03, random), true);
            assertThat(meanErrorOfTruth(fit.times(), random)).isLessThan(0.02);
            assertThat(fit.held().mean()).isBetween(0.01, 0.05);
        });
    }

    @Test
    void disturbedSamplesMoveTheFitLittle() {
        Seeds.each(TRIALS, CalibrationFitTest.class, random -> {
            List<Sample> samples = new ArrayList<>(samples(0.01, random));
            for (int i = 0; i < samples.size(); i += 10) {
                Sample s = samples.get(i);
                samples.set(i, new Sample(s.probe(), s.stepNanos() * (1.5 + 3 * random.nextDouble()), 5, 0.5));
            }
            assertThat(meanErrorOfTruth(CalibrationFit.of(samples, true).times(), random))
                    .isLessThan(0.025);
        });
    }

    @Test
    void aMachineOfAnotherKindIsComeNearTo() {
        Seeds.each(TRIALS, CalibrationFitTest.class, random -> {
            List<Sample> samples = Machines.measure(
                    probe -> 8e6 + 2e6 * (4 * ((probe.tokens() + 3) / 4)) + 3000.0 * probe.heldTokens(), 0.01, random);
            assertThat(CalibrationFit.of(samples, true).held().mean()).isLessThan(0.15);
        });
    }

    @Test
    void moreContextOrMoreHeldTokensNeverTakeLessTime() {
        Seeds.each(TRIALS, CalibrationFitTest.class, random -> {
            CalibratedTimes times =
                    CalibrationFit.of(samples(0.2, random), true).times();
            for (int i = 0; i < 500; i++) {
                Probe p = any(random);
                double nanos = Machines.nanos(times, p);
                Probe longer = longer(p, 1 + random.nextInt(64), 0);
                if (KernelCall.splits(longer.shape()) == KernelCall.splits(p.shape())) {
                    assertThat(Machines.nanos(times, longer)).isGreaterThanOrEqualTo(nanos);
                }
                assertThat(Machines.nanos(times, longer(p, 0, 1 + random.nextInt(64))))
                        .isGreaterThanOrEqualTo(nanos);
            }
        });
    }

    @Test
    void aLargerChunkOfWholeTilesNeverTakesLessTime() {
        Seeds.each(TRIALS, CalibrationFitTest.class, random -> {
            CalibratedTimes times =
                    CalibrationFit.of(samples(0.2, random), true).times();
            for (int chunk = KernelCall.TILE; chunk < 2048; chunk += KernelCall.TILE) {
                int context = random.nextInt(4096);
                Probe p = Probe.alone(0, 0, chunk, context, false);
                Probe q = Probe.alone(0, 0, chunk + KernelCall.TILE, context, false);
                assertThat(Machines.nanos(times, q)).isGreaterThanOrEqualTo(Machines.nanos(times, p));
            }
        });
    }

    @Test
    void equalSamplesGiveEqualFits() {
        Seeds.each(1, CalibrationFitTest.class, random -> {
            List<Sample> samples = samples(0.05, random);
            CalibrationFit one = CalibrationFit.of(samples, true);
            CalibrationFit other = CalibrationFit.of(samples, true);
            assertThat(other.times().tokenNanos()).isEqualTo(one.times().tokenNanos());
            assertThat(other.held()).isEqualTo(one.held());
        });
    }

    @Test
    void fewSamplesAreRefused() {
        List<Sample> one = List.of(new Sample(Probe.alone(1, 16, 0, 0, false), 1e6, 3, 0));
        assertThatThrownBy(() -> CalibrationFit.of(one, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("samples are 1; a fit needs at least 12");
    }

    private static List<Sample> samples(double noise, RandomGenerator random) {
        return Machines.measure(probe -> Machines.nanos(Machines.SMALL_CPU, probe), noise, random);
    }

    /** Over shapes within the range that was measured, of which most were not. */
    private static double meanErrorOfTruth(CalibratedTimes times, RandomGenerator random) {
        double sum = 0;
        int n = 500;
        for (int i = 0; i < n; i++) {
            Probe probe = any(random);
            sum += Math.abs(Machines.nanos(times, probe) / Machines.nanos(Machines.SMALL_CPU, probe) - 1);
        }
        return sum / n;
    }

    private static Probe any(RandomGenerator random) {
        int decodes = random.nextInt(9);
        int decodeContext = decodes == 0 ? 0 : 1 + random.nextInt(1024);
        int chunk = decodes == 0 || random.nextBoolean() ? 1 + random.nextInt(512) : 0;
        int chunkContext = chunk == 0 ? 0 : random.nextInt(2048);
        int held = decodes * decodeContext + chunk + chunkContext + random.nextInt(2048);
        return new Probe(decodes, decodeContext, chunk, chunkContext, chunk > 0 && random.nextBoolean(), held);
    }

    private static Probe longer(Probe p, int context, int held) {
        int ofDecodes = p.decodes() > 0 ? context : 0;
        int ofChunk = p.chunk() > 0 ? context : 0;
        return new Probe(
                p.decodes(),
                p.decodeContext() + ofDecodes,
                p.chunk(),
                p.chunkContext() + ofChunk,
                p.last(),
                p.heldTokens() + p.decodes() * ofDecodes + ofChunk + held);
    }
}
