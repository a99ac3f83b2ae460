package dev.sangam.measure.fidelity.remote;

import dev.sangam.measure.endpoint.EndpointCalls.Answer;
import dev.sangam.measure.fidelity.Item;
import dev.sangam.measure.prompt.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Scores options of any length through {@code echo}: the server gives back the prompt with the log-probability of each of its tokens. The
 * option's tokens are those after as many as the context has by itself: lm-eval's rule.
 */
final class EchoScores implements TextScores {
    private static final String PATH = Api.COMPLETIONS.path();

    private final PatientCalls calls;
    private final Requests requests;
    private volatile int maxTokens;
    private volatile boolean works;
    private volatile String refused = "";

    EchoScores(PatientCalls calls, Requests requests) {
        this.calls = calls;
        this.requests = requests;
    }

    @Override
    public String refused() {
        return refused;
    }

    @Override
    public Optional<List<Double>> find(Item.Choice item) {
        if (!refused.isEmpty()) {
            return Optional.empty();
        }
        Optional<List<Double>> context = prompt(item.context());
        List<Double> sums = new ArrayList<>();
        for (String continuation : item.continuations()) {
            Optional<List<Double>> whole = context.isEmpty() ? context : prompt(item.context() + continuation);
            if (whole.isEmpty()) {
                return Optional.empty();
            }
            List<Double> scores = whole.get();
            int from = Math.max(1, context.orElseThrow().size());
            double sum = 0;
            for (double each : scores.subList(Math.min(from, scores.size()), scores.size())) {
                sum += each;
            }
            if (from >= scores.size() || Double.isNaN(sum)) {
                return refuse("its answer to echo has no log-probabilities of the prompt's tokens");
            }
            sums.add(sum);
        }
        works = true;
        return Optional.of(sums);
    }

    /** Log-probabilities of the tokens of a prompt, the first of which has none. */
    private Optional<List<Double>> prompt(String text) {
        Answer answer = calls.post(PATH, requests.echo(text, maxTokens));
        if (maxTokens == 0 && (answer.status() == 400 || answer.status() == 422)) {
            Answer other = calls.post(PATH, requests.echo(text, 1));
            if (other.ok()) {
                maxTokens = 1;
                answer = other;
            }
        }
        if (!answer.ok()) {
            boolean unable = EndpointSkills.isAboutTheForm(answer.status());
            if (unable && !works) {
                return refuse("it answered " + answer.status() + calls.said(answer));
            }
            throw calls.refusal(PATH, answer);
        }
        TokenScores scores = TokenScores.read(answer.body());
        int count = promptTokens(answer.body(), scores.tokens().size());
        return count < 1
                ? refuse("its answer to echo has no log-probabilities of the prompt's tokens")
                : Optional.of(scores.logProbabilities().subList(0, count));
    }

    /** What the server counts; a server that counts more than it lists does not echo. */
    private int promptTokens(JsonNode answer, int listed) {
        JsonNode counted = answer.path("usage").path("prompt_tokens");
        int count = counted.isInt() ? counted.intValue() : listed - maxTokens;
        return count <= listed ? count : 0;
    }

    private Optional<List<Double>> refuse(String why) {
        refused = why;
        return Optional.empty();
    }
}
