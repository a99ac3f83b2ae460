package dev.sangam.core.batchtime;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Times of every operator of one transformer layer on one device, in milliseconds, recorded or predicted: the input of
 * {@link OperatorTables}. Immutable; arrays are handed over, not copied, so nobody writes to them afterwards.
 */
public final class OperatorTimes {
    /** Contexts are tabulated at multiples of this many tokens. */
    public static final int CONTEXT_STEP = 64;

    private final Map<TokenOperator, double[]> tokens;
    private final double[][] decode;
    private final double[][] prefill;

    private OperatorTimes(Map<TokenOperator, double[]> tokens, double[][] decode, double[][] prefill) {
        this.tokens = tokens;
        this.decode = decode;
        this.prefill = prefill;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Whether this operator has a table. Only the collectives may lack one. */
    public boolean has(TokenOperator operator) {
        return tokens.containsKey(operator);
    }

    /** Milliseconds by number of tokens: {@code [n - 1]} is the time of {@code n} tokens. */
    public double[] tokens(TokenOperator operator) {
        double[] column = tokens.get(operator);
        if (column == null) {
            throw new IllegalArgumentException("no times of " + operator.id());
        }
        return column;
    }

    /** Milliseconds of decode attention: {@code [sequences - 1][mean context / 64]}. */
    public double[][] decode() {
        return decode;
    }

    /** Milliseconds of prefill attention: {@code [context / 64][chunk - 1]}. */
    public double[][] prefill() {
        return prefill;
    }

    /** Collects the tables and checks that none is missing, ragged, or holds anything but times. */
    public static final class Builder {
        private final Map<TokenOperator, double[]> tokens = new EnumMap<>(TokenOperator.class);
        private double @Nullable [][] decode;
        private double @Nullable [][] prefill;

        private Builder() {}

        /** Milliseconds by number of tokens: {@code [n - 1]} is the time of {@code n} tokens. */
        public Builder tokens(TokenOperator operator, double[] ms) {
            requireTimes(operator.id(), ms);
            tokens.put(operator, ms);
            return this;
        }

        /** Milliseconds of decode attention: {@code [sequences - 1][mean context / 64]}. */
        public Builder decode(double[][] ms) {
            decode = requireGrid("attn_decode", ms);
            return this;
        }

        /** Milliseconds of prefill attention: {@code [context / 64][chunk - 1]}. */
        public Builder prefill(double[][] ms) {
            prefill = requireGrid("attn_prefill", ms);
            return this;
        }

        public OperatorTimes build() {
            for (TokenOperator operator : TokenOperator.values()) {
                if (!operator.optional() && !tokens.containsKey(operator)) {
                    throw new IllegalArgumentException("no times of " + operator.id());
                }
            }
            if (decode == null || prefill == null) {
                throw new IllegalArgumentException("no times of " + (decode == null ? "attn_decode" : "attn_prefill"));
            }
            return new OperatorTimes(new EnumMap<>(tokens), decode, prefill);
        }

        private static double[][] requireGrid(String name, double[][] ms) {
            if (ms.length == 0) {
                throw new IllegalArgumentException(name + " is empty");
            }
            for (double[] row : ms) {
                requireTimes(name, row);
                if (row.length != ms[0].length) {
                    throw new IllegalArgumentException(
                            name + " has rows of " + ms[0].length + " and of " + row.length + " cells");
                }
            }
            return ms;
        }

        private static void requireTimes(String name, double[] ms) {
            if (ms.length == 0) {
                throw new IllegalArgumentException(name + " is empty");
            }
            for (double time : ms) {
                if (!(time >= 0 && time < Double.POSITIVE_INFINITY)) {
                    throw new IllegalArgumentException(name + " holds " + time + "; times must be >= 0 ms");
                }
            }
        }
    }
}
