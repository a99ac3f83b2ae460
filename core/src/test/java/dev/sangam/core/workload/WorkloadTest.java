package dev.sangam.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    private static final Label BATCH = new Label(new QosClass("batch", new Slo.NonInteractive(600)), 3, "acme");

    @Test
    void requestsAreSortedByArrivalAndEqualArrivalsKeepTheirOrder() {
        Workload w = new WorkloadBuilder()
                .add(20, 1, 1, Label.DEFAULT)
                .add(10, 2, 1, BATCH, BlockKeys.of(1, 77))
                .add(20, 3, 1, Label.DEFAULT)
                .add(10, 64, 1, Label.DEFAULT, BlockKeys.of(1, 5, 6))
                .build();
        assertThat(new int[] {w.promptTokens(0), w.promptTokens(1), w.promptTokens(2), w.promptTokens(3)})
                .containsExactly(2, 64, 1, 3);
        assertThat(w.promptBlocks(0)).isEqualTo(BlockHashes.NONE);
        assertThat(w.promptBlocks(1)).isEqualTo(BlockHashes.of(5, 6));
        assertThat(w.promptBlocks(2)).isEqualTo(BlockHashes.NONE);
        assertThat(w.qos(0).name()).isEqualTo("batch");
        assertThat(w.classes()).containsExactly(BATCH.qos(), QosClass.BEST_EFFORT);
    }

    @Test
    void aRequestCarriesAllTheSchedulerMayKnow() {
        Workload w = new WorkloadBuilder()
                .add(10, 40, 9, BATCH, BlockKeys.of(1, 5, 6))
                .build();
        assertThat(w.request(0, 512))
                .isEqualTo(new Request(0, 10, 40, 512, BlockHashes.of(5, 6), BATCH.qos(), 3, "acme"));
    }

    @Test
    void coarseKeysBecomeHashesOfTheFullBlocksWithinThePrompt() {
        BlockKeys two = BlockKeys.of(32, 1, 2);
        assertThat(two.hashes(513).size()).isEqualTo(32);
        assertThat(two.hashes(15).size()).isZero();
        assertThat(two.hashes(100_000).size()).isEqualTo(64);
        BlockHashes one = BlockKeys.of(32, 1, 3).hashes(2_000);
        for (int i = 0; i < 64; i++) {
            assertThat(one.at(i) == two.hashes(2_000).at(i)).isEqualTo(i < 32);
        }
    }

    @Test
    void equalKeysAfterDifferentKeysAreDifferentHashes() {
        assertThat(BlockKeys.of(32, 1, 9).hashes(1_024).at(40))
                .isNotEqualTo(BlockKeys.of(32, 2, 9).hashes(1_024).at(40));
    }

    @Test
    void theFirstRequestsOfAWorkload() {
        Workload w = new WorkloadBuilder()
                .add(1, 16, 1, BATCH, BlockKeys.of(1, 4))
                .add(2, 3, 4, Label.DEFAULT)
                .build();
        assertThat(w.limit(5)).isSameAs(w);
        assertThat(w.limit(1).size()).isEqualTo(1);
        assertThat(w.limit(1).promptBlocks(0)).isEqualTo(BlockHashes.of(4));
        assertThat(w.limit(0).size()).isZero();
    }

    @Test
    void aFasterWorkloadKeepsAllButTheTimes() {
        Workload w = new WorkloadBuilder()
                .add(100, 16, 1, BATCH, BlockKeys.of(1, 4))
                .add(200, 3, 4, Label.DEFAULT)
                .build();
        Workload twice = w.scaledRate(2);
        assertThat(twice.arrival(0)).isEqualTo(50);
        assertThat(twice.arrival(1)).isEqualTo(100);
        assertThat(twice.promptBlocks(0)).isEqualTo(w.promptBlocks(0));
        assertThatThrownBy(() -> w.scaledRate(0)).hasMessageContaining("rate factor is 0");
        assertThatThrownBy(() -> w.scaledRate(1e-300)).hasMessageContaining("within 70 years");
    }

    @Test
    void blocksCanComeFromTheListOfRequestsThatALogCameFrom() {
        Workload sent = new WorkloadBuilder()
                .add(0, 16, 9, Label.DEFAULT, BlockKeys.of(1, 4))
                .build();
        Workload served = new WorkloadBuilder().add(7, 16, 5, BATCH).build();
        assertThat(served.withBlocksOf(sent).request(0, 5).promptBlocks()).isEqualTo(BlockHashes.of(4));
        assertThat(served.withBlocksOf(sent).arrival(0)).isEqualTo(7);
        Workload other = new WorkloadBuilder().add(7, 17, 5, BATCH).build();
        assertThatThrownBy(() -> other.withBlocksOf(sent)).hasMessageContaining("prompts differ");
    }

    @Test
    void requestsBeforeATime() {
        Workload w = new WorkloadBuilder()
                .add(1, 1, 1, BATCH)
                .add(5, 2, 1, BATCH)
                .add(5, 3, 1, BATCH)
                .build();
        assertThat(w.before(5).size()).isEqualTo(1);
        assertThat(w.before(6)).isSameAs(w);
        assertThat(w.before(0).size()).isZero();
    }

    @Test
    void negativeTimesAndEmptyPromptsAreRefused() {
        WorkloadBuilder builder = new WorkloadBuilder();
        assertThatThrownBy(() -> builder.add(-1, 1, 1, Label.DEFAULT)).hasMessageContaining("arrival is -1");
        assertThatThrownBy(() -> builder.add(0, 0, 1, Label.DEFAULT)).hasMessageContaining("prompt tokens is 0");
        assertThatThrownBy(() -> builder.add(0, 1, 0, Label.DEFAULT)).hasMessageContaining("output tokens is 0");
        assertThat(builder.size()).isZero();
    }
}
