package dev.sangam.core.request;

/**
 * What the scheduler knows of a request. The output length is not part of it: nobody knows it before the last token.
 *
 * @param id unique within a run; simulators number requests 0, 1, 2, ...
 * @param arrival nanoseconds on the event loop's clock
 * @param promptTokens length of the prompt, at least 1
 * @param maxOutputTokens the limit the client set, at least 1
 * @param promptBlocks hashes of the prompt's full KV blocks, or {@link BlockHashes#NONE}
 * @param qos class of service
 * @param priority importance, lower is more important (vLLM's {@code priority})
 * @param tenant who pays
 */
public record Request(
        long id,
        long arrival,
        int promptTokens,
        int maxOutputTokens,
        BlockHashes promptBlocks,
        QosClass qos,
        int priority,
        String tenant) {

    public Request {
        if (promptTokens < 1) {
            throw new IllegalArgumentException(
                    "request " + id + ": promptTokens is " + promptTokens + "; it must be >= 1");
        }
        if (maxOutputTokens < 1) {
            throw new IllegalArgumentException(
                    "request " + id + ": maxOutputTokens is " + maxOutputTokens + "; it must be >= 1");
        }
    }

    /**
     * When its first token is due (interactive), or its last (non-interactive), nanoseconds on the event loop's clock; {@link
     * Long#MAX_VALUE} when nothing is promised.
     */
    public long deadline() {
        long promised = switch (qos.slo()) {
            case Slo.Interactive(long ttft, long tbt) -> ttft;
            case Slo.NonInteractive(long ttlt) -> ttlt;
            case Slo.BestEffort() -> Long.MAX_VALUE;
        };
        return arrival > Long.MAX_VALUE - promised ? Long.MAX_VALUE : arrival + promised;
    }

    /** A request of the best-effort class without shared prefix. */
    public static Request of(long id, long arrival, int promptTokens, int maxOutputTokens) {
        return new Request(
                id, arrival, promptTokens, maxOutputTokens, BlockHashes.NONE, QosClass.BEST_EFFORT, 0, "default");
    }
}
