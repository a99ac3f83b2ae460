package dev.sangam.serve.calibration;

import dev.sangam.core.InputException;
import dev.sangam.core.calibration.BatchTimer;
import dev.sangam.core.calibration.CalibrationFit;
import dev.sangam.core.calibration.Probe;
import dev.sangam.core.calibration.ProbePlan;
import dev.sangam.core.calibration.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleConsumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Measures the batches of a {@link ProbePlan} in rounds. Each round has an order of its own, drawn from a fixed seed, so
 * that a machine that becomes slower while it is measured makes all batches look slower alike, and not the last ones. The
 * median of a batch's runs counts.
 *
 * <p>Where all batches do not fit the time three times over, some are left out: the very longest, then every so many of the
 * long ones.
 */
public final class Calibrator {
    private static final long SEED = 1;
    private static final int MIN_ROUNDS = 3;
    private static final int MAX_ROUNDS = 9;
    /** Rounds end early once all batches are known as well as this. */
    private static final double STEADY = 0.02;
    /** Share of the time in which contexts are prepared, and share that three rounds may be expected to take. */
    private static final double PREPARING = 0.25;

    private static final double MEASURING = 0.7;
    private static final double SHORT_NANOS = 50e6;
    private static final int RUNS_OF_SHORT = 3;
    /** Tokens of context that double the time of a token, roughly; decides only what is left out. */
    private static final double DOUBLING_CONTEXT = 512;

    private static final int TRIAL_CHUNK = 32;
    /** Fewest batches that are measured, however slow the machine, and the share of a round that one may take. */
    private static final int FEWEST = 2 * CalibrationFit.MIN_SAMPLES;

    private static final double LARGEST_SHARE = 0.1;

    private final BatchTimer timer;
    private final LongSupplier clock;
    private final long start;
    private final long limitNanos;
    private final DoubleConsumer progress;
    private final Map<Probe, Double> estimates = new HashMap<>();
    private final Map<Probe, List<Double>> runs = new LinkedHashMap<>();

    /**
     * @param timer runs batches
     * @param clock nanoseconds that pass
     * @param limitNanos how long it may take, about
     * @param progress told the share that is done
     */
    public Calibrator(BatchTimer timer, LongSupplier clock, long limitNanos, DoubleConsumer progress) {
        this.timer = timer;
        this.clock = clock;
        this.start = clock.getAsLong();
        this.limitNanos = limitNanos;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @param slots most sequences of a batch
     * @param batchTokens most tokens of a batch
     * @param sequenceTokens longest sequence
     * @param cacheTokens tokens that the KV cache holds
     */
    public List<Sample> measure(int slots, int batchTokens, int sequenceTokens, int cacheTokens) {
        List<Integer> contexts = contexts(sequenceTokens);
        List<Probe> probes = affordable(new ProbePlan(slots, batchTokens, contexts, cacheTokens).probes());
        Random random = new Random(SEED);
        for (int round = 0; round < MAX_ROUNDS && !(round >= MIN_ROUNDS && steady()); round++) {
            List<Probe> order = new ArrayList<>(probes);
            Collections.shuffle(order, random);
            for (Probe probe : order) {
                if (round > 0 && share() >= 1) {
                    return samples();
                }
                measure(probe);
            }
        }
        return samples();
    }

    private List<Integer> contexts(int sequenceTokens) {
        List<Integer> contexts = new ArrayList<>();
        for (int context : ProbePlan.contextsBelow(sequenceTokens)) {
            boolean first = contexts.size() < 2;
            if (context > 0 && (!(first || share() < PREPARING) || !timer.prepare(context))) {
                break;
            }
            contexts.add(context);
            progress.accept(share());
        }
        if (contexts.size() < 2) {
            throw new InputException("the model's context of " + sequenceTokens
                    + " tokens is too short to be measured; it must be more than 16");
        }
        return contexts;
    }

    /** The batches that can be run three times in the time that is left. */
    private List<Probe> affordable(List<Probe> probes) {
        double one = median(timer.run(Probe.alone(0, 0, 1, 0, true), RUNS_OF_SHORT));
        int tokens = Math.min(
                TRIAL_CHUNK, probes.stream().mapToInt(Probe::tokens).max().orElse(1));
        double some = median(timer.run(Probe.alone(0, 0, tokens, 0, true), 2));
        double each = Math.max(0, some - one) / Math.max(1, tokens - 1);
        probes.forEach(probe -> estimates.put(probe, estimate(probe, one, each)));
        double round =
                MEASURING * Math.max(limitNanos * (1 - PREPARING), (double) (limitNanos - elapsed())) / MIN_ROUNDS;
        List<Probe> byTime = new ArrayList<>(probes);
        byTime.sort(Comparator.comparingDouble(this::estimated));
        List<Probe> kept =
                byTime.stream().filter(p -> visit(p) <= round * LARGEST_SHARE).toList();
        if (kept.size() < FEWEST) {
            return byTime.subList(0, Math.min(FEWEST, byTime.size()));
        }
        List<Probe> all = kept;
        for (int stride = 2;
                kept.size() > FEWEST && kept.stream().mapToDouble(this::visit).sum() > round;
                stride++) {
            kept = thinned(all, stride);
        }
        return kept;
    }

    /** The quickest quarter, and every so many of the others: of all sizes and contexts there are some left. */
    private static List<Probe> thinned(List<Probe> byTime, int stride) {
        int quick = byTime.size() / 4;
        int quickStride = Math.max(1, stride / 4);
        return IntStream.range(0, byTime.size())
                .filter(i -> i % (i < quick ? quickStride : stride) == 0)
                .mapToObj(byTime::get)
                .toList();
    }

    /** Nanoseconds that a batch takes in a round. */
    private double visit(Probe probe) {
        return estimated(probe) * (isShort(probe) ? RUNS_OF_SHORT + 1 : 1);
    }

    private double estimated(Probe probe) {
        return estimates.getOrDefault(probe, 0.0);
    }

    private boolean isShort(Probe probe) {
        return estimated(probe) < SHORT_NANOS;
    }

    private static double estimate(Probe p, double one, double each) {
        double context = (double) p.decodes() * p.decodeContext() + (double) p.chunk() * p.chunkContext();
        return one + each * (p.tokens() + context / DOUBLING_CONTEXT);
    }

    /** The first of several short runs warms the caches up and does not count. */
    private void measure(Probe probe) {
        List<Double> before = runs.computeIfAbsent(probe, p -> new ArrayList<>());
        double[] nanos = timer.run(probe, isShort(probe) ? 1 + RUNS_OF_SHORT : 1);
        for (int i = isShort(probe) ? 1 : 0; i < nanos.length; i++) {
            before.add(nanos[i]);
        }
        progress.accept(Math.min(1, share()));
    }

    private boolean steady() {
        return samples().stream().allMatch(sample -> sample.spread() <= STEADY);
    }

    private List<Sample> samples() {
        return runs.entrySet().stream()
                .map(e -> sample(e.getKey(), e.getValue()))
                .toList();
    }

    private static Sample sample(Probe probe, List<Double> nanos) {
        double[] sorted =
                nanos.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double median = median(sorted);
        double quartiles = sorted[(3 * sorted.length - 1) / 4] - sorted[sorted.length / 4];
        return new Sample(probe, median, sorted.length, Math.max(0, quartiles) / 2 / median);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return (sorted[n / 2] + sorted[(n - 1) / 2]) / 2;
    }

    private double share() {
        return (double) elapsed() / limitNanos;
    }

    private long elapsed() {
        return clock.getAsLong() - start;
    }
}
