package dev.sangam.serve.scoring;

import dev.sangam.core.InputException;
import dev.sangam.serve.engine.ChatMessage;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.llama.LlamaVocabulary;
import dev.sangam.serve.text.StopStrings;
import dev.sangam.serve.text.Utf8Stream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An answer that grows by the likeliest token. */
final class Answer implements Kernels.RowReader {
    private final LlamaVocabulary vocabulary;
    private final int[] prompt;
    private final boolean truncated;
    private final int maxTokens;
    private final StopStrings stops;
    private final Utf8Stream characters = new Utf8Stream();
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> tokens = new ArrayList<>();
    private boolean ended;

    Answer(ScoringModel model, GenerationTask task) {
        vocabulary = model.vocabulary();
        maxTokens = task.maxTokens();
        stops = new StopStrings(task.stops());
        int room = model.contextTokens() - maxTokens;
        if (room < 1) {
            throw new InputException("an answer of " + maxTokens + " tokens leaves no room for the prompt; the model's"
                    + " context is " + model.contextTokens() + ". Maybe ask for fewer tokens, or set a longer context");
        }
        int[] whole = tokens(model, task);
        if (whole.length == 0) {
            throw new InputException("a prompt is empty, and the model has no token that begins a text");
        }
        truncated = whole.length > room;
        prompt = Arrays.copyOfRange(whole, Math.max(0, whole.length - room), whole.length);
    }

    private static int[] tokens(ScoringModel model, GenerationTask task) {
        if (task.chat() && model.chats()) {
            return model.prompts().tokenize(new Prompt.Chat(List.of(new ChatMessage("user", task.prompt()))));
        }
        int[] tokens = model.texts().of(task.prompt());
        return tokens.length == 0 && model.beginning() >= 0 ? new int[] {model.beginning()} : tokens;
    }

    int[] prompt() {
        return prompt;
    }

    boolean truncated() {
        return truncated;
    }

    /** Of prompt and answer. */
    int mostTokens() {
        return prompt.length + maxTokens;
    }

    boolean ended() {
        return ended;
    }

    int last() {
        return tokens.getLast();
    }

    @Override
    public void read(float[] logits) {
        int best = 0;
        for (int token = 1; token < logits.length; token++) {
            best = logits[token] > logits[best] ? token : best;
        }
        tokens.add(best);
        if (vocabulary.isEndOfGeneration(best)) {
            ended = true;
        } else {
            text.append(stops.append(characters.append(vocabulary.piece(best, false))));
            ended = stops.matched() || tokens.size() == maxTokens;
        }
    }

    Generated generated() {
        text.append(stops.append(characters.finish())).append(stops.finish());
        return new Generated(text.toString(), tokens, truncated);
    }
}
