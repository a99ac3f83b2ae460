package dev.sangam.measure.fidelity.remote;

import dev.sangam.core.InputException;
import dev.sangam.measure.endpoint.EndpointCalls.Answer;
import dev.sangam.measure.endpoint.Tokenizer;
import dev.sangam.measure.fidelity.Item;
import dev.sangam.measure.prompt.Api;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Scores options of any length token by token: the server is made to choose the option's next token by {@code logit_bias}, and tells what
 * the model makes of it. That is of use only where log-probabilities are those from before the bias, as with Sangam, vLLM and
 * llama.cpp, and where the server tells the numbers of tokens; both are found out first. The option's tokens are those after as
 * many as the context has by itself, as in {@link EchoScores}.
 */
final class ForcedScores implements TextScores {
    private static final String PATH = Api.COMPLETIONS.path();
    /** The largest that OpenAI's API allows. */
    private static final int BIAS = 100;
    /** No text goes on with all of them. */
    private static final List<String> UNLIKELY = List.of("One, two, three, four, ~", "One, two, three, four, Q");

    private final PatientCalls calls;
    private final Requests requests;
    private final Supplier<Optional<Tokenizer>> tokenizers;
    private boolean tried;
    private @Nullable Tokenizer tokenizer;
    private volatile String refused = "";

    ForcedScores(PatientCalls calls, Requests requests, Supplier<Optional<Tokenizer>> tokenizers) {
        this.calls = calls;
        this.requests = requests;
        this.tokenizers = tokenizers;
    }

    @Override
    public String refused() {
        return refused;
    }

    @Override
    public Optional<List<Double>> find(Item.Choice item) {
        return able().map(tokens -> {
            int context = tokens.tokens(item.context()).length;
            return item.continuations().stream()
                    .map(each -> score(tokens.tokens(item.context() + each), context))
                    .toList();
        });
    }

    private double score(int[] tokens, int context) {
        double sum = 0;
        for (int i = context; i < tokens.length; i++) {
            Answer answer = forced(tokens, i);
            TokenScores scores = TokenScores.read(answer.body());
            if (!answer.ok()) {
                throw calls.refusal(PATH, answer);
            }
            sum += scores.isEmpty() ? Double.NaN : scores.logProbabilities().getFirst();
        }
        if (Double.isNaN(sum) || context >= tokens.length) {
            throw new InputException(calls.at(PATH) + ": gave no log-probability of a token that it was asked for");
        }
        return sum;
    }

    /** The answer to the tokens before an index, made to be the token there. */
    private Answer forced(int[] tokens, int index) {
        return calls.post(PATH, requests.forced(Arrays.copyOf(tokens, index), tokens[index], BIAS));
    }

    /** The tokenizer of a server that can do it. */
    private synchronized Optional<Tokenizer> able() {
        if (!tried) {
            Optional<Tokenizer> found = tokenizers.get();
            if (found.isEmpty()) {
                refused = "it does not tell the numbers of tokens at /tokenize";
            }
            tokenizer = found.filter(this::showsWhatWasBefore).orElse(null);
            tried = true;
        }
        return Optional.ofNullable(tokenizer);
    }

    /** Whether tokens that nobody would choose keep their small probability when they are chosen by a bias. */
    private boolean showsWhatWasBefore(Tokenizer tokens) {
        List<Boolean> kept = new ArrayList<>();
        for (String text : UNLIKELY) {
            int[] ids = tokens.tokens(text);
            Answer answer = ids.length < 2 ? null : forced(ids, ids.length - 1);
            if (answer == null || !answer.ok()) {
                refused = "it answered " + (answer == null ? "no tokens" : answer.status() + calls.said(answer))
                        + " when it was made to choose a token";
                return false;
            }
            TokenScores scores = TokenScores.read(answer.body());
            kept.add(!scores.isEmpty()
                    && isLess(scores.logProbabilities().getFirst(), scores.top().getFirst()));
        }
        if (!kept.contains(true)) {
            refused = "its log-probabilities are those after logit_bias";
        }
        return kept.contains(true);
    }

    private static boolean isLess(double chosen, Map<String, Double> top) {
        return top.values().stream().anyMatch(other -> other > chosen);
    }
}
