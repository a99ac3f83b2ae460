package dev.sangam.measure.client;

import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.TokenSource;

/**
 * What came of a request. Times are those of {@link System#nanoTime}; where something did not happen, its flag says so.
 *
 * @param sent when the client turned to it
 * @param headersSeen whether a status line came
 * @param headers when it had been read
 * @param ended when the answer was whole, or had failed
 * @param promptTokens as the server counted them; -1 when it did not say
 * @param cachedTokens as the server counted them; -1 when it did not say
 * @param tokenSource what counted the output
 * @param chunkTimes when each chunk with output came
 * @param chunkTokens output tokens of each
 * @param reasoningChunks how many of the first of them are reasoning
 * @param finishReason in the server's words, or empty
 * @param outcome how it ended
 * @param status of HTTP; 0 when there was none
 * @param detail what went wrong, on a line, or empty
 * @param text of the answer, when it was asked for; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // a list of boxed numbers would be five times as large
public record Reply(
        long sent,
        boolean headersSeen,
        long headers,
        long ended,
        int promptTokens,
        int cachedTokens,
        TokenSource tokenSource,
        long[] chunkTimes,
        int[] chunkTokens,
        int reasoningChunks,
        String finishReason,
        Outcome outcome,
        int status,
        String detail,
        String text) {
    /** Output tokens. */
    public int outputTokens() {
        int sum = 0;
        for (int tokens : chunkTokens) {
            sum += tokens;
        }
        return sum;
    }
}
