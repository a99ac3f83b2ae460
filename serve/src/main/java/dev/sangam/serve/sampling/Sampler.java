package dev.sangam.serve.sampling;

import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.SamplingParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the tokens of one request. Its choices depend on the logits, the parameters with their seed, the prompt's tokens and
 * the constraint, and on nothing else: not on who shares the batch, nor on time.
 *
 * <p>The order of operations is that of vLLM's V1 {@code Sampler} up to the temperature, then that of llama.cpp's default
 * chain: logit bias; repetition, frequency and presence penalty; temperature; top-k; top-p over what top-k left; min-p; a draw.
 * At temperature 0 the greatest logit wins, the lowest id among equals. A logit that is NaN counts as negative infinity.
 *
 * <p>A constraint comes, in effect, before the temperature, and in practice after the draw, as in llama.cpp: the token is drawn
 * as if there were none; when it is refused, the whole vocabulary is masked and another token is drawn, independently. Greedy,
 * or without truncation, this is exactly the same as to mask first: a token of probability p among allowed ones of total
 * probability A comes with p + (1 - A) p / A = p / A. With top-k, top-p or min-p the two draws truncate different
 * vocabularies, and the result is the mixture of an allowed token of the first and the whole second: q1(t) + (1 - q1(allowed))
 * q2(t). To mask first would mean to test the whole vocabulary at every token.
 *
 * <p>Not thread-safe. Allocates nothing per token, log-probabilities aside.
 */
public final class Sampler {
    private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
            RandomGeneratorFactory.of("L64X128MixRandom");

    private final SamplingParams params;
    private final SamplingBuffers buffers;
    private final Truncation truncation;
    private final RandomGenerator random;
    private final @Nullable TokenConstraint constraint;
    private final @Nullable TokenCounts counts;
    private final int[] biasTokens;
    private final float[] biases;
    private final boolean adjusts;
    private @Nullable TokenLogprobs logprobs;

    /**
     * @param params how to choose
     * @param prompt token ids of the prompt, for the repetition penalty
     * @param constraint what the output must keep to; null for nothing
     * @param buffers shared among the samplers of a thread
     */
    public Sampler(SamplingParams params, int[] prompt, @Nullable TokenConstraint constraint, SamplingBuffers buffers) {
        this.params = params;
        this.buffers = buffers;
        this.constraint = constraint;
        truncation = new Truncation(buffers);
        random = GENERATORS.create(params.seed());
        counts = penalises(params) ? new TokenCounts() : null;
        if (counts != null && params.repetitionPenalty() != 1) {
            for (int token : prompt) {
                counts.seen(token);
            }
        }
        biasTokens = params.logitBias().keySet().stream()
                .mapToInt(Integer::intValue)
                .filter(token -> token >= 0 && token < buffers.vocabulary)
                .sorted()
                .toArray();
        adjusts = counts != null || biasTokens.length > 0;
        biases = new float[biasTokens.length];
        for (int i = 0; i < biases.length; i++) {
            biases[i] = params.logitBias().getOrDefault(biasTokens[i], 0.0).floatValue();
        }
    }

    /**
     * Chooses the next token and remembers it.
     *
     * @param logits one per token of the vocabulary; left as they are
     * @throws EngineException when no token is left to choose: the constraint refuses all, or the logits are broken
     */
    public int next(float[] logits) {
        if (logits.length < buffers.vocabulary) {
            throw new IllegalArgumentException(
                    "there are " + logits.length + " logits; the vocabulary has " + buffers.vocabulary + " tokens");
        }
        float[] adjusted = adjusted(logits);
        int token = draw(adjusted);
        if (constraint != null) {
            if (token < 0 || !constraint.allows(token)) {
                token = draw(masked(adjusted, constraint));
            }
            if (token >= 0) {
                constraint.accept(token);
            }
        }
        if (token < 0) {
            throw new EngineException(
                    EngineException.Kind.INTERNAL,
                    "no_token_left",
                    constraint == null
                            ? "The model gave no usable logits."
                            : "No token of the vocabulary fits the response format here.");
        }
        if (counts != null) {
            counts.emitted(token);
        }
        logprobs = params.logprobs() < 0 ? null : logprobs(logits, token);
        return token;
    }

