package dev.sangam.sim.profile;

/**
 * How far operator tables reach; they end earlier where the measurements do.
 *
 * @param maxTokens tokens of a batch
 * @param maxDecodes decodes of a batch
 * @param maxContext tokens of context, a multiple of 64
 * @param maxChunk tokens of a prefill chunk
 */
public record TableRange(int maxTokens, int maxDecodes, int maxContext, int maxChunk) {
    /** The range that Vidur tabulates by default. */
    public static final TableRange VIDUR = new TableRange(4096, 128, 4096, 4096);

    private static final int LIMIT = 1 << 20;

    public TableRange {
        require("max tokens", maxTokens);
        require("max decodes", maxDecodes);
        require("max context", maxContext);
        require("max chunk", maxChunk);
        if ((long) maxContext / 64 * maxChunk > 1 << 26 || (long) maxContext / 64 * maxDecodes > 1 << 26) {
            throw new IllegalArgumentException("a table of " + maxContext + " tokens of context by " + maxChunk
                    + " tokens of chunk or " + maxDecodes + " decodes has too many cells");
        }
    }

    private static void require(String what, int value) {
        if (value < 1 || value > LIMIT) {
            throw new IllegalArgumentException(what + " is " + value + "; it must be between 1 and " + LIMIT);
        }
    }
}
