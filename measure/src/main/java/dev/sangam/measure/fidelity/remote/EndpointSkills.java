package dev.sangam.measure.fidelity.remote;

import dev.sangam.core.InputException;
import dev.sangam.measure.endpoint.EndpointCalls.Answer;
import dev.sangam.measure.prompt.Api;
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
    /** What vLLM, Sangam and OpenAI's chat give at most, and what OpenAI's completions do. */
    private static final List<Integer> TOPS = List.of(20, 5);

    private static final String PROBE = "One, two, three, four,";

    /**
     * Asks.
     *
     * @param wanted the only API to try; empty for completions, and for the chat where there are none
     * @throws InputException when neither answers
     */
    static EndpointSkills find(PatientCalls calls, Requests requests, Optional<Api> wanted) {
        InputException first = null;
        for (Api api : wanted.map(List::of).orElse(List.of(Api.COMPLETIONS, Api.CHAT))) {
            Answer plain = null;
            String complaint = "";
            for (int top : List.of(TOPS.getFirst(), TOPS.getLast(), -1)) {
                plain = calls.post(api.path(), requests.body(api, PROBE, 1, List.of(), top));
                if (plain.ok()) {
                    return skills(api, TokenScores.read(plain.body()), top, complaint);
                }
                complaint = calls.said(plain);
                if (isFinal(plain.status())) {
                    break;
                }
            }
            InputException refusal = calls.refusal(api.path(), plain);
            if (plain.status() == 401 || plain.status() == 403 || wanted.isPresent()) {
                throw refusal;
            }
            first = first == null ? refusal : first;
        }
        throw first;
    }

    /** Whether another form of the question would be refused as well. */
    private static boolean isFinal(int status) {
        return status == 401 || status == 403 || status == 404 || status == 405;
    }

    private static EndpointSkills skills(Api api, TokenScores scores, int asked, String complaint) {
        boolean chosen =
                !scores.isEmpty() && !scores.logProbabilities().getFirst().isNaN();
        boolean others = chosen && !scores.top().getFirst().isEmpty();
        return new EndpointSkills(api, others ? asked : 0, chosen, complaint);
    }
}