    /** Log-probabilities of the last step; empty when the parameters ask for none, and before the first. */
    public Optional<TokenLogprobs> logprobs() {
        return Optional.ofNullable(logprobs);
    }

    private static boolean penalises(SamplingParams params) {
        return params.repetitionPenalty() != 1 || params.frequencyPenalty() != 0 || params.presencePenalty() != 0;
    }

    /** The logits after bias and penalties; the very same array when there is nothing to adjust. */
    private float[] adjusted(float[] logits) {
        if (!adjusts) {
            return logits;
        }
        float[] adjusted = buffers.adjusted;
        System.arraycopy(logits, 0, adjusted, 0, buffers.vocabulary);
        for (int i = 0; i < biasTokens.length; i++) {
            adjusted[biasTokens[i]] += biases[i];
        }
        if (counts != null) {
            counts.penalise(adjusted, params.repetitionPenalty(), params.frequencyPenalty(), params.presencePenalty());
        }
        return adjusted;
    }

    private float[] masked(float[] logits, TokenConstraint constraint) {
        if (!adjusts) {
            System.arraycopy(logits, 0, buffers.adjusted, 0, buffers.vocabulary);
        }
        constraint.mask(buffers.adjusted);
        return buffers.adjusted;
    }

    /** A token by temperature, top-k, top-p and min-p; -1 when no logit is left. */
    private int draw(float[] logits) {
        int greatest = Weights.greatest(logits, buffers.vocabulary);
        if (greatest < 0 || params.temperature() == 0 || params.topK() == 1) {
            return greatest;
        }
        double mass = Weights.fill(logits, buffers.vocabulary, logits[greatest], params.temperature(), buffers.weights);
        int k = params.topK() < buffers.vocabulary ? params.topK() : 0;
        if (k == 0 && params.topP() == 1 && params.minP() == 0) {
            return at(random.nextDouble() * mass, greatest);
        }
        truncate(k, mass);
        return truncation.at(random.nextDouble() * truncation.mass());
    }

    private void truncate(int k, double mass) {
        double kept = mass;
        if (k > 0) {
            truncation.start(truncation.leastOfTop(k));
            truncation.topK(k);
            kept = truncation.mass();
        } else if (params.topP() < 1) {
            truncation.start(truncation.leastOfShare(params.topP(), mass));
        } else {
            truncation.start((float) params.minP());
        }
        if (params.topP() < 1) {
            truncation.topP(params.topP() * kept);
        }
        if (params.minP() > 0) {
            truncation.minP(params.minP());
        }
    }

    /** Token at which the running sum of all weights passes the target; rounding apart, there is one. */
    private int at(double target, int otherwise) {
        double sum = 0;
        for (int token = 0; token < buffers.vocabulary; token++) {
            sum += buffers.weights[token];
            if (sum > target && buffers.weights[token] > Weights.NONE) {
                return token;
            }
        }
        return otherwise;
    }

    private TokenLogprobs logprobs(float[] logits, int token) {
        float greatest = logits[Weights.greatest(logits, buffers.vocabulary)];
        double logSum = Math.log(Weights.fill(logits, buffers.vocabulary, greatest, 1, buffers.weights));
        int[] top = new int[params.logprobs()];
        int found = top.length == 0 ? 0 : Weights.top(logits, buffers.vocabulary, top);
        List<TokenLogprobs.Alternative> alternatives = new ArrayList<>(found);
        for (int i = 0; i < found; i++) {
            alternatives.add(new TokenLogprobs.Alternative(top[i], logprob(logits[top[i]], greatest, logSum)));
        }
        return new TokenLogprobs(logprob(logits[token], greatest, logSum), List.copyOf(alternatives));
    }

    /** Where the greatest logit is infinite, those that share it share the probability. */
    private static double logprob(float logit, float greatest, double logSum) {
        return (logit == greatest ? 0 : logit - greatest) - logSum;
    }
}
