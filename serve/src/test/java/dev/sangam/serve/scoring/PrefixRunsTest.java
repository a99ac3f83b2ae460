package dev.sangam.serve.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PrefixRunsTest {
    @Test
    void eachSetOfExamplesIsARunOfItsOwn() {
        List<ChoiceTokens> tasks = new ArrayList<>();
        for (int subject = 0; subject < 3; subject++) {
            for (int i = 0; i < 4; i++) {
                tasks.add(task(sequence(100 + subject, 50, 200 + tasks.size(), 20)));
            }
        }
        assertThat(PrefixRuns.of(tasks))
                .containsExactly(
                        new PrefixRuns.Run(0, 4, 50), new PrefixRuns.Run(4, 8, 50), new PrefixRuns.Run(8, 12, 50));
    }

    @Test
    void tasksWithNothingInCommonAreOneRunWithoutPrefix() {
        List<ChoiceTokens> tasks =
                List.of(task(sequence(1, 1, 2, 20)), task(sequence(1, 1, 3, 20)), task(sequence(1, 1, 4, 20)));
        assertThat(PrefixRuns.of(tasks)).containsExactly(new PrefixRuns.Run(0, 3, 0));
        assertThat(PrefixRuns.of(List.of())).isEmpty();
    }

    @Test
    void noOtherWayToCutComputesFewerTokens() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            List<ChoiceTokens> tasks = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                tasks.add(task(
                        sequence(random.nextInt(2), random.nextInt(30), random.nextInt(3), 1 + random.nextInt(20))));
            }
            long least = Long.MAX_VALUE;
            for (int cuts = 0; cuts < 1 << 6; cuts++) {
                least = Math.min(least, cost(tasks, cuts));
            }
            long found = PrefixRuns.of(tasks).stream()
                    .mapToLong(run -> PrefixRuns.cost(tasks, run.from(), run.to(), run.prefix()))
                    .sum();
            assertThat(found).as("seed %d", seed).isEqualTo(least);
        }
    }

    /** Of cutting after task i where bit i is set, each part with its longest prefix or none. */
    private static long cost(List<ChoiceTokens> tasks, int cuts) {
        long cost = 0;
        int from = 0;
        for (int to = 1; to <= tasks.size(); to++) {
            if (to == tasks.size() || (cuts >> (to - 1) & 1) == 1) {
                int prefix = tasks.get(from).shareable();
                for (int i = from + 1; i < to; i++) {
                    prefix = Math.min(prefix, tasks.get(from).common(tasks.get(i)));
                }
                cost += Math.min(PrefixRuns.cost(tasks, from, to, prefix), PrefixRuns.cost(tasks, from, to, 0));
                from = to;
            }
        }
        return cost;
    }

    private static int[] sequence(int first, int firstCount, int second, int secondCount) {
        int[] tokens = new int[firstCount + secondCount + 1];
        Arrays.fill(tokens, 0, firstCount, first);
        Arrays.fill(tokens, firstCount, tokens.length, second);
        return tokens;
    }

    /** With a continuation of one token. */
    private static ChoiceTokens task(int[] sequence) {
        int needed = sequence.length - 1;
        return new ChoiceTokens(new int[][] {sequence}, new int[] {needed}, needed, needed - 1, false);
    }
}
