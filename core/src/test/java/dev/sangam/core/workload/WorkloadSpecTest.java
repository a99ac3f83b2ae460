package dev.sangam.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkloadSpecTest {
    private static final long HOUR = 3_600_000_000_000L;
    private static final QosClass CHAT = new QosClass("chat", new Slo.Interactive(1_000, 10));
    private static final Lengths LENGTHS =
            new Lengths.Independent(new TokenCount.Uniform(10, 1_000), new TokenCount.Uniform(1, 100));
    private static final RequestStream A = RequestStream.of("a", new Arrivals.Poisson(2), LENGTHS);
    private static final RequestStream B =
            RequestStream.of("b", new Arrivals.Gamma(1, 2), LENGTHS).withQos(CHAT);

    @Test
    void equalSeedsGiveEqualRequestsAndOtherSeedsOthers() {
        WorkloadSpec spec = new WorkloadSpec(List.of(A, B), 5_000, HOUR);
        assertThat(spec.generate(7)).isEqualTo(spec.generate(7));
        assertThat(spec.generate(7)).isNotEqualTo(spec.generate(8));
    }

    @Test
    void requestsAreInOrderOfArrivalAndWithinTheDuration() {
        Workload both = new WorkloadSpec(List.of(A, B), WorkloadSpec.ENDLESS, HOUR).generate(1);
        assertThat(both.size()).isBetween(10_000, 11_600);
        assertThat(both.lastArrival()).isLessThan(HOUR);
        assertThat(IntStream.range(1, both.size())).allMatch(i -> both.arrival(i - 1) <= both.arrival(i));
    }

    @Test
    void aStreamIsTheSameAloneAndBesideAnother() {
        Workload alone = new WorkloadSpec(List.of(A), WorkloadSpec.ENDLESS, HOUR).generate(1);
        Workload both = new WorkloadSpec(List.of(B, A), WorkloadSpec.ENDLESS, HOUR).generate(1);
        assertThat(only(both, QosClass.BEST_EFFORT)).isEqualTo(alone);
    }

    @Test
    void otherArrivalsLeaveTheLengthsAsTheyWere() {
        Workload poisson = WorkloadSpec.of(A, 1_000).generate(1);
        Workload atOnce =
                WorkloadSpec.of(A.withArrivals(new Arrivals.AtOnce()), 1_000).generate(1);
        assertThat(IntStream.range(0, 1_000)).allMatch(i -> poisson.lengths(i).equals(atOnce.lengths(i)));
    }

    @Test
    void requestsOfAGroupShareTheBlocksOfTheirPrefixAndNoMore() {
        Workload w =
                WorkloadSpec.of(A.withPrefix(new SharedPrefix(3, 100)), 300).generate(1);
        List<BlockHashes> distinct =
                IntStream.range(0, 300).mapToObj(w::promptBlocks).distinct().toList();
        assertThat(distinct).hasSize(3).allMatch(hashes -> hashes.size() == 100 / 16);
        assertThat(IntStream.range(0, 300)).allMatch(i -> w.promptTokens(i) >= 110);
        assertThat(WorkloadSpec.of(A, 300).generate(1).arrival(99)).isEqualTo(w.arrival(99));
    }

    @Test
    void aShareOfTheRequestsIsLessImportant() {
        RequestStream stream = new RequestStream(
                "a", new Arrivals.Poisson(2), LENGTHS, SharedPrefix.NONE, CHAT, new Importance(0, 5, 0.2), "t", 10_000);
        Workload w = new WorkloadSpec(List.of(stream), WorkloadSpec.ENDLESS, Long.MAX_VALUE).generate(1);
        assertThat(w.size()).isEqualTo(10_000);
        assertThat(IntStream.range(0, w.size()).filter(i -> w.priority(i) == 5).count())
                .isBetween(1_800L, 2_200L);
        assertThat(w.tenant(0)).isEqualTo("t");
    }

    @Test
    void aTraceReplayedKeepsTimesLengthsAndBlocks() {
        Workload trace = new WorkloadBuilder()
                .add(5, 2_000, 3, Label.DEFAULT, BlockKeys.of(32, 11, 12, 13, 14))
                .add(9, 1_024, 4, Label.DEFAULT, BlockKeys.of(32, 11, 12))
                .build();
        RequestStream stream = RequestStream.of("t", new Arrivals.Trace(trace, 1), new Lengths.InOrder(trace));
        assertThat(new WorkloadSpec(List.of(stream), WorkloadSpec.ENDLESS, Long.MAX_VALUE).generate(3))
                .isEqualTo(trace);
    }

    @Test
    void aWorkloadThatNeverEndsIsRefused() {
        assertThatThrownBy(() -> new WorkloadSpec(List.of(A), WorkloadSpec.ENDLESS, Long.MAX_VALUE))
                .hasMessageContaining("stream a never ends");
        RequestStream atOnce = A.withArrivals(new Arrivals.AtOnce());
        assertThatThrownBy(() -> new WorkloadSpec(List.of(atOnce), WorkloadSpec.ENDLESS, HOUR))
                .hasMessageContaining("requests if all arrive at once");
        assertThatThrownBy(() -> new WorkloadSpec(List.of(A, A), 1, HOUR)).hasMessageContaining("same name");
    }

    @Test
    void aMillionRequestsAreDrawnInSeconds() {
        Workload million = WorkloadSpec.of(A.withArrivals(new Arrivals.Poisson(100)), 1_000_000)
                .generate(1);
        assertThat(million.size()).isEqualTo(1_000_000);
    }

    private static Workload only(Workload all, QosClass qos) {
        WorkloadBuilder result = new WorkloadBuilder();
        for (int i = 0; i < all.size(); i++) {
            if (all.qos(i).equals(qos)) {
                result.add(all.arrival(i), all.promptTokens(i), all.outputTokens(i), all.label(i));
            }
        }
        return result.build();
    }
}
