package dev.sangam.measure.fidelity.remote;

import dev.sangam.core.InputException;
import dev.sangam.measure.endpoint.EndpointCalls;
import dev.sangam.measure.endpoint.EndpointCalls.Answer;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/**
 * Makes calls again that failed for a reason that may pass: the server is overloaded, restarts, or the connection broke. None of the
 * requests made here changes anything at a server, so each may be made again.
 */
final class PatientCalls {
    private static final int TRIES = 6;

    private final EndpointCalls calls;
    private final long firstPauseMillis;

    /** @param firstPauseMillis how long to wait before the second try; each later wait is twice as long */
    PatientCalls(EndpointCalls calls, long firstPauseMillis) {
        this.calls = calls;
        this.firstPauseMillis = firstPauseMillis;
    }

    /** The last answer, whatever it says. */
    Answer post(String path, JsonNode body) {
        for (int attempt = 1; ; attempt++) {
            try {
                Answer answer = calls.post(path, body);
                if (attempt == TRIES || !mayPass(answer.status())) {
                    return answer;
                }
            } catch (InputException e) {
                if (attempt == TRIES || !(e.getCause() instanceof IOException)) {
                    throw e;
                }
            }
            pause(path, firstPauseMillis << (attempt - 1));
        }
    }

    InputException refusal(String path, Answer answer) {
        return calls.refusal(path, answer);
    }

    /** Where a path is, for errors. */
    String at(String path) {
        return calls.at(path).toString();
    }

    /** What a server says is wrong, without the key, in parentheses; empty when it says nothing. */
    String said(Answer answer) {
        String complaint = calls.endpoint().withoutKey(answer.complaint());
        return complaint.isEmpty() ? "" : " (" + complaint + ")";
    }

    private static boolean mayPass(int status) {
        return switch (status) {
            case 408, 425, 429, 500, 502, 503, 504 -> true;
            default -> false;
        };
    }

    private void pause(String path, long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputException(at(path) + ": was not waited for", e);
        }
    }
}
