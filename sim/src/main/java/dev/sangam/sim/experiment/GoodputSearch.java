package dev.sangam.sim.experiment;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Finds the largest whole number that passes a test, by growing steps from a guess and then bisection: O(log of the distance
 * between guess and answer) tests. A test is taken to fail for all numbers above one for which it fails; 0 passes.
 */
final class GoodputSearch {
    private final IntPredicate test;
    private final int limit;
    private final Map<Integer, Boolean> known = new HashMap<>();

    /** @param limit numbers above are not tried */
    GoodputSearch(int limit, IntPredicate test) {
        this.limit = limit;
        this.test = test;
    }

    /**
     * The largest number that passes.
     *
     * @param guess where to start
     * @param firstStep how far the answer may well be from there
     */
    int largest(int guess, int firstStep) {
        int low = Math.clamp(guess, 1, limit);
        int high;
        int step = firstStep;
        if (passes(low)) {
            high = Math.min(low + step, limit + 1);
            while (high <= limit && passes(high)) {
                low = high;
                step *= 2;
                high = (int) Math.min((long) low + step, limit + 1L);
            }
        } else {
            high = low;
            low = Math.max(0, high - step);
            while (low > 0 && !passes(low)) {
                high = low;
                step *= 2;
                low = Math.max(0, high - step);
            }
        }
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (passes(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean passes(int number) {
        return known.computeIfAbsent(number, test::test);
    }
}
