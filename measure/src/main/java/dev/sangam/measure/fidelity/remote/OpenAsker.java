package dev.sangam.measure.fidelity.remote;

import dev.sangam.core.InputException;
import dev.sangam.measure.endpoint.EndpointCalls.Answer;
import dev.sangam.measure.fidelity.Item;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.prompt.Api;
import tools.jackson.databind.JsonNode;

/** Asks questions that are answered in words. */
final class OpenAsker {
    private final PatientCalls calls;
    private final Requests requests;
    private final EndpointSkills skills;

    OpenAsker(PatientCalls calls, Requests requests, EndpointSkills skills) {
        this.calls = calls;
        this.requests = requests;
        this.skills = skills;
    }

    Prediction ask(String set, Item.Open item) {
        Api api = item.chat() ? Api.CHAT : skills.api();
        int top = !skills.chosen() ? -1 : api == Api.CHAT ? 0 : 1;
        Answer answer = calls.post(api.path(), requests.body(api, item.prompt(), item.maxTokens(), item.stops(), top));
        if (!answer.ok()) {
            throw refusal(api, answer);
        }
        JsonNode choice = answer.body().path("choices").path(0);
        JsonNode text = api == Api.CHAT ? choice.path("message").path("content") : choice.path("text");
        if (!text.isString() && !text.isNull()) {
            throw new InputException(
                    calls.at(api.path()) + ": answered without a text; it must be an OpenAI-compatible API");
        }
        return new Prediction.Open(
                set,
                item.id(),
                item.question(),
                item.expected(),
                text.asString(""),
                TokenScores.read(answer.body()).tokens());
    }

    private InputException refusal(Api api, Answer answer) {
        InputException refusal = calls.refusal(api.path(), answer);
        return api == Api.CHAT && skills.api() == Api.COMPLETIONS
                ? new InputException(
                        refusal.getMessage() + ". Maybe the model has no chat template: then give prompts as they are",
                        refusal)
                : refusal;
    }
}
