package dev.sangam.core;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/** Seeded randomized tests: a failure says the one command that repeats it. */
public final class Seeds {
    private static final @Nullable Long ASKED = Long.getLong("sangam.seed");
    private static final long FIRST = 1;

    private Seeds() {}

    /** A trial; a random generator of its own makes it. */
    @FunctionalInterface
    public interface Trial {
        /** Fails by throwing. */
        void run(RandomGenerator random);
    }

    /** Runs {@code trials} trials with fixed seeds, or just the one that {@code -Dsangam.seed=N} asks for. */
    public static void each(int trials, Class<?> test, Trial trial) {
        if (ASKED != null) {
            one(ASKED, test, trial);
            return;
        }
        for (int i = 0; i < trials; i++) {
            one(FIRST + i, test, trial);
        }
    }

    /** The generator of a seed, for trials that need the same draws twice. */
    public static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static void one(long seed, Class<?> test, Trial trial) {
        try {
            trial.run(random(seed));
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "with seed " + seed + ": " + e.getMessage() + "\nrepeat with: ./mvnw test -Dtest="
                            + test.getSimpleName() + " -Dsurefire.failIfNoSpecifiedTests=false -Dsangam.seed=" + seed,
                    e);
        }
    }
}
