package dev.sangam.measure.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.Seeds;
import dev.sangam.core.metric.Metric;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunFacts;
import dev.sangam.measure.run.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunMergeTest {
    private static final String NOON = "2026-01-31T12:00:00Z";
    private static final String LATER = "2026-01-31T13:00:01.5+01:00";

    private static RunRecord merge(RunRecord... parts) {
        return RunMerge.of(
                List.of(parts),
                IntStream.range(0, parts.length).mapToObj(i -> "part" + i).toList());
    }

    private static RunRecord part(RandomGenerator random, String startedAt, long seed) {
        return Runs.with(Runs.run(Runs.random(random, random.nextInt(30, 60))), startedAt, seed);
    }

    /** As one generator would have recorded it that had sent all requests. */
    private static RunRecord union(RunRecord first, RunRecord second, long shift) {
        List<RequestRecord> all = new ArrayList<>(first.requests());
        second.requests().forEach(r -> all.add(shifted(r, shift)));
        return new RunRecord(merge(first, second).facts(), first.labels(), all);
    }

    private static RequestRecord shifted(RequestRecord r, long by) {
        long[] chunks = Arrays.stream(r.chunkTimes()).map(t -> t + by).toArray();
        return new RequestRecord(
                r.id() + 1000,
                r.endpoint(),
                r.label(),
                r.conversation() + 1000,
                r.intended() + by,
                r.sent() + by,
                r.headers() + by,
                r.ended() + by,
                r.promptTokens(),
                r.cachedTokens(),
                r.requestedTokens(),
                r.outputTokens(),
                r.tokenSource(),
                chunks,
                r.chunkTokens(),
                r.finishReason(),
                r.outcome(),
                r.status(),
                r.detail(),
                0);
    }

    @Test
    void figuresOfTheWholeAreThoseOfAllRequests() {
        Seeds.each(20, getClass(), random -> {
            RunRecord first = part(random, NOON, 1);
            RunRecord second = part(random, LATER, 2);
            RunRecord merged = merge(first, second);
            assertThat(merged.requests())
                    .hasSize(first.requests().size() + second.requests().size());
            RunSummary whole = RunSummary.of(merged, SloSettings.AS_RECORDED);
            RunSummaryTest.same(whole, RunSummary.of(union(first, second, 1_500_000_000), SloSettings.AS_RECORDED));
            RunSummaryTest.same(RunSummary.of(merge(second, first), SloSettings.AS_RECORDED), whole);
        });
    }

    @Test
    void requestsAreNumberedByArrivalAndTimesAlignedByTheWallClock() {
        RunRecord first =
                Runs.with(Runs.run(Runs.whole(0, 0, 0, 0, 2100), Runs.whole(1, 0, 2000, 2000, 2100)), NOON, 1);
        RunRecord second = Runs.with(Runs.run(Runs.whole(0, 1, 10, 20, 30, 40)), LATER, 2);
        RunRecord merged = merge(first, second);
        RequestRecord moved = merged.requests().get(1);
        assertThat(moved.id()).isEqualTo(1);
        assertThat(moved.conversation()).isEqualTo(1);
        assertThat(moved.intended()).isEqualTo(1510 * Runs.MS);
        assertThat(moved.sent()).isEqualTo(1520 * Runs.MS);
        assertThat(moved.chunkTimes()).containsExactly(1530 * Runs.MS, 1540 * Runs.MS);
        assertThat(merged.facts().startedAt()).isEqualTo(NOON);
        assertThat(merged.facts().load()).isEqualTo("2 generators: open loop, poisson 5/s");
        assertThat(merged.facts().generator().cores()).isEqualTo(4);
        assertThat(merged.facts().generator().peakStreams()).isEqualTo(2);
        assertThat(merge(second, first).requests().get(1).intended()).isEqualTo(1510 * Runs.MS);
    }

    @Test
    void sharesOfOneWorkloadKeepTheirNumbers() {
        Seeds.each(10, getClass(), random -> {
            RunRecord whole = part(random, NOON, 5);
            List<RunRecord> shares = IntStream.range(0, 3)
                    .mapToObj(share -> new RunRecord(
                            whole.facts(),
                            whole.labels(),
                            whole.requests().stream()
                                    .filter(r -> r.id() % 3 == share)
                                    .toList()))
                    .toList();
            RunRecord merged = merge(shares.toArray(RunRecord[]::new));
            assertThat(merged.requests()).usingRecursiveComparison().isEqualTo(whole.requests());
            RunRecord inSteps = merge(merge(shares.get(2), shares.get(0)), shares.get(1));
            assertThat(inSteps.requests()).usingRecursiveComparison().isEqualTo(whole.requests());
            RunSummaryTest.same(
                    RunSummary.of(merged, SloSettings.AS_RECORDED), RunSummary.of(whole, SloSettings.AS_RECORDED));
        });
    }

    @Test
    void theWarmUpIsOverWhenItIsOverForAll() {
        RunRecord first = Runs.with(Runs.run(Runs.whole(0, 0, 0, 0, 2100)), NOON, 1);
        RunRecord second = Runs.with(Runs.run(Runs.whole(0, 0, 10, 20, 30)), LATER, 2);
        RunRecord warm = new RunRecord(Runs.with(second.facts(), 5 * Runs.MS, 0), second.labels(), second.requests());
        assertThat(merge(first, warm).facts().warmupNanos()).isEqualTo(1505 * Runs.MS);
        assertThat(RunSummary.of(merge(first, warm), SloSettings.AS_RECORDED)
                        .all()
                        .counts()
                        .requests())
                .isEqualTo(1);
    }

    @Test
    void oneBusyGeneratorMakesTheWholeInvalid() {
        RunRecord first = part(Seeds.random(1), NOON, 1);
        RunRecord second = part(Seeds.random(2), NOON, 2);
        RunFacts busy =
                Runs.with(second.facts(), 0, (long) (1.9 * second.facts().nanos()));
        RunSummary summary = RunSummary.of(
                merge(first, new RunRecord(busy, second.labels(), second.requests())), SloSettings.AS_RECORDED);
        assertThat(summary.validity().has(Validity.Kind.GENERATOR_BUSY)).isTrue();
        assertThat(RunSummary.of(merge(first, second), SloSettings.AS_RECORDED)
                        .all()
                        .stat(Metric.LATENESS)
                        .count())
                .isPositive();
    }

    @Test
    void partsThatDoNotBelongTogetherAreRefused() {
        RunRecord run = Runs.with(Runs.run(Runs.whole(0, 0, 0, 0, 2100)), NOON, 1);
        refused(run, Runs.with(run, LATER, 1), "part1: sent request 0 of seed 1, and so did part0");
        refused(run, Runs.with(run, "2026-01-31T12:01:00Z", 2), "part1: started when part0 had ended");
        refused(run, Runs.with(run, "yesterday", 2), "part1: started at 'yesterday'");
        refused(run, facts(run, "other", true, "http://one"), "part1: its model is other, but that of part0 is tiny");
        refused(run, facts(run, "tiny", false, "http://one"), "part1: its kind of loop is closed");
        refused(run, facts(run, "tiny", true, "http://three"), "part1: its endpoints is [http://three, http://two]");
        QosClass stricter = new QosClass("chat", new Slo.Interactive(1, 1));
        RunRecord other = new RunRecord(Runs.with(run, NOON, 2).facts(), List.of(Label.of(stricter)), run.requests());
        refused(run, other, "part1: its SLO of class 'chat' is Interactive[ttftNanos=1, tbtNanos=1]");
    }

    private static RunRecord facts(RunRecord run, String model, boolean openLoop, String endpoint) {
        RunFacts f = run.facts();
        RunFacts changed = new RunFacts(
                List.of(endpoint, "http://two"), model, f.load(), openLoop, 2, NOON, 0, f.nanos(), f.generator());
        return new RunRecord(changed, run.labels(), run.requests());
    }

    private static void refused(RunRecord first, RunRecord second, String message) {
        assertThatThrownBy(() -> merge(first, second))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }
}
