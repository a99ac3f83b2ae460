package dev.sangam.measure.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.measure.figures.Steadiness.Trend;
import dev.sangam.measure.figures.Validity.Kind;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunFacts;
import dev.sangam.measure.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidityTest {
    private static Validity validity(RunRecord run) {
        return RunSummary.of(run, SloSettings.AS_RECORDED).validity();
    }

    /** Requests of a class that are each sent so late; one token after 100 ms, and one more. */
    private static List<RequestRecord> late(int requests, int label, double lateMillis) {
        List<RequestRecord> result = new ArrayList<>();
        for (int id = 0; id < requests; id++) {
            double at = id * 20.0;
            result.add(Runs.whole(id, label, at, at + lateMillis, at + lateMillis + 100, at + lateMillis + 120));
        }
        return result;
    }

    @Test
    void aQuietRunIsValid() {
        assertThat(validity(Runs.run(late(200, 0, 1))).findings()).isEmpty();
    }

    @Test
    void lateSendsSpoilARunWhenTheyAreASizeableShareOfTheTtftAskedFor() {
        assertThat(validity(Runs.run(late(200, 0, 29))).valid())
                .as("300 ms asked for")
                .isTrue();
        Validity spoilt = validity(Runs.run(late(200, 0, 31)));
        assertThat(spoilt.valid()).isFalse();
        assertThat(spoilt.findings().getFirst().text())
                .startsWith(
                        "one in a hundred requests was sent 31 ms late or more, 10.3 % of the TTFT asked for (300 ms)");
    }

    @Test
    void withoutATargetTheMedianTtftIsTheMeasure() {
        RunRecord run = Runs.run(late(200, 2, 11));
        List<RequestRecord> requests = run.requests();
        RunRecord aimless = new RunRecord(run.facts(), List.of(Runs.REST, Runs.REST, Runs.REST), requests);
        assertThat(validity(aimless).findings().getFirst().text()).contains("11 % of the median TTFT (100 ms)");
    }

    @Test
    void aGeneratorWithoutCpuTimeToSpareSpoilsARun() {
        RunRecord run = Runs.run(late(200, 0, 0));
        long available = 2 * run.facts().nanos();
        for (int percent : new int[] {79, 81}) {
            RunFacts facts = Runs.with(run.facts(), 0, available / 100 * percent);
            assertThat(validity(new RunRecord(facts, run.labels(), run.requests()))
                            .has(Kind.GENERATOR_BUSY))
                    .isEqualTo(percent > 80);
        }
    }

    @Test
    void aPercentileOfTooFewIsMarked() {
        assertThat(validity(Runs.run(late(99, 0, 0))).has(Kind.FEW_VALUES)).isTrue();
        assertThat(validity(Runs.run(late(100, 0, 0))).has(Kind.FEW_VALUES)).isFalse();
        assertThat(validity(Runs.run(late(59, 0, 0))).has(Kind.STEADINESS_UNKNOWN))
                .isTrue();
        assertThat(validity(Runs.run(late(60, 0, 0))).has(Kind.STEADINESS_UNKNOWN))
                .isFalse();
    }

    @Test
    void answersInOnePieceAreMarked() {
        RequestRecord one = Runs.request(0, 0, 0, 0, new double[] {500}, new int[] {9}, Outcome.COMPLETED);
        assertThat(validity(Runs.run(one)).has(Kind.IN_ONE_PIECE)).isTrue();
    }

    @Test
    void anOverloadedQueueIsFoundAndAStableOneIsNot() {
        int[] found = new int[2];
        int[] alarms = new int[2];
        for (long seed = 1; seed <= 100; seed++) {
            Trend over =
                    Steadiness.of(Runs.queue(Seeds.random(seed), 600, 12, 100)).trend();
            found[over == Trend.OVER_SATURATED ? 1 : 0]++;
            Trend stable =
                    Steadiness.of(Runs.queue(Seeds.random(seed), 600, 6, 100)).trend();
            alarms[stable == Trend.STEADY ? 0 : 1]++;
        }
        System.out.println("seeds 1 to 100: over-saturated at 120 %: " + found[1] + ", alarms at 60 %: " + alarms[1]);
        assertThat(found[1]).isGreaterThan(90);
        assertThat(alarms[1]).isLessThan(5);
    }

    @Test
    void aClosedLoopIsNeverOverSaturated() {
        RunRecord run = Runs.queue(Seeds.random(1), 600, 15, 100);
        RunFacts f = run.facts();
        RunFacts closed = new RunFacts(
                f.endpoints(), f.model(), "closed loop", false, 7, f.startedAt(), 0, f.nanos(), f.generator());
        assertThat(Steadiness.of(run).trend()).isEqualTo(Trend.OVER_SATURATED);
        assertThat(Steadiness.of(new RunRecord(closed, run.labels(), run.requests()))
                        .trend())
                .isEqualTo(Trend.RISING);
    }

    @Test
    void aServerThatStopsAnsweringIsOverSaturated() {
        List<RequestRecord> requests = new ArrayList<>();
        for (int id = 0; id < 600; id++) {
            double at = id * 20.0;
            boolean answered = id < 200;
            requests.add(answered ? Runs.whole(id, 0, at, at, at + 50, at + 60) : unanswered(id, at, 12_000 * Runs.MS));
        }
        Steadiness steadiness = Steadiness.of(Runs.run(requests));
        assertThat(steadiness.trend()).isEqualTo(Trend.OVER_SATURATED);
        assertThat(steadiness.text()).contains("from 50 ms in the first third of the run to no answer in the last");
    }

    /** Still open when the run ended. */
    private static RequestRecord unanswered(int id, double at, long end) {
        return Runs.ended(Runs.failed(id, 0, at, Outcome.CANCELLED), end);
    }

    @Test
    void anOverloadedRunThatIsCutOffIsStillOverSaturated() {
        int found = 0;
        for (long seed = 1; seed <= 100; seed++) {
            RunRecord run = Runs.queue(Seeds.random(seed), 600, 14, 100);
            long end = run.requests().getLast().intended();
            List<RequestRecord> cut = run.requests().stream()
                    .map(r -> r.chunkTimes()[0] < end ? r : unanswered(r.id(), (double) r.intended() / Runs.MS, end))
                    .toList();
            found += Steadiness.of(Runs.run(cut)).trend() == Trend.OVER_SATURATED ? 1 : 0;
        }
        System.out.println("seeds 1 to 100: over-saturated at 140 %, cut off: " + found);
        assertThat(found).isGreaterThan(90);
    }

    @Test
    void mannsTestAgreesWithItsTable() {
        // Kendall, Rank Correlation Methods, table 1: of 10 values, S >= 27 has a probability of 0.0083.
        double[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        assertThat(Steadiness.trendZ(values)).isBetween(3.9, 4.0);
        assertThat(Steadiness.trendZ(new double[] {3, 3, 3, 3})).isZero();
        assertThat(Steadiness.trendZ(new double[] {2, 1, 2, 1})).isBetween(-1.0, 0.0);
    }
}
