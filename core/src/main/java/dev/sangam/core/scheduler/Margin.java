package dev.sangam.core.scheduler;

/** By how much predicted batch times are raised, so that a batch rarely takes longer than was planned for. */
public sealed interface Margin {
    /**
     * Always the same.
     *
     * @param factor on every prediction, at least 1; the Niyama artifact's is 1.2
     */
    record Fixed(double factor) implements Margin {
        public Fixed {
            if (!(factor >= 1 && factor <= 10)) {
                throw new IllegalArgumentException("safety_factor is " + factor + "; it must be between 1 and 10");
            }
        }
    }

    /**
     * Learned from the batches that have run: predictions are raised to the given quantile of measured over predicted
     * time, so that a perfect model has no margin and a poor one a large one.
     *
     * @param quantile share of batches that shall take no longer than planned for
     */
    record Learned(double quantile) implements Margin {
        public Learned {
            if (!(quantile > 0 && quantile < 1)) {
                throw new IllegalArgumentException(
                        "error_quantile is " + quantile + "; it must be above 0 and below 1");
            }
        }
    }
}
