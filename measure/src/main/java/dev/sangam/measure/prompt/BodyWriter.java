package dev.sangam.measure.prompt;

import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Words requests. */
final class BodyWriter {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final String model;
    private final RequestStyle style;

    BodyWriter(String model, RequestStyle style) {
        this.model = model;
        this.style = style;
    }

    /**
     * A request.
     *
     * @param contents what the client says, turn by turn
     * @param answers what the server said in between, one fewer
     */
    byte[] body(List<PromptContent> contents, List<String> answers, int outputTokens, Label label) {
        ObjectNode body = start(contents, answers, outputTokens);
        body.put("stream", style.stream());
        if (style.stream()) {
            body.putObject("stream_options").put("include_usage", true);
        }
        if (style.ignoreEndOfText()) {
            body.put("ignore_eos", true);
        }
        style.qos().forEach(field -> add(field, body, label));
        style.extra().addTo(body);
        return MAPPER.writeValueAsBytes(body);
    }

    /** A request for a single token whose answer tells how long the prompt is. */
    byte[] probe(PromptContent content) {
        ObjectNode body = start(List.of(content), List.of(), 1);
        style.extra().addTo(body);
        return MAPPER.writeValueAsBytes(body);
    }

    private ObjectNode start(List<PromptContent> contents, List<String> answers, int outputTokens) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", model);
        switch (style.api()) {
            case CHAT -> addMessages(body.putArray("messages"), contents, answers);
            case COMPLETIONS -> addPrompt(body, contents, answers);
        }
        body.put(style.lengthField().key(), outputTokens);
        style.temperature().ifPresent(temperature -> body.put("temperature", temperature));
        return body;
    }

    private static void addMessages(ArrayNode messages, List<PromptContent> contents, List<String> answers) {
        for (int turn = 0; turn < contents.size(); turn++) {
            switch (contents.get(turn)) {
                case PromptContent.Text(String text) -> addMessage(messages, "user", text);
                case PromptContent.Messages(ArrayNode given) -> messages.addAll(given);
                case PromptContent.Tokens ids -> throw new IllegalStateException("a chat cannot have token ids");
            }
            if (turn < answers.size()) {
                addMessage(messages, "assistant", answers.get(turn));
            }
        }
    }

    private static void addMessage(ArrayNode messages, String role, String content) {
        messages.addObject().put("role", role).put("content", content);
    }

    private static void addPrompt(ObjectNode body, List<PromptContent> contents, List<String> answers) {
        if (contents.getFirst() instanceof PromptContent.Tokens(int[] ids)) {
            ArrayNode list = body.putArray("prompt");
            for (int id : ids) {
                list.add(id);
            }
            return;
        }
        StringBuilder text = new StringBuilder();
        for (int turn = 0; turn < contents.size(); turn++) {
            if (!(contents.get(turn) instanceof PromptContent.Text(String said))) {
                throw new IllegalStateException("turn " + turn + " has no text");
            }
            text.append(said);
            if (turn < answers.size()) {
                text.append(answers.get(turn)).append("\n\n");
            }
        }
        body.put("prompt", text.toString());
    }

    private static void add(QosField field, ObjectNode body, Label label) {
        switch (field) {
            case SLO -> addSlo(body, label);
            case SERVICE_TIER -> body.put("service_tier", label.qos().name());
            case PRIORITY -> body.put("priority", label.priority());
            case USER -> body.put("user", label.tenant());
        }
    }

    private static void addSlo(ObjectNode body, Label label) {
        switch (label.qos().slo()) {
            case Slo.Interactive(long ttft, long tbt) ->
                body.putObject("slo").put("ttft_ms", ttft / 1e6).put("tbt_ms", tbt / 1e6);
            case Slo.NonInteractive(long ttlt) -> body.putObject("slo").put("ttlt_ms", ttlt / 1e6);
            case Slo.BestEffort none -> body.put("service_tier", label.qos().name());
        }
    }
}
