package dev.sangam.measure.fidelity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/** Answers that nobody gave. */
public final class Answers {
    private static final List<String> OPTIONS = List.of("in the garden", "a cat", "the red ball", "nowhere");

    private Answers() {}

    /** A choice by its log-likelihoods. */
    static Prediction.Choice choice(String id, int answer, double... logLikelihoods) {
        List<Double> scores = Arrays.stream(logLikelihoods).boxed().toList();
        return new Prediction.Choice(
                "mmlu",
                id,
                "Where is " + id + "?",
                OPTIONS.subList(0, scores.size()),
                answer < 0 ? OptionalInt.empty() : OptionalInt.of(answer),
                OptionScores.likeliest(scores),
                scores,
                OPTIONS.stream().limit(scores.size()).map(String::length).toList());
    }

    /** An answer in words. */
    static Prediction.Open open(String id, String expected, String text) {
        return new Prediction.Open(
                "gsm8k",
                id,
                "How many are " + id + "?",
                expected.isEmpty() ? Optional.empty() : Optional.of(expected),
                text,
                CommonPrefix.words(text));
    }

    /** Choices of a base. */
    public static List<Prediction> choices(int items, RandomGenerator random) {
        List<Prediction> all = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            double[] scores = random.doubles(4, -6, 0).toArray();
            all.add(choice("item " + i, random.nextInt(4), scores));
        }
        return all;
    }

    /** The same with noise: what a compressed model might say. */
    public static List<Prediction> noisy(List<Prediction> base, double noise, RandomGenerator random) {
        return base.stream()
                .map(prediction -> (Prediction.Choice) prediction)
                .map(of -> (Prediction) choice(
                        of.id(),
                        of.answer().orElse(-1),
                        of.logLikelihoods().stream()
                                .mapToDouble(x -> x + noise * random.nextGaussian())
                                .toArray()))
                .toList();
    }

    /** Solutions of sums, some of which come out differently. */
    public static List<Prediction> solutions(int items, double otherShare, RandomGenerator random) {
        List<Prediction> all = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            boolean other = random.nextDouble() < otherShare;
            int result = 10 + i + (other ? 1 : 0);
            all.add(open(
                    "sheep " + i,
                    Integer.toString(10 + i),
                    "There are ten sheep in the field, and " + i + (other ? " more. Together" : " come. So there")
                            + " are " + result + " sheep.\n#### " + result));
        }
        return all;
    }

    /** A text of windows in which the candidate is off by as much. */
    public static ScoredText text(String name, int windows, int tokens, double noise, RandomGenerator random) {
        TokenComparison comparison = new TokenComparison(TokenComparison.Tail.WHOLE);
        List<ScoredText.Window> all = new ArrayList<>();
        for (int w = 0; w < windows; w++) {
            List<ScoredText.Token> scored = new ArrayList<>();
            for (int t = 0; t < tokens; t++) {
                double[] base = random.doubles(50, -4, 6).toArray();
                double off = noise * random.nextExponential();
                double[] candidate = Arrays.stream(base)
                        .map(x -> x + off * random.nextGaussian())
                        .toArray();
                int target = random.nextInt(50);
                TokenPair pair = comparison.pair(base, candidate, target);
                scored.add(new ScoredText.Token(
                        " word" + target, pair, " word" + comparison.baseTop(), " word" + comparison.candidateTop()));
            }
            all.add(new ScoredText.Window(List.of("Once", " upon", " a", " time"), scored));
        }
        return new ScoredText(name, all);
    }
}
