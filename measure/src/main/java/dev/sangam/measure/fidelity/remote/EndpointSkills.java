package dev.sangam.measure.fidelity.remote;

import dev.sangam.core.InputException;
import dev.sangam.measure.endpoint.EndpointCalls.Answer;
import dev.sangam.measure.prompt.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an endpoint can do, found out by asking for one token.
 *
 * @param api where plain texts go
 * @param top how many of the likeliest tokens it gives with their log-probabilities; 0 when it gives none
 * @param chosen whether it gives the log-probabilities of the tokens that it chose
 * @param complaint why there are none, in its words, in parentheses; empty when it does not say
 */
record EndpointSkills(Api api, int top, boolean chosen, String complaint) {
    /** No log-probabilities at all. */
    private static final int NONE = -1;

    /** What vLLM, Sangam and OpenAI's chat give at most, and what OpenAI's completions do. */
    private static final List<Integer> TOPS = List.of(20, 5, NONE);

    private static final String PROBE = "One, two, three, four,";

    /**
     * Asks.
     *
     * @param wanted the only API to try; empty for completions, and for the chat where there are none
     * @throws InputException when neither answers
     */
    static EndpointSkills find(PatientCalls calls, Requests requests, Optional<Api> wanted) {
        List<Api> apis = wanted.map(List::of).orElse(List.of(Api.COMPLETIONS, Api.CHAT));
        List<InputException> refusals = new ArrayList<>();
        for (Api api : apis) {
            Optional<EndpointSkills> found = find(calls, requests, api, refusals);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw refusals.getFirst();
    }

    /** Asks for many other tokens, for few, and for none. */
    private static Optional<EndpointSkills> find(
            PatientCalls calls, Requests requests, Api api, List<InputException> refusals) {
        String complaint = "";
        for (int top : TOPS) {
            Answer answer = calls.post(api.path(), requests.body(api, PROBE, 1, List.of(), top));
            if (answer.ok()) {
                return Optional.of(skills(api, TokenScores.read(answer.body()), top, complaint));
            }
            boolean missing = answer.status() == 404 || answer.status() == 405;
            if (!missing && !isAboutTheForm(answer.status())) {
                throw calls.refusal(api.path(), answer);
            }
            if (missing || top == NONE) {
                refusals.add(calls.refusal(api.path(), answer));
                break;
            }
            complaint = calls.said(answer);
        }
        return Optional.empty();
    }

    /** Whether the question may do in another form. */
    static boolean isAboutTheForm(int status) {
        return status == 400 || status == 422 || status == 501;
    }

    private static EndpointSkills skills(Api api, TokenScores scores, int asked, String complaint) {
        boolean chosen =
                !scores.isEmpty() && !scores.logProbabilities().getFirst().isNaN();
        boolean others = chosen && !scores.top().getFirst().isEmpty();
        return new EndpointSkills(api, others ? asked : 0, chosen, complaint);
    }
}
