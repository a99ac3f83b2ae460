package dev.sangam.serve.engine;

import dev.sangam.serve.llama.LlamaModel;
import dev.sangam.serve.llama.LlamaVocabulary;
import dev.sangam.serve.text.ChatTemplate;
import dev.sangam.serve.text.TemplatePiece;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns prompts into token ids. Special tokens count only where the chat template wrote them; in what users wrote they
 * are plain text. Thread-safe.
 */
public final class PromptTokenizer {
    /** A special token that may stand in a template. */
    private record Special(String text, int token) {}

    private final LlamaVocabulary vocabulary;
    private final @Nullable ChatTemplate template;
    /** Special tokens by first character, the longest first. */
    private final Map<Character, List<Special>> specials = new HashMap<>();

    private PromptTokenizer(LlamaVocabulary vocabulary, @Nullable ChatTemplate template) {
        this.vocabulary = vocabulary;
        this.template = template;
        for (int token = 0; token < vocabulary.size(); token++) {
            if (vocabulary.isControl(token)) {
                String text = new String(vocabulary.piece(token, true), StandardCharsets.UTF_8);
                if (!text.isEmpty()) {
                    specials.computeIfAbsent(text.charAt(0), c -> new ArrayList<>())
                            .add(new Special(text, token));
                }
            }
        }
        specials.values()
                .forEach(list -> list.sort(
                        (a, b) -> Integer.compare(b.text().length(), a.text().length())));
    }

    /**
     * A tokenizer for a model's prompts. A model without a chat template refuses conversations.
     *
     * @param chatTemplate in place of the model's own
     */
    public static PromptTokenizer of(LlamaModel model, Optional<String> chatTemplate) {
        LlamaVocabulary vocabulary = model.vocabulary();
        ChatTemplate template = chatTemplate
                .or(model::chatTemplate)
                .map(source -> ChatTemplate.compile(
                        source,
                        Map.of(
                                "bos_token",
                                text(vocabulary, vocabulary.bos()),
                                "eos_token",
                                text(vocabulary, vocabulary.eos()))))
                .orElse(null);
        return new PromptTokenizer(vocabulary, template);
    }

    private static String text(LlamaVocabulary vocabulary, int token) {
        return token < 0 ? "" : new String(vocabulary.piece(token, true), StandardCharsets.UTF_8);
    }

    /** Whether there is a chat template. */
    public boolean chats() {
        return template != null;
    }

    /** Token ids of a prompt. */
    public int[] tokenize(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Text(String text, boolean addSpecial) -> vocabulary.tokenize(text, addSpecial, false);
            case Prompt.Tokens(List<Integer> ids) -> checked(ids);
            case Prompt.Chat(List<ChatMessage> messages) -> chat(messages);
        };
    }

    /** Text of token ids, special tokens included. */
    String detokenize(int[] tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : checked(Arrays.stream(tokens).boxed().toList())) {
            bytes.writeBytes(vocabulary.piece(token, true));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private int[] checked(List<Integer> ids) {
        for (int id : ids) {
            if (id < 0 || id >= vocabulary.size()) {
                throw new EngineException(
                        EngineException.Kind.INVALID,
                        "invalid_token",
                        "prompt has the token id " + id + "; ids go from 0 to " + (vocabulary.size() - 1));
            }
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private int[] chat(List<ChatMessage> messages) {
        if (template == null) {
            throw new EngineException(
                    EngineException.Kind.INVALID,
                    "no_chat_template",
                    "the model has no chat template. Maybe use /v1/completions");
        }
        int[] tokens = tokenize(template.render(messages, true));
        boolean begun = tokens.length > 0 && tokens[0] == vocabulary.bos();
        return vocabulary.addsBos() && !begun
                ? IntStream.concat(IntStream.of(vocabulary.bos()), Arrays.stream(tokens))
                        .toArray()
                : tokens;
    }

    /**
     * Plain text is tokenized in one go from one special token to the next, across the borders of pieces, as it would
     * be if a single text had been given.
     */
    private int[] tokenize(List<TemplatePiece> pieces) {
        IntStream.Builder tokens = IntStream.builder();
        StringBuilder plain = new StringBuilder();
        for (TemplatePiece piece : pieces) {
            if (!piece.trusted()) {
                plain.append(piece.text());
                continue;
            }
            String text = piece.text();
            int i = 0;
            while (i < text.length()) {
                Special special = special(text, i);
                if (special == null) {
                    plain.append(text.charAt(i++));
                } else {
                    flush(plain, tokens);
                    tokens.add(special.token());
                    i += special.text().length();
                }
            }
        }
        flush(plain, tokens);
        return tokens.build().toArray();
    }

    private @Nullable Special special(String text, int at) {
        for (Special special : specials.getOrDefault(text.charAt(at), List.of())) {
            if (text.startsWith(special.text(), at)) {
                return special;
            }
        }
        return null;
    }

    private void flush(StringBuilder plain, IntStream.Builder tokens) {
        if (!plain.isEmpty()) {
            for (int token : vocabulary.tokenize(plain.toString(), false, false)) {
                tokens.add(token);
            }
            plain.setLength(0);
        }
    }
}
