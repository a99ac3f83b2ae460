package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import dev.sangam.core.model.Attention;
import dev.sangam.core.model.Dtype;
import dev.sangam.core.model.Family;
import dev.sangam.core.model.FeedForward;
import dev.sangam.core.model.ModelSpec;

/**
 * The shape of the model that a profile was measured with.
 *
 * @param hidden width of the residual stream; 0 where the profile does not say, as for the next ones
 * @param heads query heads
 * @param kvHeads key and value heads
 * @param headDim width of a head
 * @param intermediate inner width of the MLP, or of an expert
 * @param experts experts of a mixture; 0 for a dense MLP, too
 * @param vocabulary rows of the embedding table
 */
public record ProfileShape(
        int hidden, int heads, int kvHeads, int headDim, int intermediate, int experts, int vocabulary) {

    /** The shape of a model. */
    public static ProfileShape of(ModelSpec model) {
        int intermediate = switch (model.feedForward()) {
            case FeedForward.Dense dense -> dense.intermediate();
            case FeedForward.Mixture mixture -> mixture.intermediate();
        };
        return new ProfileShape(
                model.hidden(),
                model.attention().heads(),
                model.attention().kvHeads(),
                model.attention().headDim(),
                intermediate,
                model.feedForward() instanceof FeedForward.Mixture mixture ? mixture.experts() : 0,
                model.vocabulary());
    }

    /** Whether nothing that both say differs. */
    public boolean fits(ProfileShape other) {
        return same(hidden, other.hidden)
                && same(heads, other.heads)
                && same(kvHeads, other.kvHeads)
                && same(headDim, other.headDim)
                && same(intermediate, other.intermediate)
                && same(experts, other.experts)
                && same(vocabulary, other.vocabulary);
    }

    /**
     * Refuses a model of another shape.
     *
     * @param profile names the profile in the error
     */
    public void require(ModelSpec model, String profile) {
        if (!fits(of(model))) {
            throw new InputException(profile + ": is of another model: it was measured with " + this + ", but "
                    + model.name() + " has " + of(model));
        }
    }

    /** Whether all is known that operator times depend on, but for the vocabulary. */
    public boolean complete() {
        return hidden > 0 && heads > 0 && kvHeads > 0 && headDim > 0 && intermediate > 0;
    }

    /** A model of this shape and one layer, for what depends on the shape alone. */
    public ModelSpec model(String name) {
        FeedForward feedForward = experts == 0
                ? new FeedForward.Dense(intermediate, true)
                : new FeedForward.Mixture(experts, 1, intermediate, 0);
        return new ModelSpec(
                name,
                Family.LLAMA,
                1,
                hidden,
                new Attention(heads, kvHeads, headDim),
                feedForward,
                Math.max(1, vocabulary),
                Integer.MAX_VALUE,
                false,
                Dtype.BF16,
                Dtype.BF16);
    }

    private static boolean same(int a, int b) {
        return a == 0 || b == 0 || a == b;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text, hidden, "hidden ");
        append(text, heads, "heads ");
        append(text, kvHeads, "KV heads ");
        append(text, headDim, "head width ");
        append(text, intermediate, "MLP width ");
        append(text, experts, "experts ");
        append(text, vocabulary, "vocabulary ");
        return text.toString();
    }

    private static void append(StringBuilder text, int value, String label) {
        if (value > 0) {
            text.append(text.isEmpty() ? "" : ", ").append(label).append(value);
        }
    }
}
