package dev.sangam.measure.client;

/** Divides a number of tokens among chunks of text. */
final class TokenShares {
    private TokenShares() {}

    /**
     * Shares whose sum is {@code total}. With at least a token for each chunk, each has one and the rest goes by length;
     * with fewer, all go by length.
     *
     * @param lengths of the chunks, at least 1 each
     */
    static int[] byLength(int total, int[] lengths, int chunks) {
        int[] shares = new int[chunks];
        int each = total >= chunks ? 1 : 0;
        long rest = total - (long) each * chunks;
        long sum = 0;
        for (int i = 0; i < chunks; i++) {
            sum += lengths[i];
        }
        long before = 0;
        long given = 0;
        for (int i = 0; i < chunks; i++) {
            before += lengths[i];
            long upTo = rest * before / sum; // far from an overflow: 2^27 tokens, and no answer has 2^36 characters
            shares[i] = each + (int) (upTo - given);
            given = upTo;
        }
        return shares;
    }
}
