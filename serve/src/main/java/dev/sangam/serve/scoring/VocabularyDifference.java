package dev.sangam.serve.scoring;

import dev.sangam.serve.llama.LlamaModel;
import dev.sangam.serve.llama.LlamaVocabulary;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What keeps two models from being compared token by token. */
final class VocabularyDifference {
    private static final String TRIAL =
            "In 1851 the whale's 12,345 barrels weren't  sold;\n\n\tna\u00efve caf\u00e9s \u2014 \u4f60\u597d, x=3.5e-7!";

    private VocabularyDifference() {}

    /** The first difference as a part of a sentence: what the one has, then what the other has. */
    static Optional<String> of(LlamaModel one, LlamaModel other) {
        LlamaVocabulary a = one.vocabulary();
        LlamaVocabulary b = other.vocabulary();
        return differ("the kind of tokenizer is", kind(one), kind(other))
                .or(() -> differ("the number of tokens is", a.size(), b.size()))
                .or(() -> pieces(a, b))
                .or(() -> differ("the token that begins a text is", a.bos(), b.bos()))
                .or(() -> differ("the token that ends a text is", a.eos(), b.eos()))
                .or(() -> differ("the token that ends a turn is", a.eot(), b.eot()))
                .or(() -> differ("a text begins with a token of its own:", yes(a.addsBos()), yes(b.addsBos())))
                .or(() -> texts(a, b));
    }

    private static Optional<String> pieces(LlamaVocabulary a, LlamaVocabulary b) {
        for (int token = 0; token < a.size(); token++) {
            if (!Arrays.equals(a.piece(token, true), b.piece(token, true))) {
                return differ("token " + token + " is", quoted(a, token), quoted(b, token));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> texts(LlamaVocabulary a, LlamaVocabulary b) {
        int[] x = a.tokenize(TRIAL, true, false);
        int[] y = b.tokenize(TRIAL, true, false);
        return Arrays.equals(x, y)
                ? Optional.empty()
                : differ("a trial text's tokens are", Arrays.toString(x), Arrays.toString(y));
    }

    private static Optional<String> differ(String what, Object one, Object other) {
        return one.equals(other) ? Optional.empty() : Optional.of(what + " " + one + " here and " + other + " there");
    }

    private static String kind(LlamaModel model) {
        return model.metadata("tokenizer.ggml.model").orElse("not given");
    }

    private static String quoted(LlamaVocabulary vocabulary, int token) {
        return "'" + new String(vocabulary.piece(token, true), StandardCharsets.UTF_8) + "'";
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }
}
