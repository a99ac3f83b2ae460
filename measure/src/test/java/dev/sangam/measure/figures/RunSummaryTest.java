package dev.sangam.measure.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.Seeds;
import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Stat;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import dev.sangam.files.deployment.Goal;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class RunSummaryTest {
    private static final List<String> CLASSES = List.of("chat", "batch", "best-effort");

    private static RunSummary summary(RequestRecord... requests) {
        return RunSummary.of(Runs.run(requests), SloSettings.AS_RECORDED);
    }

    @Test
    void latenciesCountFromTheIntendedTimeAndStandBesideThoseFromSending() {
        ScopeFigures all =
                summary(Runs.whole(0, 0, 1000, 1400, 1500, 1520, 1560)).all();
        assertThat(all.stat(Metric.LATENESS).max()).isEqualTo(0.4);
        assertThat(all.stat(Metric.TTFT).p50()).isEqualTo(0.5);
        assertThat(all.stat(Metric.TTFT_SENT).p50()).isEqualTo(0.1);
        assertThat(all.stat(Metric.TTLT).p50()).isEqualTo(0.56);
        assertThat(all.stat(Metric.TTLT_SENT).p50()).isEqualTo(0.16);
        assertThat(all.stat(Metric.TPOT).p50()).isEqualTo(0.03);
        assertThat(all.stat(Metric.NORMALISED_LATENCY).p50()).isCloseTo(0.56 / 3, within(1e-12));
        assertThat(all.stat(Metric.NORMALISED_LATENCY_SENT).p50()).isCloseTo(0.16 / 3, within(1e-12));
    }

    @Test
    void aChunkOfSeveralTokensIsItsGapAndZerosPerTokenAndOneGapPerChunk() {
        RequestRecord request =
                Runs.request(0, 0, 0, 0, new double[] {100, 160, 200}, new int[] {1, 3, 2}, Outcome.COMPLETED);
        ScopeFigures all = summary(request).all();
        assertThat(RequestTimes.tokens(request))
                .containsExactly(Arrays.stream(new long[] {100, 160, 160, 160, 200, 200})
                        .map(t -> t * Runs.MS)
                        .toArray());
        assertThat(all.stat(Metric.TBT).count()).isEqualTo(5);
        assertThat(all.stat(Metric.TBT).p50()).isZero();
        assertThat(all.stat(Metric.TBT).mean()).isCloseTo(0.02, within(1e-12));
        assertThat(all.stat(Metric.CHUNK_GAP).count()).isEqualTo(2);
        assertThat(all.stat(Metric.CHUNK_GAP).mean()).isCloseTo(0.05, within(1e-12));
        assertThat(all.stat(Metric.TPOT).p50()).isCloseTo(0.02, within(1e-12));
        assertThat(all.value(Metric.TOKEN_RATE_TPOT)).isCloseTo(50, within(1e-9));
        assertThat(all.value(Metric.TOKEN_RATE_TBT)).isCloseTo(1 / 0.06, within(1e-9));
    }

    @Test
    void aFrozenServerIsSeenFromTheIntendedTimeOnly() {
        // 50 requests/s for a minute; from 20 s to 30 s the client could send nothing.
        List<RequestRecord> requests = new ArrayList<>();
        for (int id = 0; id < 3000; id++) {
            double intended = id * 20.0;
            double sent = intended >= 20_000 && intended < 30_000 ? 30_000 : intended;
            requests.add(Runs.whole(id, 2, intended, sent, sent + 50, sent + 70));
        }
        RunSummary run = RunSummary.of(Runs.run(requests), SloSettings.AS_RECORDED);
        assertThat(run.all().stat(Metric.TTFT).p99()).isGreaterThan(9);
        assertThat(run.all().stat(Metric.TTFT_SENT).p99()).isEqualTo(0.05);
        assertThat(run.validity().valid()).isFalse();
        assertThat(run.lateness().steps().getLast().requests()).isZero();
        assertThat(run.lateness().steps().get(11).requests()).isEqualTo(450);
    }

    @Test
    void failuresAreCountedByKindAndAgainstGoodputAndGoals() {
        RunSummary run = summary(
                Runs.whole(0, 0, 0, 0, 100, 120),
                Runs.failed(1, 0, 10, Outcome.STATUS),
                Runs.failed(2, 0, 20, Outcome.TIMEOUT),
                Runs.failed(3, 0, 30, Outcome.TIMEOUT),
                Runs.whole(4, 2, 1000, 1000, 1120));
        Counts counts = run.all().counts();
        assertThat(counts.outcomes())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(Outcome.COMPLETED, 2, Outcome.STATUS, 1, Outcome.TIMEOUT, 2));
        assertThat(counts.statuses()).isEqualTo(Map.of(503, 1));
        assertThat(counts.promised()).isEqualTo(4);
        assertThat(counts.attained()).isEqualTo(1);
        assertThat(run.all().value(Metric.ATTAINMENT)).isEqualTo(0.25);
        assertThat(run.all().value(Metric.GOODPUT)).isCloseTo(1 / 1.12, within(1e-12));
        assertThat(run.all().value(Metric.ERROR_RATE)).isEqualTo(0.6);
        assertThat(run.all().value(Metric.FLUID_TOKEN_RATE)).isZero();
        assertThat(run.all().stat(Metric.TTFT).count()).isEqualTo(2);
        assertThat(run.all().figure(Goal.parse("ttft p99 < 1s", CLASSES).goal()))
                .isInfinite();
        assertThat(run.all().figure(Goal.parse("ttft mean < 1s", CLASSES).goal()))
                .isCloseTo(0.11, within(1e-12));
        assertThat(run.ofClass("best-effort").value(Metric.ATTAINMENT)).isNaN();
        assertThatThrownBy(() -> run.ofClass("nobody")).hasMessageContaining("'nobody'");
    }

    @Test
    void aCancelledRequestCountsAsBrokenOnlyWhenItWasAlreadyTooLate() {
        RequestRecord late = Runs.failed(0, 0, 0, Outcome.CANCELLED);
        RequestRecord patient = Runs.failed(1, 2, 0, Outcome.CANCELLED);
        RequestRecord early = new RequestRecord(
                2,
                0,
                0,
                2,
                100 * Runs.MS,
                100 * Runs.MS,
                -1,
                200 * Runs.MS,
                5,
                -1,
                5,
                0,
                late.tokenSource(),
                new long[0],
                new int[0],
                "",
                Outcome.CANCELLED,
                0,
                "",
                0);
        RunSummary run = summary(late, patient, early);
        assertThat(run.all().counts().promised()).isEqualTo(1);
        assertThat(run.all().counts().attained()).isZero();
        assertThat(run.all().counts().failed()).isZero();
        assertThat(run.validity().has(Validity.Kind.CANCELLED)).isTrue();
        assertThat(run.validity().has(Validity.Kind.NOTHING_COMPLETED)).isTrue();
    }

    @Test
    void theWarmUpIsLeftOutOfEverythingButSteadyTokens() {
        RunRecord run = Runs.run(
                Runs.whole(0, 0, 0, 0, 900, 1100, 1200),
                Runs.whole(1, 0, 1000, 1000, 1100, 1120),
                Runs.whole(2, 0, 2000, 2000, 2100, 2110));
        RunRecord warm = new RunRecord(Runs.with(run.facts(), 1000 * Runs.MS, 0), run.labels(), run.requests());
        ScopeFigures all = RunSummary.of(warm, SloSettings.AS_RECORDED).all();
        assertThat(all.counts().requests()).isEqualTo(2);
        assertThat(all.counts().warmup()).isEqualTo(1);
        assertThat(all.counts().outputTokens()).isEqualTo(4);
        assertThat(all.stat(Metric.TTFT).max()).isEqualTo(0.1);
        assertThat(all.makespanSeconds()).isCloseTo(1.11, within(1e-12));
        assertThat(all.value(Metric.STEADY_TOKEN_RATE))
                .as("two of the warm-up, two of the second")
                .isEqualTo(4);
    }

    @Test
    void otherSlosGiveTheFiguresOfARunThatWasMadeWithThem() {
        Seeds.each(15, getClass(), random -> {
            RunRecord run = Runs.run(Runs.random(random, 120));
            Slo.Interactive other =
                    new Slo.Interactive(random.nextInt(1, 400) * Runs.MS, random.nextInt(1, 60) * Runs.MS);
            List<Label> relabelled = List.of(Label.of(new QosClass("chat", other)), Runs.BATCH, Runs.REST);
            RunSummary made =
                    RunSummary.of(new RunRecord(run.facts(), relabelled, run.requests()), SloSettings.AS_RECORDED);
            SloSettings settings =
                    new SloSettings(Map.of("chat", other), Optional.empty(), List.of(), Optional.empty());
            same(RunSummary.of(run, settings), made);
            SloSettings goals = SloSettings.of(List.of(
                    Goal.parse("chat: ttft p99 < " + other.ttftNanos() / Runs.MS + "ms", CLASSES),
                    Goal.parse("chat: tbt p99 < " + other.tbtNanos() / Runs.MS + "ms", CLASSES)));
            same(RunSummary.of(run, goals), made);
        });
    }

    static void same(RunSummary a, RunSummary b) {
        assertThat(a.all()).isEqualTo(b.all());
        assertThat(a.classes()).isEqualTo(b.classes());
        assertThat(a.endpoints()).isEqualTo(b.endpoints());
        assertThat(a.lateness().steps()).isEqualTo(b.lateness().steps());
        assertThat(a.validity()).isEqualTo(b.validity());
    }

    @Test
    void everyFigureIsWhatItsDefinitionSays() {
        Seeds.each(15, getClass(), random -> {
            List<RequestRecord> requests = Runs.random(random, 200);
            RunSummary run = RunSummary.of(Runs.run(requests), SloSettings.AS_RECORDED);
            for (int label = 0; label < Runs.LABELS.size(); label++) {
                int l = label;
                check(
                        run.classes().get(label),
                        requests.stream().filter(r -> r.label() == l).toList());
            }
            for (int endpoint = 0; endpoint < 2; endpoint++) {
                int e = endpoint;
                check(
                        run.endpoints().get(endpoint),
                        requests.stream().filter(r -> r.endpoint() == e).toList());
            }
            check(run.all(), requests);
            assertThat(run.all().counts().outcomes().values().stream()
                            .mapToInt(n -> n)
                            .sum())
                    .isEqualTo(200);
        });
    }

    private static void check(ScopeFigures scope, List<RequestRecord> requests) {
        List<RequestRecord> done =
                requests.stream().filter(r -> r.outcome() == Outcome.COMPLETED).toList();
        assertThat(scope.counts().completed()).isEqualTo(done.size());
        check(scope.stat(Metric.TTFT), done, r -> r.chunkTimes()[0] - r.intended());
        check(scope.stat(Metric.TTLT_SENT), done, r -> r.ended() - r.sent());
        check(
                scope.stat(Metric.TPOT),
                done.stream().filter(r -> r.outputTokens() > 1).toList(),
                r -> (double) (r.ended() - r.chunkTimes()[0]) / (r.outputTokens() - 1));
        check(scope.stat(Metric.NORMALISED_LATENCY), done, r -> (double) (r.ended() - r.intended()) / r.outputTokens());
        assertThat(scope.counts().outputTokens())
                .isEqualTo(done.stream().mapToLong(RequestRecord::outputTokens).sum());
    }

    private static void check(Stat stat, List<RequestRecord> requests, ToDoubleFunction<RequestRecord> nanos) {
        double[] sorted = requests.stream().mapToDouble(nanos).sorted().toArray();
        assertThat(stat.count()).isEqualTo(sorted.length);
        if (sorted.length > 0) {
            assertThat(stat.p50()).isCloseTo(sorted[(sorted.length + 1) / 2 - 1] / 1e9, within(1e-12));
            assertThat(stat.p99()).isCloseTo(sorted[(99 * sorted.length + 99) / 100 - 1] / 1e9, within(1e-12));
            assertThat(stat.mean()).isCloseTo(Arrays.stream(sorted).average().orElseThrow() / 1e9, within(1e-9));
        }
    }

    @Test
    void anEndpointOfAnInterleavedRunHasTheFiguresOfItsRequests() {
        RunRecord run = Runs.run(Runs.random(Seeds.random(1), 200));
        RunSummary whole = RunSummary.of(run, SloSettings.AS_RECORDED);
        List<RunRecord> split = RunSplit.byEndpoint(run);
        for (int endpoint = 0; endpoint < 2; endpoint++) {
            ScopeFigures alone =
                    RunSummary.of(split.get(endpoint), SloSettings.AS_RECORDED).all();
            assertThat(alone.stats()).isEqualTo(whole.endpoints().get(endpoint).stats());
            assertThat(alone.counts()).isEqualTo(whole.endpoints().get(endpoint).counts());
        }
    }

    @Test
    void anEmptyAnswerHasNoLatencyAndKeepsNoPromise() {
        RunSummary run = summary(Runs.request(0, 0, 0, 0, new double[0], new int[0], Outcome.COMPLETED));
        assertThat(run.all().counts().empty()).isEqualTo(1);
        assertThat(run.all().counts().attained()).isZero();
        assertThat(run.all().stat(Metric.TTFT).count()).isZero();
        assertThat(run.all().stat(Metric.FLUIDITY).count()).isZero();
        assertThat(run.all().value(Metric.FLUID_TOKEN_RATE)).isNaN();
    }

    @Test
    void aMetricThatOnlyAServerKnowsIsNoGoal() {
        assertThatThrownBy(() -> SloSettings.of(List.of(Goal.parse("scheduling_delay p99 < 1s", CLASSES))))
                .hasMessageContaining("scheduling_delay cannot be measured from outside");
    }

    @Test
    void goalsBindEachRequestToo() {
        RunRecord run = Runs.run(Runs.whole(0, 2, 0, 0, 100, 150), Runs.whole(1, 2, 0, 0, 100, 190));
        assertThat(attained(run, "tpot p99 < 60ms")).isEqualTo(1);
        assertThat(attained(run, "tbt max < 60ms")).isEqualTo(1);
        assertThat(attained(run, "ttlt p50 <= 190ms")).isEqualTo(2);
        assertThat(attained(run, "best-effort: ttft p99 < 100ms")).isZero();
        assertThat(attained(run, "chat: ttft p99 < 100ms")).isZero();
    }

    private static int attained(RunRecord run, String goal) {
        return RunSummary.of(run, SloSettings.of(List.of(Goal.parse(goal, CLASSES))))
                .all()
                .counts()
                .attained();
    }
}
