package dev.sangam.serve.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.calibration.BatchTimer;
import dev.sangam.core.calibration.CalibrationFit;
import dev.sangam.core.calibration.Probe;
import dev.sangam.core.calibration.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CalibratorTest {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(100);

    /** A machine in virtual time. */
    private static final class Machine implements BatchTimer {
        private final double tokenNanos;
        private final double drift;
        private final double noise;
        private final Random random = new Random(1);
        private final List<Probe> ran = new ArrayList<>();
        private int prepared;
        private int room = Integer.MAX_VALUE;
        private long now = 5;

        /** @param drift how much slower it is at the end of the time */
        Machine(double tokenNanos, double drift, double noise) {
            this.tokenNanos = tokenNanos;
            this.drift = drift;
            this.noise = noise;
        }

        static double truth(Probe p, double tokenNanos) {
            return 5 * tokenNanos + tokenNanos * p.tokens() + tokenNanos / 500 * p.decodes() * p.decodeContext();
        }

        @Override
        public boolean prepare(int tokens) {
            assertThat(tokens).isGreaterThan(prepared);
            if (tokens > room) {
                return false;
            }
            now += (long) (tokenNanos * (tokens - prepared));
            prepared = tokens;
            return true;
        }

        @Override
        public double[] run(Probe probe, int runs) {
            assertThat(probe.chunkContext()).isLessThanOrEqualTo(prepared);
            ran.add(probe);
            double[] nanos = new double[runs];
            for (int i = 0; i < runs; i++) {
                double slower = 1 + drift * now / LIMIT;
                double disturbed = random.nextInt(20) == 0 ? 3 : 1;
                nanos[i] = truth(probe, tokenNanos)
                        * slower
                        * Math.exp(noise * random.nextGaussian())
                        * (noise > 0 ? disturbed : 1);
                now += (long) nanos[i];
            }
            return nanos;
        }

        List<Sample> calibrated() {
            return new Calibrator(this, () -> now, LIMIT, share -> {}).measure(8, 512, 4096, 16384);
        }
    }

    @Test
    void everyBatchIsMeasuredAtLeastThreeTimesAboutInTime() {
        Machine machine = new Machine(1e6, 0, 0.01);
        List<Sample> samples = machine.calibrated();
        assertThat(samples).hasSizeGreaterThan(100).allMatch(s -> s.repeats() >= 3);
        assertThat(machine.now).isLessThan((long) (1.2 * LIMIT));
    }

    @Test
    void aSteadyMachineIsDoneEarly() {
        Machine machine = new Machine(1e5, 0, 0);
        machine.calibrated();
        assertThat(machine.now).isLessThan(LIMIT / 4);
    }

    @Test
    void aSlowMachineIsMeasuredOnFewerBatchesWithinTheTime() {
        Machine machine = new Machine(20e6, 0, 0.01);
        List<Sample> samples = machine.calibrated();
        assertThat(samples).hasSizeBetween(CalibrationFit.MIN_SAMPLES, 100);
        assertThat(machine.now).isLessThan((long) (1.3 * LIMIT));
    }

    @Test
    void aMachineThatBecomesSlowerMakesAllBatchesLookSlowerAlike() {
        List<Sample> samples = new Machine(1e6, 0.5, 0.01).calibrated();
        double small = slowdown(samples, 1, 16);
        double large = slowdown(samples, 128, 512);
        assertThat(small / large).isBetween(0.93, 1.07);
        assertThat(small).isBetween(1.15, 1.35);
    }

    /** Measured over true time, mean over batches of so many tokens. */
    private static double slowdown(List<Sample> samples, int least, int most) {
        return samples.stream()
                .filter(s -> s.probe().tokens() >= least && s.probe().tokens() <= most)
                .mapToDouble(s -> s.stepNanos() / Machine.truth(s.probe(), 1e6))
                .average()
                .orElseThrow();
    }

    @Test
    void theOrderOfARoundIsNotThatOfTheNext() {
        Machine machine = new Machine(1e5, 0, 0.01);
        List<Sample> samples = machine.calibrated();
        int round = samples.size();
        List<Probe> measured = machine.ran.subList(2, machine.ran.size());
        assertThat(measured.subList(0, round)).containsExactlyInAnyOrderElementsOf(measured.subList(round, 2 * round));
        assertThat(measured.subList(0, round)).isNotEqualTo(measured.subList(round, 2 * round));
    }

    @Test
    void contextsThatFindNoRoomAreLeftOut() {
        Machine machine = new Machine(1e5, 0, 0.01);
        machine.room = 600;
        assertThat(machine.calibrated()).isNotEmpty().allMatch(s -> s.probe().chunkContext() <= 512);
        machine.prepared = 0;
        machine.room = 10;
        assertThatThrownBy(machine::calibrated)
                .isInstanceOf(InputException.class)
                .hasMessageContaining("is too short to be measured");
    }
}
