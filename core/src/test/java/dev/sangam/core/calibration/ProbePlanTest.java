package dev.sangam.core.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProbePlanTest {
    @Test
    void everyBatchFitsTheEngineAndComesOnce() {
        Seeds.each(200, ProbePlanTest.class, random -> {
            int slots = 1 + random.nextInt(128);
            int batchTokens = slots + random.nextInt(2048);
            int sequenceTokens = 17 + random.nextInt(8192);
            int cacheTokens = sequenceTokens * (1 + random.nextInt(4));
            List<Integer> contexts = ProbePlan.contextsBelow(sequenceTokens);
            List<Probe> probes = new ProbePlan(slots, batchTokens, contexts, cacheTokens).probes();
            assertThat(new HashSet<>(probes)).hasSameSizeAs(probes);
            for (Probe p : probes) {
                assertThat(p.decodes()).isLessThanOrEqualTo(slots);
                assertThat(p.tokens()).isLessThanOrEqualTo(batchTokens);
                assertThat(p.heldTokens()).isLessThanOrEqualTo(cacheTokens);
                assertThat(contexts).contains(p.chunkContext());
                assertThat(p.decodes() == 0 || contexts.contains(p.decodeContext() - 1))
                        .isTrue();
            }
        });
    }

    @Test
    void thereAreBatchesOfEveryKind() {
        List<Probe> probes = new ProbePlan(8, 512, ProbePlan.contextsBelow(4096), 16384).probes();
        assertThat(probes).hasSizeBetween(100, 250);
        assertThat(probes).anyMatch(p -> p.decodes() == 8 && p.chunk() == 0 && p.decodeContext() == 1025);
        assertThat(probes).anyMatch(p -> p.chunk() == 512 && p.decodes() == 0);
        assertThat(probes).anyMatch(p -> p.chunk() > 64 && p.decodes() == 8);
        assertThat(probes).anyMatch(p -> p.chunk() > 0 && !p.last());
        assertThat(probes).anyMatch(p -> p.decodes() == 8 && p.chunk() == 0 && p.heldTokens() > 2048 + 8 * 17);
    }

    @Test
    void aMachineIsFoundFromThePlanAlone() {
        Seeds.each(10, ProbePlanTest.class, random -> {
            List<Sample> samples = new ProbePlan(8, 512, ProbePlan.contextsBelow(2048), 16384)
                    .probes().stream()
                            .map(p -> new Sample(
                                    p,
                                    Machines.nanos(Machines.SMALL_CPU, p) * Math.exp(0.02 * random.nextGaussian()),
                                    3,
                                    0.02))
                            .toList();
            CalibrationFit fit = CalibrationFit.of(samples, true);
            assertThat(fit.held().mean()).isLessThan(0.03);
            double error = Machines.probes(random).stream()
                    .mapToDouble(p -> Machines.nanos(fit.times(), p) / Machines.nanos(Machines.SMALL_CPU, p) - 1)
                    .map(Math::abs)
                    .average()
                    .orElseThrow();
            assertThat(error).isLessThan(0.05);
        });
    }
}
