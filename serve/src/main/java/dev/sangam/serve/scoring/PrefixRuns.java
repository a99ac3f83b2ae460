package dev.sangam.serve.scoring;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a group into runs of neighbours, each with a prefix that is computed once, so that the fewest tokens are computed: the
 * least of all ways to cut, by dynamic programming over where the last run begins.
 */
final class PrefixRuns {
    // What another call of the kernels costs, in tokens: about what reading the weights for few tokens takes.
    private static final int CALL_COST = 8;

    /**
     * Tasks that share a prefix.
     *
     * @param to after the last
     * @param prefix in tokens
     */
    record Run(int from, int to, int prefix) {}

    private PrefixRuns() {}

    static List<Run> of(List<ChoiceTokens> tasks) {
        int size = tasks.size();
        long[] least = new long[size + 1];
        Run[] last = new Run[size + 1];
        for (int to = 1; to <= size; to++) {
            least[to] = Long.MAX_VALUE;
            int prefix = tasks.get(to - 1).shareable();
            for (int from = to - 1; from >= 0; from--) {
                prefix = from == to - 1
                        ? prefix
                        : Math.min(prefix, tasks.get(from).common(tasks.get(from + 1)));
                for (int shared : new int[] {0, prefix}) {
                    long cost = least[from] + cost(tasks, from, to, shared);
                    if (cost < least[to]) {
                        least[to] = cost;
                        last[to] = new Run(from, to, shared);
                    }
                }
            }
        }
        List<Run> runs = new ArrayList<>();
        for (int to = size; to > 0; to = runs.getLast().from()) {
            runs.add(last[to]);
        }
        return runs.reversed();
    }

    static long cost(List<ChoiceTokens> tasks, int from, int to, int prefix) {
        long cost = CALL_COST + (prefix > 0 ? CALL_COST + prefix : 0);
        for (int i = from; i < to; i++) {
            cost += tasks.get(i).cost(prefix);
        }
        return cost;
    }
}
