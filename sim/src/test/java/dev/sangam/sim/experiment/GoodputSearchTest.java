package dev.sangam.sim.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GoodputSearchTest {
    private static final int LIMIT = 1000;

    @Test
    void findsTheLargestNumberFromEveryGuess() {
        for (int answer : new int[] {0, 1, 2, 17, 500, 999, 1000}) {
            for (int guess : new int[] {0, 1, 16, 17, 18, 400, 1000, 5000}) {
                for (int step : new int[] {1, 4}) {
                    assertThat(new GoodputSearch(LIMIT, k -> k <= answer).largest(guess, step))
                            .as("answer %d from guess %d by steps of %d", answer, guess, step)
                            .isEqualTo(answer);
                }
            }
        }
    }

    @Test
    void aGoodGuessTakesTwoTestsAndNoNumberIsTestedTwice() {
        Set<Integer> tested = new HashSet<>();
        GoodputSearch search = new GoodputSearch(LIMIT, k -> {
            assertThat(tested.add(k)).as("%d is tested once", k).isTrue();
            return k <= 41;
        });
        assertThat(search.largest(41, 1)).isEqualTo(41);
        assertThat(tested).containsExactlyInAnyOrder(41, 42);
        assertThat(search.largest(38, 4)).isEqualTo(41);
    }
}
