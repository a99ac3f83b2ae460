package dev.sangam.serve.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.SamplingParams;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SamplerTest {
    private static final float NONE = Float.NEGATIVE_INFINITY;
    private static final float INFINITE = Float.POSITIVE_INFINITY;

    @Test
    void greedyTakesTheGreatestLogitAndTheLowestIdAmongEquals() {
        assertThat(sampler(4, SamplingParams.GREEDY).next(new float[] {-1, 3, 3, 2}))
                .isEqualTo(1);
    }

    @Test
    void greedyPassesOverNanAndTakesInfinity() {
        assertThat(sampler(3, SamplingParams.GREEDY).next(new float[] {Float.NaN, -5, NONE}))
                .isEqualTo(1);
        assertThat(sampler(3, SamplingParams.GREEDY).next(new float[] {1, INFINITE, 2}))
                .isEqualTo(1);
    }

    @Test
    void nanIsNeverDrawn() {
        Sampler sampler = sampler(4, Params.neutral().temperature(2).build());
        float[] logits = {Float.NaN, 0, NONE, 0.5f};
        assertThat(IntStream.range(0, 1_000).map(i -> sampler.next(logits))).containsOnly(1, 3);
    }

    @Test
    void infiniteLogitsShareTheProbability() {
        Sampler sampler = sampler(4, Params.neutral().topP(0.9).logprobs(1).build());
        float[] logits = {INFINITE, 0, INFINITE, 5};
        assertThat(IntStream.range(0, 1_000).map(i -> sampler.next(logits))).containsOnly(0, 2);
        TokenLogprobs logprobs = sampler.logprobs().orElseThrow();
        assertThat(logprobs.chosen()).isCloseTo(Math.log(0.5), within(1e-6));
        assertThat(logprobs.top()).extracting(TokenLogprobs.Alternative::token).containsExactly(0);
    }

    @Test
    void logitsWithoutATokenAreAnError() {
        float[] broken = {Float.NaN, NONE};
        for (Params params : new Params[] {Params.neutral(), Params.neutral().temperature(0)}) {
            assertThatThrownBy(() -> sampler(2, params.build()).next(broken))
                    .isInstanceOf(EngineException.class)
                    .hasMessage("The model gave no usable logits.");
        }
    }

    @Test
    void aConstraintThatRefusesEverythingIsAnError() {
        Sampler sampler = sampler(3, Params.neutral().build(), new AllowedSet(Set.of()));
        assertThatThrownBy(() -> sampler.next(new float[] {1, 2, 3}))
                .isInstanceOf(EngineException.class)
                .hasMessage("No token of the vocabulary fits the response format here.");
    }

    @Test
    void theStrongestBiasBansAndForces() {
        Map<Integer, Double> bias = Map.of(0, -100.0, 2, 100.0, 99, 1.0);
        Sampler sampler = sampler(4, Params.neutral().bias(bias).build());
        assertThat(IntStream.range(0, 100).map(i -> sampler.next(new float[] {20, 20, 0, 20})))
                .containsOnly(2);
    }

    @Test
    void allTokensBiasedDownAlikeAreStillDrawn() {
        Map<Integer, Double> bias = Map.of(0, -100.0, 1, -100.0);
        assertThat(sampler(2, Params.neutral().bias(bias).build()).next(new float[] {9, -99}))
                .isZero();
    }

    @Test
    void topKBeyondTheVocabularyKeepsAll() {
        SamplingParams wide = Params.neutral().topK(1 << 30).seed(5).build();
        SamplingParams none = Params.neutral().seed(5).build();
        assertThat(tokens(wide, 200)).isEqualTo(tokens(none, 200));
    }

    @Test
    void theSmallestTemperatureIsGreedy() {
        Sampler sampler =
                sampler(3, Params.neutral().temperature(Double.MIN_VALUE).build());
        assertThat(IntStream.range(0, 100).map(i -> sampler.next(new float[] {1, 1.0001f, -3})))
                .containsOnly(1);
    }

    @Test
    void equalSeedsGiveEqualTokensWhoeverSharesTheBuffers() {
        SamplingParams params = Params.neutral()
                .topP(0.9)
                .topK(30)
                .penalties(1.2, 0.3, 0.1)
                .seed(11)
                .build();
        SamplingBuffers shared = new SamplingBuffers(100);
        Sampler alone = new Sampler(params, new int[] {1, 2}, null, new SamplingBuffers(100));
        Sampler inCompany = new Sampler(params, new int[] {1, 2}, null, shared);
        Sampler other = new Sampler(
                Params.neutral().minP(0.2).bias(Map.of(3, 5.0)).seed(12).build(), new int[0], null, shared);
        SplittableRandom random = new SplittableRandom(3);
        for (int step = 0; step < 500; step++) {
            float[] logits = logits(100, random);
            int token = alone.next(logits);
            other.next(logits(100, random));
            assertThat(inCompany.next(logits)).isEqualTo(token);
        }
    }

    @Test
    void otherSeedsGiveOtherTokens() {
        assertThat(tokens(Params.neutral().seed(1).build(), 50))
                .isNotEqualTo(tokens(Params.neutral().seed(2).build(), 50));
    }

    @Test
    void theRepetitionPenaltyCountsThePromptAndTheOutput() {
        Sampler sampler = new Sampler(
                Params.neutral().temperature(0).penalties(2, 0, 0).build(),
                new int[] {0},
                null,
                new SamplingBuffers(4));
        float[] logits = {3, 2, 1.4f, -1};
        assertThat(sampler.next(logits)).as("3 / 2 against 2").isEqualTo(1);
        assertThat(sampler.next(logits)).as("3 / 2 against 2 / 2 and 1.4").isZero();
        float[] negative = {-3, -5, -5.5f, -8};
        assertThat(sampler.next(negative)).as("-3 * 2 and -5 * 2 against -5.5").isEqualTo(2);
    }

    @Test
    void frequencyAndPresencePenaltiesCountTheOutputAlone() {
        Sampler sampler = new Sampler(
                Params.neutral().temperature(0).penalties(1, 1, 0.5).build(),
                new int[] {0, 0, 0},
                null,
                new SamplingBuffers(3));
        float[] logits = {5, 4, 2.2f};
        assertThat(IntStream.range(0, 6).map(i -> sampler.next(logits)).toArray())
                .as("each occurrence costs 1, the first another 0.5")
                .containsExactly(0, 1, 0, 0, 1, 2);
    }

    @Test
    void theLogitsOfTheCallerAreLeftAsTheyAre() {
        float[] logits = {1, 2, 3};
        sampler(3, Params.neutral().bias(Map.of(0, 9.0)).penalties(2, 1, 1).build(), new AllowedSet(Set.of(1)))
                .next(logits);
        assertThat(logits).containsExactly(1, 2, 3);
    }

    @Test
    void logprobsAreOfTheModelsOwnDistribution() {
        float[] logits = {1, 2, 3, 2};
        SamplingParams params = Params.neutral()
                .temperature(0.1)
                .bias(Map.of(0, 100.0))
                .penalties(2, 1, 1)
                .logprobs(2)
                .build();
        Sampler sampler = sampler(4, params);
        assertThat(sampler.logprobs()).isEmpty();
        assertThat(sampler.next(logits)).isZero();
        double total = Math.log(Math.exp(1) + 2 * Math.exp(2) + Math.exp(3));
        TokenLogprobs logprobs = sampler.logprobs().orElseThrow();
        assertThat(logprobs.chosen()).isCloseTo(1 - total, within(1e-6));
        assertThat(logprobs.top()).extracting(TokenLogprobs.Alternative::token).containsExactly(2, 1);
        assertThat(logprobs.top().getLast().logprob()).isCloseTo(2 - total, within(1e-6));
    }

    @Test
    void logprobsMayBeAskedForWithoutAlternatives() {
        Sampler sampler = sampler(2, Params.neutral().logprobs(0).build());
        sampler.next(new float[] {0, 0});
        assertThat(sampler.logprobs().orElseThrow().top()).isEmpty();
        assertThat(sampler.logprobs().orElseThrow().chosen()).isCloseTo(Math.log(0.5), within(1e-7));
    }

    @Test
    void aConstraintIsAskedForOneTokenAndMasksOnlyAfterARefusal() {
        AllowedSet fits = new AllowedSet(Set.of(2));
        assertThat(sampler(3, SamplingParams.GREEDY, fits).next(new float[] {1, 2, 3}))
                .isEqualTo(2);
        assertThat(fits.masks()).isZero();
        AllowedSet refuses = new AllowedSet(Set.of(0, 1));
        assertThat(sampler(3, SamplingParams.GREEDY, refuses).next(new float[] {1, 2, 3}))
                .isEqualTo(1);
        assertThat(refuses.masks()).isEqualTo(1);
        assertThat(refuses.accepted()).containsExactly(1);
    }

    @Test
    void theExponentialIsRightToSevenDigits() {
        for (float x = 0; x >= -100; x -= 0.0137f) {
            double exact = Math.pow(2, x);
            assertThat((double) Weights.exp2(x)).isCloseTo(exact, within(exact * 1e-7));
        }
        assertThat(Weights.exp2(0)).isOne();
        assertThat(Weights.exp2(-100)).isEqualTo(Weights.NONE);
    }

    private static int[] tokens(SamplingParams params, int count) {
        Sampler sampler = sampler(100, params);
        SplittableRandom random = new SplittableRandom(9);
        return IntStream.range(0, count)
                .map(i -> sampler.next(logits(100, random)))
                .toArray();
    }

    private static float[] logits(int size, SplittableRandom random) {
        float[] logits = new float[size];
        for (int i = 0; i < size; i++) {
            logits[i] = (float) random.nextDouble(-2, 2);
        }
        return logits;
    }

    private static Sampler sampler(int vocabulary, SamplingParams params) {
        return sampler(vocabulary, params, null);
    }

    private static Sampler sampler(int vocabulary, SamplingParams params, @Nullable TokenConstraint constraint) {
        return new Sampler(params, new int[0], constraint, new SamplingBuffers(vocabulary));
    }
}
