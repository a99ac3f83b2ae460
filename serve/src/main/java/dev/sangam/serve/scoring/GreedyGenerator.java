package dev.sangam.serve.scoring;

import java.util.List;

/** Answers by the likeliest token, the first of equals, for several prompts at once. */
public final class GreedyGenerator {
    private final ScoringModel model;

    /** A generator by a model, which stays the caller's. */
    public GreedyGenerator(ScoringModel model) {
        this.model = model;
    }

    /**
     * Answers a group. The same group has the same answers; in another group an answer may differ where rounding decides.
     *
     * @throws dev.sangam.core.InputException when an answer may be longer than the model's context
     */
    public List<Generated> generate(List<GenerationTask> group) {
        throw new UnsupportedOperationException(model.name() + " " + group.size());
    }
}
