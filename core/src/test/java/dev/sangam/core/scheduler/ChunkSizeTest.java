package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.BatchTimeModel;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ChunkSizeTest {
    private static final Margin NONE = new Margin.Fixed(1);

    private static ChunkSize dynamic(int min, int max, int tile, BatchTimeModel model) {
        return new ChunkSize(new ChunkRule.Dynamic(min, max, tile, NONE), new StepTimes(model, 1, NONE));
    }

    private static BatchShape decodes(int count) {
        BatchShape shape = new BatchShape();
        for (int i = 0; i < count; i++) {
            shape.addDecode(10 * i + 1);
        }
        return shape;
    }

    @Test
    void isTheLargestChunkThatIsPredictedToBeInTime() {
        Seeds.each(300, getClass(), ChunkSizeTest::agreesWithALinearScan);
    }

    private static void agreesWithALinearScan(RandomGenerator random) {
        double perToken = random.nextDouble(0.1, 3);
        double perProduct = random.nextBoolean() ? 0 : random.nextDouble(0, 0.01);
        BatchTimeModel model = (shape, last) -> 10 + perToken * shape.tokens() + perProduct * shape.prefillProducts();
        int min = random.nextInt(1, 20);
        int max = random.nextInt(20, 300);
        ChunkSize size = dynamic(min, max, 1, model);
        BatchShape batch = decodes(random.nextInt(0, 30));
        long limit = random.nextInt(1, 500);
        size.limit(limit, 0);
        int context = random.nextInt(0, 1000);
        int remaining = random.nextInt(1, 400);
        int most = Math.max(0, Math.min(remaining, max - batch.tokens()));
        int expected = Math.min(min, most);
        for (int chunk = expected + 1; chunk <= most; chunk++) {
            batch.addPrefill(context, chunk, true);
            if (model.nanos(batch, 1) <= limit) {
                expected = chunk;
            }
            batch.removePrefill(context, chunk, true);
        }
        assertThat(size.tokens(batch, context, remaining)).isEqualTo(expected);
        assertThat(batch.prefills()).as("the batch is left as it was").isZero();
    }

    @Test
    void aBatchIsNotFilledBeyondWhatIsWorthwhileButPromptsGoOn() {
        ChunkSize size = dynamic(16, 100, 1, (shape, last) -> 1);
        size.limit(QosStatus.UNLIMITED, QosStatus.UNLIMITED);
        size.worthwhile(40);
        assertThat(size.tokens(decodes(3), 0, 500)).isEqualTo(37);
        assertThat(size.tokens(decodes(30), 0, 500)).as("the least").isEqualTo(16);
        assertThat(size.tokens(decodes(90), 0, 500))
                .as("all that a batch holds")
                .isEqualTo(10);
    }

    @Test
    void evenWithoutSlackAPromptGoesOnByTheLeastChunkOfABatch() {
        ChunkSize size = dynamic(16, 100, 1, (shape, last) -> 1000);
        size.limit(5, -1);
        BatchShape batch = decodes(3);
        assertThat(size.tokens(batch, 0, 50)).isEqualTo(16);
        batch.addPrefill(0, 10, true);
        assertThat(size.tokens(batch, 0, 50))
                .as("of one batch, not of each prompt")
                .isEqualTo(6);
        batch.addPrefill(0, 6, true);
        assertThat(size.tokens(batch, 0, 50)).isZero();
        assertThat(size.least()).isEqualTo(16);
    }

    @Test
    void aBatchIsCutToWholeTilesUnlessThePromptEndsInIt() {
        ChunkSize size = dynamic(1, 64, 16, (shape, last) -> shape.tokens());
        size.limit(50, 0);
        assertThat(size.tokens(decodes(3), 0, 500)).as("3 + 45 = 48").isEqualTo(45);
        assertThat(size.tokens(decodes(3), 0, 40)).as("the prompt ends").isEqualTo(40);
        assertThat(size.tokens(decodes(47), 0, 500))
                .as("not cut below one token")
                .isEqualTo(1);
    }

    @Test
    void noBatchExceedsItsMost() {
        ChunkSize size = dynamic(16, 64, 1, (shape, last) -> 1);
        size.limit(Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(size.tokens(decodes(3), 0, 500)).isEqualTo(61);
        assertThat(size.tokens(decodes(60), 0, 500))
                .as("less than the least chunk")
                .isEqualTo(4);
        assertThat(size.tokens(decodes(64), 0, 500)).isZero();
        assertThat(size.tokens(decodes(70), 0, 500)).isLessThanOrEqualTo(0);
        assertThat(size.most(decodes(3))).isEqualTo(61);
        assertThat(size.most(decodes(70))).isZero();
    }

    @Test
    void aFixedBudgetAsksNobody() {
        ChunkSize size = new ChunkSize(new ChunkRule.Fixed(100), null);
        size.limit(1, -1);
        assertThat(size.tokens(decodes(30), 0, 500)).isEqualTo(70);
        assertThat(size.tokens(decodes(30), 0, 20)).isEqualTo(20);
        assertThat(size.most(decodes(30))).isEqualTo(70);
        assertThat(size.least()).isEqualTo(100);
    }
}
