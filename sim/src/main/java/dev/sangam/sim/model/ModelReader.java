package dev.sangam.sim.model;

import dev.sangam.core.model.Attention;
import dev.sangam.core.model.Dtype;
import dev.sangam.core.model.Family;
import dev.sangam.core.model.FeedForward;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.files.Section;
import java.util.List;

/** Reads the shape of one model in the words of {@code models.yaml}. */
final class ModelReader {
    private static final int MAX = 1 << 24;

    private ModelReader() {}

    static ModelSpec read(String name, Section section) {
        int hidden = required(section, "hidden");
        int heads = required(section, "heads");
        int headDim = section.integer("head_dim", 1, MAX).orElseGet(() -> headDim(section, "heads", hidden, heads));
        int kvHeads = section.integer("kv_heads", 1, MAX).orElse(heads);
        int layers = required(section, "layers");
        int vocabulary = required(section, "vocabulary");
        int maxContext = required(section, "max_context");
        Family family =
                section.choice("family", List.of(Family.values()), Enum::name).orElse(Family.LLAMA);
        boolean tied = section.flag("tied_embeddings").orElse(false);
        FeedForward feedForward = feedForward(section);
        Dtype weights = dtype(section, "weight_dtype", Dtype.BF16);
        Dtype kv = dtype(section, "kv_dtype", Dtype.BF16);
        return section.check(() -> new ModelSpec(
                name,
                family,
                layers,
                hidden,
                new Attention(heads, kvHeads, headDim),
                feedForward,
                vocabulary,
                maxContext,
                tied,
                weights,
                kv));
    }

    /** The model in the number formats that the section asks for. */
    static ModelSpec withDtypes(ModelSpec model, Section section) {
        return model.with(
                dtype(section, "weight_dtype", model.weightDtype()), dtype(section, "kv_dtype", model.kvDtype()));
    }

    static int required(Section section, String key) {
        return section.integer(key, 1, MAX).orElseThrow(() -> section.error(key, "is missing"));
    }

    static int headDim(Section section, String headsKey, int hidden, int heads) {
        if (hidden % heads != 0) {
            throw section.error(
                    headsKey,
                    "is " + heads + "; it must divide the hidden size " + hidden + ", or head_dim must be given");
        }
        return hidden / heads;
    }

    private static FeedForward feedForward(Section section) {
        if (!section.has("experts")) {
            int intermediate = required(section, "intermediate");
            return new FeedForward.Dense(intermediate, section.flag("gated").orElse(true));
        }
        int experts = required(section, "experts");
        int perToken = required(section, "experts_per_token");
        int intermediate = required(section, "expert_intermediate");
        int shared = section.integer("shared_intermediate", 0, MAX).orElse(0);
        return section.check(() -> new FeedForward.Mixture(experts, perToken, intermediate, shared));
    }

    private static Dtype dtype(Section section, String key, Dtype fallback) {
        return section.choice(key, List.of(Dtype.values()), Enum::name).orElse(fallback);
    }
}
