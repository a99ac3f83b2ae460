package dev.sangam.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.metric.FluidityIndex.Score;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FluidityIndexTest {
    @Test
    void tokensInTimeMissNothing() {
        assertThat(FluidityIndex.score(new long[] {10, 15, 20}, 0, 10, 5)).isEqualTo(new Score(0, 3));
    }

    @Test
    void slackOfEarlyTokensIsKept() {
        assertThat(FluidityIndex.score(new long[] {4, 5, 20}, 0, 10, 5)).isEqualTo(new Score(0, 3));
        assertThat(FluidityIndex.score(new long[] {4, 5, 21}, 0, 10, 5)).isEqualTo(new Score(1, 3));
    }

    @Test
    void aLateTokenMissesADeadlinePerGapAndOneMore() {
        assertThat(FluidityIndex.missed(-1, 5)).isZero();
        assertThat(FluidityIndex.missed(0, 5)).isZero();
        assertThat(FluidityIndex.missed(1, 5)).isEqualTo(1);
        assertThat(FluidityIndex.missed(4, 5)).isEqualTo(1);
        assertThat(FluidityIndex.missed(5, 5)).as("exactly one gap late").isEqualTo(2);
        assertThat(FluidityIndex.missed(12, 5)).isEqualTo(3);
    }

    @Test
    void aLateTokenRestartsTheDeadlines() {
        Score score = FluidityIndex.score(new long[] {112, 116, 121}, 100, 10, 5);
        assertThat(score).isEqualTo(new Score(1, 3));
        assertThat(score.index()).isEqualTo(1 - 1.0 / 3);
    }

    @Test
    void deadlinesBeyondTheEndOfTimeAreNeverMissed() {
        assertThat(FluidityIndex.score(new long[] {1, 2, 3}, 0, 10, Long.MAX_VALUE))
                .isEqualTo(new Score(0, 3));
    }

    @Test
    void noTokensMissNothing() {
        assertThat(FluidityIndex.score(new long[0], 0, 10, 5).index()).isEqualTo(1);
    }

    @Test
    void absoluteDeadlinesEqualThePublishedSlack() {
        Seeds.each(2000, getClass(), random -> {
            long prefillDeadline = random.nextInt(1, 40);
            long decodeDeadline = random.nextInt(1, 12);
            long start = random.nextInt(1000);
            long[] gaps = gaps(random);
            assertThat(FluidityIndex.score(times(start, gaps), start, prefillDeadline, decodeDeadline))
                    .isEqualTo(published(gaps, prefillDeadline, decodeDeadline));
        });
    }

    private static long[] gaps(RandomGenerator random) {
        long[] gaps = new long[random.nextInt(30)];
        int usual = random.nextInt(1, 14);
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = random.nextInt(random.nextInt(8) == 0 ? 80 : usual);
        }
        return gaps;
    }

    private static long[] times(long start, long[] gaps) {
        long[] times = new long[gaps.length];
        long time = start;
        for (int i = 0; i < gaps.length; i++) {
            time += gaps[i];
            times[i] = time;
        }
        return times;
    }

    /** The loop as Metron prints it, over the times between tokens. */
    private static Score published(long[] gaps, long prefillDeadline, long decodeDeadline) {
        long slack = 0;
        long missed = 0;
        long total = 0;
        for (int i = 0; i < gaps.length; i++) {
            long deadline = i == 0 ? prefillDeadline : decodeDeadline;
            if (gaps[i] <= deadline + slack) {
                slack += deadline - gaps[i];
                total++;
            } else {
                long k = Math.floorDiv(gaps[i] - slack - deadline, decodeDeadline) + 1;
                missed += k;
                total += k;
                slack = 0;
            }
        }
        return new Score(missed, total);
    }
}
