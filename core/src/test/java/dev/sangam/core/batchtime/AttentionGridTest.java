package dev.sangam.core.batchtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AttentionGridTest {
    private static final int[] CHUNKS = {0, 16, 64, 256};
    private static final int[] HISTORIES = {0, 16, 128, 1024};
    private static final int[] DECODES = {0, 1, 4, 16};
    private static final int[] DECODE_HISTORIES = {16, 128, 1024};
    private static final long SEED = Long.getLong("sangam.seed", 7);

    /** Linear in each axis, as attention is: pairs of tokens, bytes read, and a launch. */
    private static double linear(double chunk, double history, double decodes, double decodeHistory) {
        return 5
                + 0.01 * chunk
                + 1e-4 * chunk * history
                + decodes * (0.2 + 0.003 * decodeHistory)
                + 1e-5 * chunk * decodes;
    }

    @Test
    void isExactWhereTimeIsLinearInEachAxis() {
        AttentionGrid grid = grid(Integer.MAX_VALUE, Integer.MAX_VALUE);
        Random random = new Random(SEED);
        for (int i = 0; i < 1000; i++) {
            int chunk = random.nextInt(400);
            double history = chunk == 0 ? 0 : random.nextDouble() * 2000;
            int decodes = random.nextInt(30) + (chunk == 0 ? 1 : 0);
            double decodeHistory = 16 + random.nextDouble() * 3000;
            assertThat(grid.micros(chunk, history, decodes, decodeHistory))
                    .as("seed %d, case %d", SEED, i)
                    .isCloseTo(linear(chunk, history, decodes, decodes == 0 ? 0 : decodeHistory), offset(1e-6));
        }
    }

    @Test
    void fillsPointsThatDidNotFitTheProfiledMemory() {
        AttentionGrid grid = grid(4 * 1024, 4);
        assertThat(grid.micros(256, 1024, 16, 1024)).isCloseTo(linear(256, 1024, 16, 1024), offset(0.05));
        assertThat(grid.micros(0, 0, 16, 1024)).isCloseTo(linear(0, 0, 16, 1024), offset(1e-6));
    }

    /** Fine knots were measured for decodes alone and prefills alone, a few of them for mixed batches. */
    @Test
    void fillsMixedCellsByTheInteractionOfTheMeasuredOnes() {
        AttentionGrid.Builder builder = AttentionGrid.builder();
        for (int chunk : CHUNKS) {
            for (int history : HISTORIES) {
                for (int decodes : DECODES) {
                    for (int decodeHistory : DECODE_HISTORIES) {
                        boolean coarse = (chunk == 16 || chunk == 256)
                                && (history == 0 || history == 1024)
                                && (decodes == 1 || decodes == 16)
                                && decodeHistory != 128;
                        boolean decodesAlone = chunk == 0 && history == 0 && decodes > 0;
                        boolean prefillAlone = chunk > 0 && decodes == 0;
                        int listed = prefillAlone ? 0 : decodeHistory;
                        if (coarse || decodesAlone || prefillAlone) {
                            builder.add(chunk, history, decodes, listed, linear(chunk, history, decodes, listed));
                        }
                    }
                }
            }
        }
        AttentionGrid grid = builder.build();
        assertThat(grid.micros(64, 128, 4, 128)).isCloseTo(linear(64, 128, 4, 128), offset(1e-6));
        assertThat(grid.micros(100, 300, 7, 500)).isCloseTo(linear(100, 300, 7, 500), offset(1e-6));
    }

    @Test
    void costsLessThanOneChunkForSeveralThatDoNotSeeEachOther() {
        AttentionGrid grid = grid(Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertThat(grid.micros(256, -64, 0, 0)).isCloseTo(linear(256, -64, 0, 0), offset(1e-6));
        assertThat(grid.micros(256, -1024, 4, 100)).isGreaterThanOrEqualTo(grid.micros(0, 0, 4, 100));
    }

    @Test
    void usesTheFirstHistoryBelowIt() {
        AttentionGrid grid = grid(Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertThat(grid.micros(0, 0, 4, 3)).isEqualTo(grid.micros(0, 0, 4, 16));
    }

    @Test
    void needsDecodesAloneAndPrefillsAlone() {
        AttentionGrid.Builder mixedOnly = AttentionGrid.builder();
        mixedOnly.add(16, 0, 1, 16, 1);
        mixedOnly.add(32, 16, 2, 32, 1);
        assertThatThrownBy(mixedOnly::build)
                .hasMessage("the smallest prefill_chunk of the attention grid is 16; it must be 0");
        AttentionGrid.Builder sparse = AttentionGrid.builder();
        sparse.add(0, 0, 1, 16, 1);
        sparse.add(0, 0, 2, 32, 1);
        sparse.add(16, 0, 0, 0, 1);
        sparse.add(16, 16, 0, 0, 1);
        assertThatThrownBy(sparse::build)
                .hasMessageContaining("has no point at chunk 0, history 0, 1 decodes of history 32");
    }

    @Test
    void refusesSoManyValuesPerAxisThatTheGridWouldNotFitTheMemory() {
        AttentionGrid.Builder diagonal = AttentionGrid.builder();
        for (int i = 0; i < 120; i++) {
            diagonal.add(i, i, i, i, 1);
        }
        assertThatThrownBy(diagonal::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the attention grid has 120 x 120 x 120 x 119 cells; it must have at most");
    }

    @Test
    void saysWhenAPointIsAddedTwice() {
        AttentionGrid.Builder builder = AttentionGrid.builder();
        assertThat(builder.add(0, 0, 1, 16, 1)).isTrue();
        assertThat(builder.add(0, 0, 1, 16, 2)).isFalse();
    }

    private static AttentionGrid grid(int maxDecodeTokens, int maxMixedDecodes) {
        AttentionGrid.Builder builder = AttentionGrid.builder();
        for (int chunk : CHUNKS) {
            for (int history : HISTORIES) {
                if (chunk > 0) {
                    builder.add(chunk, history, 0, 0, linear(chunk, history, 0, 0));
                }
                for (int n = 1; n < DECODES.length && (chunk > 0 || history == 0); n++) {
                    for (int decodeHistory : DECODE_HISTORIES) {
                        if (DECODES[n] * decodeHistory <= maxDecodeTokens
                                && (chunk == 0 || DECODES[n] <= maxMixedDecodes)) {
                            builder.add(
                                    chunk,
                                    history,
                                    DECODES[n],
                                    decodeHistory,
                                    linear(chunk, history, DECODES[n], decodeHistory));
                        }
                    }
                }
            }
        }
        return builder.build();
    }
}
