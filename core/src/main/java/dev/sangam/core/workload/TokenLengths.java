package dev.sangam.core.workload;

/**
 * Lengths of one request.
 *
 * @param prompt tokens, at least 1
 * @param output tokens, at least 1
 */
public record TokenLengths(int prompt, int output) {
    public TokenLengths {
        if (prompt < 1 || output < 1) {
            throw new IllegalArgumentException(
                    "prompt and output are " + prompt + " and " + output + " tokens; both must be >= 1");
        }
    }

    /**
     * Cut so that prompt and output make at most so many tokens: what is too much is taken from both in proportion, as
     * Vidur's length generator does, and each keeps at least one token.
     */
    public TokenLengths clippedTo(int maxTotal) {
        if (maxTotal < 2) {
            throw new IllegalArgumentException("max total tokens is " + maxTotal + "; it must be >= 2");
        }
        long total = (long) prompt + output;
        if (total <= maxTotal) {
            return this;
        }
        int newOutput = (int) Math.clamp(output * (long) maxTotal / total, 1, maxTotal - 1L);
        int newPrompt = Math.clamp(prompt * (long) maxTotal / total, 1, maxTotal - newOutput);
        return new TokenLengths(newPrompt, newOutput);
    }
}
