package dev.sangam.core.batchtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.InputException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OperatorTablesTest {
    private static final Sharding ONE_DEVICE = new Sharding(10, 8, 8, 1, 1);
    private static final int MAX_TOKENS = 64;

    @Test
    void tokenOperatorsAreReadAtMultiplesOfEightAndKvSaveExactly() {
        OperatorTables tables = new OperatorTables(times(), ONE_DEVICE);
        // 8 operators of 1 us per token at 8 tokens, KV save at 3, decode attention 0.2 ms for 3 sequences at 128
        // tokens.
        double layerMs = 8 * 0.001 * 9 - 0.001 * 8 + 0.001 * 8 + 0.001 * 3 + decodeMs(3, 2);
        BatchShape shape = decodes(3, 65);
        assertThat(tables.stageSeconds(shape, true)).isCloseTo(layerMs * 10 * 1e-3, within(1e-15));
        assertThat(tables.stageNanos(shape, true)).isCloseTo(layerMs * 10 * 1e6, within(1e-3));
    }

    @Test
    void prefillAttentionIsReadAtTheRootOfTheSummedSquares() {
        OperatorTables tables = new OperatorTables(times(), ONE_DEVICE);
        BatchShape shape = new BatchShape();
        shape.addPrefill(1, 3);
        shape.addPrefill(64, 4);
        double layerMs = 9 * 0.001 * 8 + 0.001 * 7 + prefillMs(2, 5);
        assertThat(tables.stageSeconds(shape, true)).isCloseTo(layerMs * 10 * 1e-3, within(1e-15));
    }

    @Test
    void severalSequencesCostTenPercentMoreWithGroupedQueryAttention() {
        OperatorTables plain = new OperatorTables(times(), ONE_DEVICE);
        OperatorTables grouped = new OperatorTables(times(), new Sharding(10, 8, 2, 1, 1));
        assertThat(difference(grouped, plain, decodes(1, 65))).isZero();
        assertThat(difference(grouped, plain, decodes(2, 65))).isCloseTo(0.1 * decodeMs(2, 2) * 10e-3, within(1e-15));
        BatchShape prefills = new BatchShape();
        prefills.addPrefill(0, 5);
        assertThat(difference(grouped, plain, prefills)).isZero();
        prefills.addPrefill(0, 12);
        assertThat(difference(grouped, plain, prefills)).isCloseTo(0.1 * prefillMs(0, 13) * 10e-3, within(1e-15));
    }

    @Test
    void collectivesArePaidOnlyWhereTheModelIsCut() {
        OperatorTables whole = new OperatorTables(times(), ONE_DEVICE);
        OperatorTables pair = new OperatorTables(times(), new Sharding(10, 8, 8, 2, 1));
        OperatorTables pipeline = new OperatorTables(times(), new Sharding(10, 8, 8, 1, 2));
        BatchShape shape = decodes(1, 65);
        double allReduceMs = 0.001 * 8 + 0.02;
        assertThat(difference(pair, whole, shape)).isCloseTo(2 * allReduceMs * 10e-3, within(1e-15));
        double last = pipeline.stageSeconds(shape, true);
        assertThat(last).isCloseTo(whole.stageSeconds(shape, true) / 2, within(1e-15));
        assertThat(pipeline.stageSeconds(shape, false) - last).isCloseTo(0.001 * 8 * 1e-3, within(1e-15));
    }

    @Test
    void linearTablesAreContinuedExactlyBeyondTheirEnds() {
        OperatorTables tables = new OperatorTables(times(), ONE_DEVICE);
        double layerMs = 10 * 0.001 * 1000 + decodeMs(1000, 100);
        assertThat(tables.stageSeconds(decodes(1000, 6400), true)).isCloseTo(layerMs * 10e-3, within(1e-9));
        BatchShape prefill = new BatchShape();
        prefill.addPrefill(6400, 1000);
        double prefillLayerMs = 10 * 0.001 * 1000 + prefillMs(100, 1000);
        assertThat(tables.stageSeconds(prefill, true)).isCloseTo(prefillLayerMs * 10e-3, within(1e-9));
    }

    @Test
    void predictionsNeverFallBeyondTheTablesEvenWhereTheTablesDo() {
        OperatorTimes.Builder falling = OperatorTimes.builder();
        for (TokenOperator operator : TokenOperator.values()) {
            falling.tokens(operator, new double[] {3, 2, 1});
        }
        OperatorTables tables = new OperatorTables(
                falling.decode(new double[][] {{3, 1}, {2, 0}})
                        .prefill(new double[][] {{2, 1}})
                        .build(),
                ONE_DEVICE);
        double before = 0;
        for (int sequences = 16; sequences < 4096; sequences *= 2) {
            double nanos = tables.stageNanos(decodes(sequences, 1 << 20), true);
            assertThat(nanos).isGreaterThanOrEqualTo(before);
            before = nanos;
        }
    }

    @Test
    void anEmptyBatchTakesNoTime() {
        assertThat(new OperatorTables(times(), ONE_DEVICE).stageNanos(new BatchShape(), true))
                .isZero();
    }

    @Test
    void whatIsMissingIsNamed() {
        OperatorTimes.Builder some = OperatorTimes.builder();
        for (TokenOperator operator : TokenOperator.values()) {
            if (!operator.optional()) {
                some.tokens(operator, new double[] {1});
            }
        }
        assertThatThrownBy(some::build).hasMessage("no times of attn_decode");
        OperatorTimes single =
                some.decode(new double[][] {{1}}).prefill(new double[][] {{1}}).build();
        assertThatThrownBy(() -> new OperatorTables(single, new Sharding(10, 8, 8, 2, 1)))
                .isInstanceOf(InputException.class)
                .hasMessage("the operator tables have no all_reduce; tensor parallelism needs it");
        assertThatThrownBy(() -> some.tokens(TokenOperator.ADD, new double[] {-1}))
                .hasMessage("add holds -1.0; times must be >= 0 ms");
        assertThatThrownBy(() -> new Sharding(80, 64, 8, 3, 1))
                .hasMessage("tensor parallel size is 3; it must divide the 64 query heads");
    }

    private static double difference(OperatorTables one, OperatorTables other, BatchShape shape) {
        return one.stageSeconds(shape, true) - other.stageSeconds(shape, true);
    }

    private static BatchShape decodes(int sequences, int context) {
        BatchShape shape = new BatchShape();
        for (int i = 0; i < sequences; i++) {
            shape.addDecode(context);
        }
        return shape;
    }

    private static OperatorTimes times() {
        OperatorTimes.Builder times = OperatorTimes.builder();
        for (TokenOperator operator : TokenOperator.values()) {
            times.tokens(
                    operator,
                    IntStream.rangeClosed(1, MAX_TOKENS)
                            .mapToDouble(n -> 0.001 * n)
                            .toArray());
        }
        double[][] decode = new double[16][9];
        for (int i = 0; i < decode.length; i++) {
            for (int j = 0; j < decode[i].length; j++) {
                decode[i][j] = decodeMs(i + 1, j);
            }
        }
        double[][] prefill = new double[9][MAX_TOKENS];
        for (int i = 0; i < prefill.length; i++) {
            for (int j = 0; j < prefill[i].length; j++) {
                prefill[i][j] = prefillMs(i, j + 1);
            }
        }
        return times.decode(decode).prefill(prefill).build();
    }

    private static double decodeMs(int sequences, int contextSteps) {
        return 0.01 + 0.002 * sequences + 0.003 * sequences * contextSteps;
    }

    private static double prefillMs(int contextSteps, int chunk) {
        return 0.02 + 0.004 * contextSteps + 0.0001 * chunk * chunk;
    }
}
