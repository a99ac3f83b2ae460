package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlphaLawTest {
    @Test
    void risesWithDemandAndNeverFalls() {
        double before = 0;
        for (double demand = 0; demand < 3; demand += 0.01) {
            assertThat(AlphaLaw.factor(demand)).isGreaterThanOrEqualTo(before);
            before = AlphaLaw.factor(demand);
        }
        assertThat(AlphaLaw.factor(0.5)).as("far from all there is time for").isEqualTo(AlphaLaw.factor(0));
        assertThat(AlphaLaw.factor(0.75)).isStrictlyBetween(AlphaLaw.factor(0.5), AlphaLaw.factor(1));
    }

    @Test
    void staysWithinATenfoldRange() {
        assertThat(AlphaLaw.factor(Double.MAX_VALUE)).isEqualTo(10 * AlphaLaw.factor(0));
    }

    @Test
    void smallMovesDoNotRankTheQueueAnew() {
        assertThat(AlphaLaw.differs(1.3, 1)).isFalse();
        assertThat(AlphaLaw.differs(1, 1.3)).isFalse();
        assertThat(AlphaLaw.differs(1.5, 1)).isTrue();
        assertThat(AlphaLaw.differs(1, 1.5)).isTrue();
        assertThat(AlphaLaw.differs(1, 0)).as("the first alpha").isTrue();
        assertThat(AlphaLaw.differs(0, 0)).isFalse();
    }
}
