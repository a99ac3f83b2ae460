package dev.sangam.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BatchTest {
    @ParameterizedTest
    @CsvSource({"1, 2, 1", "4, 2, 4", "16, 2, 8", "600, 2, 75", "600, 64, 256"})
    void everyTaskIsInOneBatchAndNoBatchIsMuchLarger(int tasks, int cores, int batches) {
        List<String> texts =
                IntStream.range(0, tasks).mapToObj(Integer::toString).toList();

        List<Batch> dealt = Batch.deal(texts, cores);

        assertThat(dealt)
                .hasSize(batches)
                .allSatisfy(batch ->
                        assertThat(batch.tasks().size()).isBetween(tasks / batches, Math.ceilDiv(tasks, batches)));
        assertThat(dealt.stream().flatMap(batch -> batch.tasks().stream()))
                .allSatisfy(each -> assertThat(each.task()).isEqualTo(Integer.toString(each.index())))
                .extracting(Batch.Numbered::index)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, tasks).boxed().toList());
    }
}
