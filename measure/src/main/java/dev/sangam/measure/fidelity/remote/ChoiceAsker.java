package dev.sangam.measure.fidelity.remote;

import dev.sangam.core.InputException;
import dev.sangam.measure.endpoint.EndpointCalls.Answer;
import dev.sangam.measure.fidelity.Item;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.records.JsonRecord;
import dev.sangam.measure.prompt.Api;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Asks questions with options. Options that are letters, which are a token each, are found among the likeliest first tokens of one
 * answer; others, and those that are not among them, through {@link EchoScores}. Where the server cannot do that either, only the
 * choice is known: it is the likeliest option that was found, as all others are less likely than any token that was named; no
 * log-likelihood is made up.
 */
final class ChoiceAsker {
    private final PatientCalls calls;
    private final Requests requests;
    private final EndpointSkills skills;
    private final EchoScores echo;
    private final LongAdder choiceOnly = new LongAdder();

    ChoiceAsker(PatientCalls calls, Requests requests, EndpointSkills skills) {
        this.calls = calls;
        this.requests = requests;
        this.skills = skills;
        this.echo = new EchoScores(calls, requests);
    }

    /** Questions of which only the choice is known. */
    long choiceOnly() {
        return choiceOnly.sum();
    }

    Prediction ask(String set, Item.Choice item) {
        if (!skills.chosen()) {
            throw new InputException(calls.at(skills.api().path()) + ": gives no log-probabilities" + skills.complaint()
                    + ", without which questions with options cannot be scored. Maybe a server that gives them, or compare"
                    + " answers to GSM8K and to your own prompts");
        }
        boolean letters = OptionScores.areLetters(item.continuations());
        boolean mayEcho = skills.api() == Api.COMPLETIONS;
        if (!letters && mayEcho) {
            Optional<List<Double>> scores = echo.find(item);
            if (scores.isPresent()) {
                return prediction(set, item, scores.get());
            }
        }
        List<Double> found = top(item);
        if (found.stream().noneMatch(each -> each.isNaN())) {
            return prediction(set, item, found);
        }
        Optional<List<Double>> scores = letters && mayEcho ? echo.find(item) : Optional.empty();
        if (scores.isPresent()) {
            return prediction(set, item, scores.get());
        }
        if (!letters || found.stream().allMatch(each -> each.isNaN())) {
            throw unknown(item, letters);
        }
        choiceOnly.increment();
        return new Prediction.Choice(
                set, item.id(), item.question(), item.options(), item.answer(), likeliest(found), List.of());
    }

    private List<Double> top(Item.Choice item) {
        Answer answer = calls.post(
                skills.api().path(), requests.body(skills.api(), item.context(), 1, List.of(), skills.top()));
        if (!answer.ok()) {
            throw calls.refusal(skills.api().path(), answer);
        }
        TokenScores scores = TokenScores.read(answer.body());
        Map<String, Double> top = scores.isEmpty() ? Map.of() : scores.top().getFirst();
        return OptionScores.find(item.continuations(), top, skills.api() == Api.COMPLETIONS);
    }

    private static Prediction prediction(String set, Item.Choice item, List<Double> scores) {
        return new Prediction.Choice(
                set, item.id(), item.question(), item.options(), item.answer(), likeliest(scores), scores);
    }

    /** The first of the greatest; NaN counts for nothing. */
    private static int likeliest(List<Double> scores) {
        int best = -1;
        for (int i = 0; i < scores.size(); i++) {
            if (!scores.get(i).isNaN() && (best < 0 || scores.get(i) > scores.get(best))) {
                best = i;
            }
        }
        return best;
    }

    private InputException unknown(Item.Choice item, boolean letters) {
        String echoed = skills.api() == Api.CHAT
                ? "and a chat cannot score a given text"
                : "and the server cannot score a given text with echo: "
                        + echo.refused().orElse("it has not said why");
        String options = JsonRecord.shown(item.continuations().toString());
        if (letters) {
            return new InputException(
                    calls.at(skills.api().path()) + ": none of the options " + options + " is among the "
                            + skills.top() + " likeliest tokens, " + echoed
                            + "; so nobody can tell which the model would choose."
                            + " Maybe ask with examples in front, or load the model's file");
        }
        return new InputException(
                calls.at(skills.api().path()) + ": the options " + options + " are more than a token, "
                        + echoed
                        + ". Maybe ask questions answered by a letter, such as MMLU, serve with vLLM, or load the model's"
                        + " file");
    }
}
