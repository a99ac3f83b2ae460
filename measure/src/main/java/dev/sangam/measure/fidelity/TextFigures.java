package dev.sangam.measure.fidelity;

import dev.sangam.measure.figures.BlockBootstrap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Figures of a text. Neighbouring tokens are not independent, so its intervals come from whole chunks drawn again with
 * replacement: the windows of the text, cut into equal parts where they are fewer than {@value #FEWEST_CHUNKS}.
 *
 * @param name of the text, or {@link SetFigures#ALL}
 * @param statistics as llama.cpp has them
 * @param chunks that were drawn from; 0 when the text is too short
 * @param kl interval of the mean divergence, nats
 * @param lnRatio interval of ln of the ratio of the perplexities
 * @param deltaP interval of the mean change of the probability of the token that came
 * @param sameTop interval of the share of the same likeliest token
 * @param permutationP two-sided p of equal perplexities, by flipping the signs of chunks at random; NaN when too short
 */
public record TextFigures(
        String name,
        TokenStatistics statistics,
        int chunks,
        Interval kl,
        Interval lnRatio,
        Interval deltaP,
        Interval sameTop,
        double permutationP) {
    private static final int FEWEST_CHUNKS = 20;
    private static final int FEWEST_TOKENS = 8;
    private static final int RESAMPLES = 1000;

    /**
     * Of a text.
     *
     * @param seed of what is drawn at random
     */
    public static TextFigures of(ScoredText text, long seed) {
        List<List<TokenPair>> chunks = chunks(text);
        int[][] draws = draws(chunks.size(), seed);
        double[] lost = sums(chunks, TextFigures::lost);
        return new TextFigures(
                text.name(),
                TokenStatistics.of(text.pairs()),
                chunks.size(),
                interval(chunks, TokenPair::klDivergence, draws),
                interval(chunks, TextFigures::lost, draws),
                interval(chunks, TokenPair::deltaP, draws),
                interval(chunks, pair -> pair.sameTop() ? 1 : 0, draws),
                chunks.isEmpty() ? Double.NaN : SignFlips.p(lost, seed));
    }

    private static double lost(TokenPair pair) {
        return pair.baseLogProbability() - pair.candidateLogProbability();
    }

    private static List<List<TokenPair>> chunks(ScoredText text) {
        int windows = text.windows().size();
        int parts = windows == 0 ? 1 : Math.ceilDiv(FEWEST_CHUNKS, windows);
        List<List<TokenPair>> chunks = new ArrayList<>();
        for (ScoredText.Window window : text.windows()) {
            List<TokenPair> pairs =
                    window.tokens().stream().map(ScoredText.Token::pair).toList();
            for (int i = 0; i < parts; i++) {
                List<TokenPair> chunk = pairs.subList(pairs.size() * i / parts, pairs.size() * (i + 1) / parts);
                if (chunk.size() >= FEWEST_TOKENS) {
                    chunks.add(chunk);
                }
            }
        }
        return chunks.size() < FEWEST_CHUNKS ? List.of() : chunks;
    }

    private static int[][] draws(int chunks, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int[][] draws = new int[chunks == 0 ? 0 : RESAMPLES][];
        for (int i = 0; i < draws.length; i++) {
            draws[i] = BlockBootstrap.draw(chunks, random);
        }
        return draws;
    }

    private static double[] sums(List<List<TokenPair>> chunks, ToDoubleFunction<TokenPair> value) {
        return chunks.stream()
                .mapToDouble(chunk -> chunk.stream().mapToDouble(value).sum())
                .toArray();
    }

    private static Interval interval(List<List<TokenPair>> chunks, ToDoubleFunction<TokenPair> value, int[][] draws) {
        double[] sums = sums(chunks, value);
        double[] means = Arrays.stream(draws)
                .mapToDouble(times -> {
                    double sum = 0;
                    long tokens = 0;
                    for (int i = 0; i < sums.length; i++) {
                        sum += times[i] * sums[i];
                        tokens += (long) times[i] * chunks.get(i).size();
                    }
                    return sum / tokens;
                })
                .toArray();
        double[] ends = BlockBootstrap.interval(means);
        return new Interval(ends[0], ends[1]);
    }
}
