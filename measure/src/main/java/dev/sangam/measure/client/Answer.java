package dev.sangam.measure.client;

import dev.sangam.measure.run.TokenSource;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an answer holds: grows event by event, and says in the end what came when, and how many tokens it was. */
final class Answer implements EventReader.Sink {
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};
    private static final int CHUNKS = 32;

    private final AnswerJson json;
    private final @Nullable StringBuilder text;
    private final Optional<TokenCounter> counter;

    private long[] times = new long[CHUNKS];
    private int[] lengths = new int[CHUNKS];
    /** The server's count of output tokens with each chunk; -1 where it gave none. */
    private int[] counted = new int[CHUNKS];

    private int chunks;
    private int reasoningChunks;
    private int promptTokens = -1;
    private int cachedTokens = -1;
    private int completionTokens = -1;
    private String finishReason = "";
    private boolean hasChoice;
    private long lastChoiceNanos;
    private boolean done;
    private long doneNanos;
    private @Nullable String error;
    private long errorNanos;

    /** @param keepText whether the text of the answer is wanted */
    Answer(boolean keepText, Optional<TokenCounter> counter) {
        this.text = keepText || counter.isPresent() ? new StringBuilder() : null;
        this.json = new AnswerJson(text);
        this.counter = counter;
    }

    @Override
    public void event(byte[] bytes, int from, int length, boolean named, long nanos) throws MalformedReply {
        if (done || error != null) {
            return;
        }
        if (length == DONE.length && Arrays.equals(bytes, from, from + length, DONE, 0, length)) {
            done = true;
            doneNanos = nanos;
            return;
        }
        json.read(bytes, from, length);
        if (json.error != null || named) {
            error = json.error != null ? json.error : "an event named error";
            errorNanos = nanos;
            return;
        }
        takeUsage();
        if (json.finishReason != null) {
            finishReason = json.finishReason;
        }
        if (json.choice) {
            hasChoice = true;
            lastChoiceNanos = nanos;
        }
        if (json.answerLength + json.reasoningLength > 0) {
            add(nanos, json.answerLength + json.reasoningLength);
            if (json.answerLength == 0 && reasoningChunks == chunks - 1) {
                reasoningChunks++;
            }
        }
    }

    /** Takes an answer that is no stream: one chunk, which came when its last byte did. */
    void whole(byte[] bytes, int from, int length, long nanos) throws MalformedReply {
        json.read(bytes, from, length);
        if (json.error != null) {
            error = json.error;
            errorNanos = nanos;
            return;
        }
        if (!json.choice) {
            throw new MalformedReply("the answer has no choices");
        }
        takeUsage();
        finishReason = json.finishReason == null ? "" : json.finishReason;
        hasChoice = true;
        lastChoiceNanos = nanos;
        if (json.answerLength + json.reasoningLength > 0) {
            add(nanos, json.answerLength + json.reasoningLength);
        }
        done = true;
        doneNanos = nanos;
    }

    private void takeUsage() {
        promptTokens = json.promptTokens < 0 ? promptTokens : json.promptTokens;
        cachedTokens = json.cachedTokens < 0 ? cachedTokens : json.cachedTokens;
        completionTokens = json.completionTokens < 0 ? completionTokens : json.completionTokens;
    }

    private void add(long nanos, int length) {
        if (chunks == times.length) {
            times = Arrays.copyOf(times, 2 * chunks);
            lengths = Arrays.copyOf(lengths, 2 * chunks);
            counted = Arrays.copyOf(counted, 2 * chunks);
        }
        times[chunks] = nanos;
        lengths[chunks] = length;
        counted[chunks++] = json.completionTokens;
    }

    /** Chunks with output so far. */
    int chunks() {
        return chunks;
    }

    long time(int chunk) {
        return times[chunk];
    }

    /** Whether the end was said. */
    boolean done() {
        return done;
    }

    long doneNanos() {
        return doneNanos;
    }

    /** Whether the model said that it had ended, by what some servers leave it. */
    boolean finished() {
        return !finishReason.isEmpty();
    }

    /** What the server said went wrong. */
    @Nullable
    String error() {
        return error;
    }

    long errorNanos() {
        return errorNanos;
    }

    int promptTokens() {
        return promptTokens;
    }

    int cachedTokens() {
        return cachedTokens;
    }

    int reasoningChunks() {
        return reasoningChunks;
    }

    String finishReason() {
        return finishReason;
    }

    String text() {
        return text == null ? "" : text.toString();
    }

    long[] times() {
        return Arrays.copyOf(times, chunks);
    }

    /** Tokens of each chunk, and where their number comes from. */
    @SuppressWarnings("ArrayRecordComponent") // handed on at once
    record Tokens(int[] ofChunks, TokenSource source) {}

    /**
     * Counts the tokens, when all has come. Output that was counted but had no text, as a token that ends an answer has
     * none, came with the last event that could have held it.
     *
     * @param complete whether the last count of the server is that of the whole answer
     */
    Tokens count(boolean complete) {
        if (complete && chunks == 0 && completionTokens > 0 && hasChoice) {
            add(lastChoiceNanos, 1);
        }
        if (completionTokens >= 0 && allCounted()) {
            return new Tokens(
                    differences(complete ? completionTokens : 0),
                    complete ? TokenSource.USAGE : TokenSource.CHUNK_USAGE);
        }
        if (completionTokens >= 0 && complete) {
            return new Tokens(TokenShares.byLength(completionTokens, lengths, chunks), TokenSource.USAGE);
        }
        if (counter.isPresent()) {
            int tokens = chunks == 0 ? 0 : Math.clamp(counter.get().tokens(text()), 0, AnswerJson.MAX_TOKENS);
            return new Tokens(TokenShares.byLength(tokens, lengths, chunks), TokenSource.TOKENIZER);
        }
        int[] ones = new int[chunks];
        Arrays.fill(ones, 1);
        return new Tokens(ones, TokenSource.CHUNKS);
    }

    private boolean allCounted() {
        for (int i = 0; i < chunks; i++) {
            if (counted[i] < (i == 0 ? 0 : counted[i - 1])) {
                return false;
            }
        }
        return chunks > 0;
    }

    private int[] differences(int total) {
        int[] tokens = new int[chunks];
        for (int i = 0; i < chunks; i++) {
            tokens[i] = counted[i] - (i == 0 ? 0 : counted[i - 1]);
        }
        tokens[chunks - 1] += Math.max(0, total - counted[chunks - 1]);
        return tokens;
    }
}
