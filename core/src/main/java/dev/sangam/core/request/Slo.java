package dev.sangam.core.request;

/** What a QoS class promises (Niyama, section 3). All durations are nanoseconds. */
public sealed interface Slo {
    /** Time to first token, then time between tokens. */
    record Interactive(long ttftNanos, long tbtNanos) implements Slo {
        public Interactive {
            requirePositive("ttft", ttftNanos);
            requirePositive("tbt", tbtNanos);
        }
    }

    /** Time to last token. */
    record NonInteractive(long ttltNanos) implements Slo {
        public NonInteractive {
            requirePositive("ttlt", ttltNanos);
        }
    }

    /** Served as capacity allows; nothing is promised, nothing can be violated. */
    record BestEffort() implements Slo {}

    private static void requirePositive(String name, long nanos) {
        if (nanos <= 0) {
            throw new IllegalArgumentException(name + " is " + nanos + " ns; it must be > 0");
        }
    }
}
