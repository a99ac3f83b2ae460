package dev.sangam.measure.run;

/**
 * What a client saw of one request. Times are nanoseconds since the start of the run on the client's monotonic clock;
 * {@link #NEVER} where something did not happen.
 *
 * @param id number of the request in its workload: 0, 1, 2, ...
 * @param endpoint number of the endpoint it was sent to
 * @param label its class, tenant and importance, as a row of {@link RunRecord#labels}
 * @param conversation the conversation it is a turn of, or its own id
 * @param intended when it was to be sent: by the schedule in an open loop, by the end of the think time in a closed one
 * @param sent when the client turned to it: when its first byte was about to be written or, where no connection was open by
 *     then, when one was asked for
 * @param headers when the status line had been read
 * @param ended when the answer was whole, or had failed
 * @param promptTokens as the server counted them, or as the prompt was made where it did not say
 * @param cachedTokens prompt tokens that the server says it had in its cache; -1 when it does not say
 * @param requestedTokens output tokens asked for
 * @param outputTokens as {@code tokenSource} counts them
 * @param tokenSource where {@code outputTokens} and {@code chunkTokens} come from
 * @param chunkTimes when each chunk with output came, rising; role-only, empty and usage chunks are not among them
 * @param chunkTokens output tokens of each chunk; their sum is {@code outputTokens}
 * @param finishReason the server's word for it, empty when it gave none
 * @param outcome how it ended
 * @param status HTTP status, 0 when there was none
 * @param detail one line about what went wrong, empty when nothing did
 * @param reasoningChunks how many of the chunks are of a model that thinks aloud, and not of its answer; they are output
 *     too, and come first
 */
@SuppressWarnings("ArrayRecordComponent") // millions of times of tokens; two records are equal when they are the same
public record RequestRecord(
        int id,
        int endpoint,
        int label,
        int conversation,
        long intended,
        long sent,
        long headers,
        long ended,
        int promptTokens,
        int cachedTokens,
        int requestedTokens,
        int outputTokens,
        TokenSource tokenSource,
        long[] chunkTimes,
        int[] chunkTokens,
        String finishReason,
        Outcome outcome,
        int status,
        String detail,
        int reasoningChunks) {
    /** The time of what did not happen. */
    public static final long NEVER = -1;

    public RequestRecord {
        if (reasoningChunks < 0 || reasoningChunks > chunkTimes.length) {
            throw new IllegalArgumentException(
                    reasoningChunks + " of " + chunkTimes.length + " chunks are said to be reasoning");
        }
        if (chunkTimes.length != chunkTokens.length) {
            throw new IllegalArgumentException(
                    chunkTimes.length + " chunk times, but tokens of " + chunkTokens.length + " chunks");
        }
    }

    /** The same, sent to another endpoint of its run. */
    public RequestRecord withEndpoint(int other) {
        return new RequestRecord(
                id,
                other,
                label,
                conversation,
                intended,
                sent,
                headers,
                ended,
                promptTokens,
                cachedTokens,
                requestedTokens,
                outputTokens,
                tokenSource,
                chunkTimes,
                chunkTokens,
                finishReason,
                outcome,
                status,
                detail,
                reasoningChunks);
    }
}
