package dev.sangam.serve.scoring;

import java.util.List;

/**
 * Scores continuations by the conventions of lm-evaluation-harness: spaces at a context's end go to the continuations, both are
 * made tokens together, and a continuation's score is the sum of the logarithms of its tokens' probabilities. As in
 * llama.cpp a text begins with the model's own beginning token, where it has one.
 *
 * <p>A sequence longer than the model's context loses its first tokens, as it does there; its score says so.
 */
public final class ChoiceScorer {
    private final ScoringModel model;

    /** A scorer by a model, which stays the caller's. */
    public ChoiceScorer(ScoringModel model) {
        this.model = model;
    }

    /**
     * Scores a group. What the tasks have in common is computed once. The batches depend on the group and the model's options
     * alone, so that the same group has the same scores, bit for bit; in another group a task's scores may differ by rounding.
     *
     * @throws dev.sangam.core.InputException when a continuation is empty, or longer than the model's context
     */
    public List<ChoiceScore> score(List<ChoiceTask> group) {
        throw new UnsupportedOperationException(model.name() + " " + group.size());
    }
}
