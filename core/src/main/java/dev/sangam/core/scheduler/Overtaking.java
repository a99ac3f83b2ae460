package dev.sangam.core.scheduler;

import java.util.Arrays;

/**
 * How much work comes of late that goes before what already waits. A prompt that comes {@code u} nanoseconds from now, with a
 * rank that is {@code r} above its arrival, overtakes those of a rank above {@code now + u + r}: under earliest deadline first
 * those whose deadline is later, under first come first served nobody. Arrivals are counted by octaves of {@code r}.
 */
final class Overtaking {
    /** Nanoseconds over which arrivals are averaged. */
    private static final double WINDOW = 120e9;

    private static final int OCTAVES = 128;

    private final double[] tokens = new double[OCTAVES];
    private final double[] leads = new double[OCTAVES];
    private final int[] order = new int[OCTAVES];
    private int known;
    private long first = Long.MIN_VALUE;
    private long last;

    /**
     * A prompt has come.
     *
     * @param lead of its rank over its arrival
     */
    void arrived(double lead, int work, long now) {
        decay(now);
        int octave = octave(lead);
        if (tokens[octave] == 0 && leads[octave] == 0) {
            order[known++] = octave;
            Arrays.sort(order, 0, known);
        }
        leads[octave] = (leads[octave] * tokens[octave] + lead * work) / (tokens[octave] + work);
        tokens[octave] += work;
    }

    /** Work has become urgent, or is so no more when it is negative: then it overtakes nobody. */
    void changed(double lead, int work) {
        int octave = octave(lead);
        tokens[octave] = Math.max(0, tokens[octave] + work);
    }

    private static int octave(double lead) {
        return Math.clamp(Math.getExponent(Math.max(1, lead)), 0, OCTAVES - 1);
    }

    private void decay(long now) {
        if (first == Long.MIN_VALUE) {
            first = now;
        } else if (now > last) {
            double factor = Math.exp((last - now) / WINDOW);
            for (int i = 0; i < known; i++) {
                tokens[order[i]] *= factor;
            }
        }
        last = Math.max(last, now);
    }

    /**
     * By when {@code nanos} of work are done, if all that overtakes them is done first.
     *
     * @param lead of the rank of whoever waits for it over now
     * @param nanosPerToken pace at which prompts are computed
     */
    double until(double nanos, double lead, double nanosPerToken, long now) {
        decay(now);
        double window = WINDOW * -Math.expm1(Math.min(-0.01, (first - now) / WINDOW));
        double load = 0;
        for (int i = 0; i < known && leads[order[i]] < lead; i++) {
            load += tokens[order[i]] / window * nanosPerToken;
        }
        double work = nanos;
        // Those that may overtake for the longest time have the shortest lead; the others stop first.
        for (int i = known - 1; i >= 0; i--) {
            double horizon = lead - leads[order[i]];
            if (horizon > 0) {
                if (load < 1 && work / (1 - load) <= horizon) {
                    return work / (1 - load);
                }
                double share = tokens[order[i]] / window * nanosPerToken;
                work += share * horizon;
                load -= share;
            }
        }
        return work;
    }
}
