package dev.sangam.core.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.BatchShape;
import org.junit.jupiter.api.Test;

final class CorrectedTimesTest {
    private final BatchShape decodes = Probe.alone(4, 100, 0, 0, false).shape();
    private final BatchShape mixed = Probe.alone(4, 100, 64, 0, true).shape();
    private final CorrectedTimes times = new CorrectedTimes(Machines.SMALL_CPU);

    @Test
    void untilAStepIsSeenTheModelStands() {
        assertThat(times.stageNanos(mixed, true)).isEqualTo(Machines.SMALL_CPU.stageNanos(mixed, true));
    }

    @Test
    void aSlowerMachineIsFollowed() {
        for (int i = 0; i < 20; i++) {
            times.observe(decodes, (long) (1.3 * Machines.SMALL_CPU.stageNanos(decodes, true)));
        }
        assertThat(times.decodesAlone()).isCloseTo(1.3, within(0.01));
        assertThat(times.withPrefills()).isEqualTo(1);
    }

    @Test
    void aMachineThatChangesIsFollowedWithinAHundredSteps() {
        for (int i = 0; i < 1000; i++) {
            times.observe(mixed, (long) Machines.SMALL_CPU.stageNanos(mixed, true));
        }
        for (int i = 0; i < 100; i++) {
            times.observe(mixed, (long) (1.4 * Machines.SMALL_CPU.stageNanos(mixed, true)));
        }
        assertThat(times.withPrefills()).isBetween(1.3, 1.4);
    }

    @Test
    void aStallMovesTheRatioByLessThanAHundredth() {
        for (int i = 0; i < 100; i++) {
            times.observe(mixed, (long) Machines.SMALL_CPU.stageNanos(mixed, true));
        }
        times.observe(mixed, (long) (50 * Machines.SMALL_CPU.stageNanos(mixed, true)));
        assertThat(times.withPrefills()).isCloseTo(1, within(0.01));
    }

    @Test
    void theRatioStaysWithinItsBounds() {
        for (int i = 0; i < 2000; i++) {
            times.observe(mixed, Long.MAX_VALUE / 2);
            times.observe(decodes, 1);
        }
        assertThat(times.withPrefills()).isCloseTo(CorrectedTimes.BOUND, within(1e-9));
        assertThat(times.decodesAlone()).isCloseTo(1 / CorrectedTimes.BOUND, within(1e-9));
    }

    @Test
    void noisyStepsGiveTheirMedianRatio() {
        Seeds.each(20, CorrectedTimesTest.class, random -> {
            CorrectedTimes noisy = new CorrectedTimes(Machines.SMALL_CPU);
            for (int i = 0; i < 500; i++) {
                double ratio = 1.2 * Math.exp(0.1 * random.nextGaussian()) * (random.nextInt(20) == 0 ? 6 : 1);
                noisy.observe(mixed, (long) (ratio * Machines.SMALL_CPU.stageNanos(mixed, true)));
            }
            assertThat(noisy.withPrefills()).isBetween(1.15, 1.32);
        });
    }

    @Test
    void equalStepsGiveEqualRatios() {
        CorrectedTimes other = new CorrectedTimes(Machines.SMALL_CPU);
        for (int i = 1; i < 50; i++) {
            times.observe(mixed, i * 1_000_000L);
            other.observe(mixed, i * 1_000_000L);
        }
        assertThat(other.stageNanos(mixed, true)).isEqualTo(times.stageNanos(mixed, true));
    }
}
