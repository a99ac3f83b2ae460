package dev.sangam.core.batchtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.model.Parallelism;
import dev.sangam.core.model.Specs;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CollectivesTest {
    private static final Offset<Double> ROUNDING = Offset.offset(1e-6);

    @Test
    void tensorParallelGpusStayInANodeWhenStagesDoNot() {
        Collectives across = Collectives.of(Specs.A100, new Parallelism(8, 2));
        assertThat(across.ring()).isEqualTo(Specs.A100.achieved(8)).isNotEqualTo(across.hop());
        assertThat(across.hop()).isEqualTo(Specs.A100.achieved(16));
        Collectives within = Collectives.of(Specs.A100, new Parallelism(4, 2));
        assertThat(within.ring()).isEqualTo(within.hop());
    }

    @Test
    void eachGpuSendsItsShare() {
        Collectives four = Collectives.of(Specs.A100, new Parallelism(4, 1)); // 150 GB/s achieved, 10 us
        assertThat(four.allReduceNanos(1e6)).isCloseTo(10_000 + 1.5e6 / 150, ROUNDING);
        assertThat(four.gatherNanos(1e6)).isCloseTo(10_000 + 0.75e6 / 150, ROUNDING);
        assertThat(four.sendNanos(1e6)).isCloseTo(20_000 + 1e6 / 150, ROUNDING);
    }

    @Test
    void oneGpuHasNobodyToTellButTheNextStage() {
        Collectives two = Collectives.of(Specs.A100, new Parallelism(1, 2));
        assertThat(two.allReduceNanos(1e9) + two.gatherNanos(1e9)).isZero();
        assertThat(two.sendNanos(1e6)).isCloseTo(10_000 + 1e6 / 150, ROUNDING);
    }
}
