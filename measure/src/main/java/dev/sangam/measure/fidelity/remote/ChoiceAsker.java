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
 * answer; others, and those that are not among them, through {@link EchoScores} or {@link ForcedScores}. Where the server can do
 * neither, only the choice is known: it is the likeliest option that was found, as all others are less likely than any token that
 * was named; no log-likelihood is made up.
 */
final class ChoiceAsker {
    private final PatientCalls calls;
    private final Requests requests;
    private final EndpointSkills skills;
    private final List<TextScores> ways;
    private final LongAdder choiceOnly = new LongAdder();

    /** @param ways to score texts, the cheapest first; none for a chat */
    ChoiceAsker(PatientCalls calls, Requests requests, EndpointSkills skills, List<TextScores> ways) {
        this.calls = calls;
        this.requests = requests;
        this.skills = skills;
        this.ways = ways;
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
        Optional<List<Double>> scores = letters ? Optional.empty() : texts(item);
        List<Double> found = scores.orElseGet(() -> top(item));
        if (letters && found.contains(Double.NaN)) {
            found = texts(item).orElse(found);
        }
        if (!found.contains(Double.NaN)) {
            return prediction(set, item, found, found);
        }
        if (!letters || found.stream().allMatch(each -> each.isNaN())) {
            throw unknown(item, letters);
        }
        choiceOnly.increment();
        return prediction(set, item, found, List.of());
    }

    private Optional<List<Double>> texts(Item.Choice item) {
        for (TextScores way : ways) {
            Optional<List<Double>> scores = way.find(item);
            if (scores.isPresent()) {
                return scores;
            }
        }
        return Optional.empty();
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

    /** @param found of each option, NaN where it is not known */
    private static Prediction prediction(String set, Item.Choice item, List<Double> found, List<Double> scores) {
        int best = -1;
        for (int i = 0; i < found.size(); i++) {
            if (!found.get(i).isNaN() && (best < 0 || found.get(i) > found.get(best))) {
                best = i;
            }
        }
        return new Prediction.Choice(
                set, item.id(), item.question(), item.options(), item.answer(), best, scores, item.characters());
    }

    private InputException unknown(Item.Choice item, boolean letters) {
        StringBuilder why = new StringBuilder();
        for (TextScores way : ways) {
            why.append(why.isEmpty() ? "the server cannot score a given text: " : "; ")
                    .append(way.refused());
        }
        String cannot = why.isEmpty() ? "a chat cannot score a given text" : why.toString();
        String options = JsonRecord.shown(item.continuations().toString());
        String place = calls.at(skills.api().path());
        if (letters) {
            return new InputException(place + ": none of the options " + options + " is among the " + skills.top()
                    + " likeliest tokens, so nobody can tell which the model would choose, and " + cannot
                    + ". Maybe ask with examples in front, or load the model's file");
        }
        return new InputException(place + ": the options " + options + " are more than a token, and " + cannot
                + ". Maybe ask questions answered by a letter, such as MMLU, or load the model's file");
    }
}
