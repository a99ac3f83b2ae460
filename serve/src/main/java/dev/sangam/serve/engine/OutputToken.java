package dev.sangam.serve.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token and what can be shown of it.
 *
 * @param id the token
 * @param text what the output grows by: complete characters that can be part of no stop string, so often less or more
 *     than this token's own text, and empty at times
 * @param logprobs present when asked for
 */
public record OutputToken(int id, String text, @Nullable Logprobs logprobs) {
    /**
     * Log-probabilities of the model's own distribution, before penalties, bias and temperature.
     *
     * @param chosen of the token
     * @param top the most probable tokens, best first
     */
    public record Logprobs(Candidate chosen, List<Candidate> top) {}

    /**
     * A token that could be chosen.
     *
     * @param id the token
     * @param bytes its own text; may be part of a character
     * @param logprob natural logarithm of its probability
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Candidate(int id, byte[] bytes, double logprob) {}
}
