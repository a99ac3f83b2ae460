package dev.sangam.core.metric;

import dev.sangam.core.metric.Metric.Kind;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * A bound on one figure of a run: {@code ttft p99 < 2s}, {@code attainment >= 99%}.
 *
 * @param metric what is bounded
 * @param figure which figure of it; {@link Figure#ITSELF} for those that are one number
 * @param relation what the figure must be to the limit
 * @param limit seconds, a share between 0 and 1, or requests per second
 */
public record MetricGoal(Metric metric, Figure figure, Relation relation, double limit) {
    /** A figure of a metric. */
    public enum Figure {
        MEAN,
        P50,
        P90,
        P95,
        P99,
        MAX,
        /** The metric is one number. */
        ITSELF;

        /** NaN of no values. */
        public double of(Stat stat) {
            if (stat.count() == 0) {
                return Double.NaN;
            }
            return switch (this) {
                case MEAN -> stat.mean();
                case P50 -> stat.p50();
                case P90 -> stat.p90();
                case P95 -> stat.p95();
                case P99 -> stat.p99();
                case MAX -> stat.max();
                case ITSELF -> throw new IllegalStateException("a distribution is not one number");
            };
        }
    }

    /** How a figure is compared with the limit. */
    public enum Relation {
        BELOW("<"),
        AT_MOST("<="),
        ABOVE(">"),
        AT_LEAST(">=");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }

        /** As it is written. */
        public String sign() {
            return sign;
        }

        /** Whether lower figures are better. */
        public boolean upper() {
            return this == BELOW || this == AT_MOST;
        }
    }

    public MetricGoal {
        boolean single = metric.kind() == Kind.SHARE || metric.kind() == Kind.RATE;
        if (metric.kind() == Kind.OTHER) {
            throw new IllegalArgumentException(metric.id() + " cannot be a goal");
        }
        if (single != (figure == Figure.ITSELF)) {
            throw new IllegalArgumentException(
                    single
                            ? metric.id() + " is one number; it has no mean or percentile"
                            : metric.id() + " has many values; say which figure of them, such as p99");
        }
        boolean share = metric.unit().equals("share");
        if (!(limit >= 0) || (share && limit > 1) || (metric.kind() == Kind.TIMES && limit == 0)) {
            throw new IllegalArgumentException("the limit is " + limit + "; it must be "
                    + (share ? "between 0 and 1, or 0% and 100%" : metric.kind() == Kind.TIMES ? "> 0" : ">= 0"));
        }
    }

    /** Whether a figure meets the goal; one that is not known (NaN) does not. */
    public boolean met(double value) {
        return switch (relation) {
            case BELOW -> value < limit;
            case AT_MOST -> value <= limit;
            case ABOVE -> value > limit;
            case AT_LEAST -> value >= limit;
        };
    }

    @Override
    public String toString() {
        String which = figure == Figure.ITSELF ? "" : " " + figure.name().toLowerCase(Locale.ROOT);
        return metric.id() + which + " " + relation.sign + " " + limitText();
    }

    private String limitText() {
        return switch (metric.kind()) {
            case TIMES -> limit >= 1 ? plain(limit) + "s" : plain(limit * 1e3) + "ms";
            case SHARES, SHARE -> plain(limit * 100) + "%";
            case RATE, OTHER -> plain(limit);
        };
    }

    /** Nine digits: to the nanosecond of a second, without what binary fractions add. */
    private static String plain(double value) {
        return BigDecimal.valueOf(Math.round(value * 1e9), 9)
                .stripTrailingZeros()
                .toPlainString();
    }
}
