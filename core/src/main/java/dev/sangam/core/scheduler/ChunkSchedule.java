package dev.sangam.core.scheduler;

/**
 * Chunk sizes that shrink as a prompt progresses, because attention over a longer history takes longer: {@code stages}
 * sizes from {@code high} down to {@code low}, equally spaced and rounded to multiples of 32 (or of {@code low} when it
 * is smaller), each for an equal share of {@code maxTokens} (Sarathi-Serve's dynamic chunking schedule).
 */
public record ChunkSchedule(int low, int high, int stages, int maxTokens) {
    public ChunkSchedule {
        if (low < 1 || high < low || stages < 1 || maxTokens < stages) {
            throw new IllegalArgumentException("chunk schedule low " + low + ", high " + high + ", stages " + stages
                    + ", max_tokens " + maxTokens + "; needs 1 <= low <= high and 1 <= stages <= max_tokens");
        }
    }

    /** Chunk size for a prompt of which {@code computed} tokens are done. */
    int chunk(int computed) {
        int perStage = (maxTokens + stages - 1) / stages;
        int stage = Math.min(computed / perStage, stages - 1);
        double size = stages == 1 ? low : high - (double) stage * (high - low) / (stages - 1);
        int unit = Math.min(32, low);
        return Math.max(unit, (int) Math.rint(Math.floor(size) / unit) * unit);
    }
}
