package dev.sangam.serve.sampling;

import dev.sangam.serve.engine.SamplingParams;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The distribution that parameters ask for, by sorting and in double precision: what {@link Sampler} is held against. */
final class ExactDistribution {
    private ExactDistribution() {}

    /** Probability of each token after temperature, top-k, top-p and min-p. */
    static double[] of(float[] logits, SamplingParams params) {
        double greatest = IntStream.range(0, logits.length)
                .mapToDouble(i -> logits[i])
                .filter(logit -> !Double.isNaN(logit))
                .max()
                .orElseThrow();
        double[] weights = IntStream.range(0, logits.length)
                .mapToDouble(i -> Float.isNaN(logits[i]) ? 0 : Math.exp((logits[i] - greatest) / params.temperature()))
                .toArray();
        List<Integer> order = IntStream.range(0, weights.length)
                .boxed()
                .filter(i -> weights[i] > 0)
                .sorted(Comparator.comparingDouble((Integer i) -> -weights[i]).thenComparing(i -> i))
                .toList();
        if (params.topK() > 0) {
            order = order.subList(0, Math.min(order.size(), params.topK()));
        }
        order = nucleus(order, weights, params.topP());
        order = order.stream()
                .filter(i -> weights[i] >= params.minP() * (1 - 1e-9))
                .toList();
        double sum = order.stream().mapToDouble(i -> weights[i]).sum();
        double[] probabilities = new double[weights.length];
        order.forEach(i -> probabilities[i] = weights[i] / sum);
        return probabilities;
    }

    private static List<Integer> nucleus(List<Integer> order, double[] weights, double topP) {
        double wanted = topP * order.stream().mapToDouble(i -> weights[i]).sum();
        double sum = 0;
        int count = 0;
        while (count < order.size() && (count == 0 || sum < wanted - 1e-12)) {
            sum += weights[order.get(count++)];
        }
        return order.subList(0, count);
    }

    /**
     * Whether counts may come from the distribution: the chi-square statistic is below the value that it passes once in a
     * million (by Wilson and Hilferty's approximation), and nothing occurs that cannot.
     */
    static boolean fits(int[] counts, double[] probabilities) {
        long draws = IntStream.of(counts).asLongStream().sum();
        double statistic = 0;
        int cells = 0;
        double restExpected = 0;
        double restCount = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = probabilities[i] * draws;
            if (probabilities[i] == 0 && counts[i] > 0) {
                return false;
            } else if (expected < 10) {
                restExpected += expected;
                restCount += counts[i];
            } else {
                statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
                cells++;
            }
        }
        if (restExpected >= 5) {
            statistic += (restCount - restExpected) * (restCount - restExpected) / restExpected;
            cells++;
        }
        return cells < 2 || statistic < critical(cells - 1);
    }

    private static double critical(int freedom) {
        double a = 2.0 / (9 * freedom);
        return freedom * Math.pow(1 - a + 4.753 * Math.sqrt(a), 3);
    }
}
