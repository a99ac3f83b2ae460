package dev.sangam.serve.text;

import dev.sangam.core.InputException;
import dev.sangam.serve.engine.ChatMessage;
import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.text.jinja.MarkedText;
import dev.sangam.serve.text.jinja.Template;
import dev.sangam.serve.text.jinja.TemplateException;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model's chat template: Jinja as Hugging Face sets it up for {@code apply_chat_template}. What a message says is never
 * looked at as a template, and comes out marked as not to be trusted, whatever the template did to it.
 */
public final class ChatTemplate {
    /**
     * Roles that count as the template's own words, because templates make special tokens of them, as in
     * {@code '<|' + message['role'] + '|>'}. Any other role is text like any other.
     */
    private static final Set<String> KNOWN_ROLES = Set.of("system", "developer", "user", "assistant", "model", "tool");

    private final Template template;
    private final Map<String, @Nullable Object> variables;
    private final Supplier<ZonedDateTime> now;

    private ChatTemplate(Template template, Map<String, @Nullable Object> variables, Supplier<ZonedDateTime> now) {
        this.template = template;
        this.variables = variables;
        this.now = now;
    }

    /**
     * Parses a template and tries it on short conversations, so that one which cannot be used is found when the model is
     * loaded.
     *
     * @param source the GGUF's {@code tokenizer.chat_template}
     * @param variables what else it may ask for: {@code bos_token}, {@code eos_token} and the like; trusted
     * @throws InputException when the template cannot be parsed, or asks for something that is not there
     */
    public static ChatTemplate compile(String source, Map<String, ?> variables) {
        return compile(source, variables, ZonedDateTime::now);
    }

    /** The same with a clock for {@code strftime_now}. */
    static ChatTemplate compile(String source, Map<String, ?> variables, Supplier<ZonedDateTime> now) {
        Map<String, @Nullable Object> all = new HashMap<>();
        all.put("tools", null);
        all.put("documents", null);
        variables.forEach(
                (name, value) -> all.put(name, value instanceof String text ? MarkedText.trusted(text) : value));
        try {
            ChatTemplate compiled = new ChatTemplate(Template.parse(source), all, now);
            compiled.tryOn("user");
            compiled.tryOn("system", "user");
            compiled.tryOn("user", "assistant", "user");
            return compiled;
        } catch (TemplateException e) {
            throw new InputException("chat template:" + e.line() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Renders a conversation.
     *
     * @param addGenerationPrompt whether it ends where the assistant's answer begins
     * @return the pieces in order; neighbours differ in trust
     * @throws EngineException when the template refuses the conversation ({@code raise_exception}), or cannot go on with it
     */
    public List<TemplatePiece> render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        try {
            return pieces(messages, addGenerationPrompt).runs().stream()
                    .map(run -> new TemplatePiece(run.text(), run.trusted()))
                    .toList();
        } catch (TemplateException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID,
                    "invalid_messages",
                    e.raised()
                            ? "The model's chat template refuses the conversation: " + e.getMessage()
                            : "The model's chat template cannot go on at line " + e.line() + ": " + e.getMessage());
        }
    }

    private MarkedText pieces(List<ChatMessage> messages, boolean addGenerationPrompt) {
        Map<String, @Nullable Object> all = new HashMap<>(variables);
        all.put("messages", messages.stream().map(ChatTemplate::message).toList());
        all.put("add_generation_prompt", addGenerationPrompt);
        return template.render(all, now);
    }

    private static Map<String, Object> message(ChatMessage message) {
        Map<String, Object> members = new LinkedHashMap<>();
        boolean known = KNOWN_ROLES.contains(message.role());
        members.put("role", known ? MarkedText.trusted(message.role()) : message.role());
        members.put("content", message.content());
        return members;
    }

    /** A conversation that the template refuses itself is no fault of it. */
    private void tryOn(String... roles) {
        try {
            pieces(
                    Arrays.stream(roles)
                            .map(role -> new ChatMessage(role, "Hello."))
                            .toList(),
                    true);
        } catch (TemplateException e) {
            if (!e.raised()) {
                throw e;
            }
        }
    }
}
