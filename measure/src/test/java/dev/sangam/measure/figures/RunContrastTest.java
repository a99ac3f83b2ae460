package dev.sangam.measure.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.InputException;
import dev.sangam.core.Seeds;
import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.MetricGoal.Figure;
import dev.sangam.core.metric.Stat;
import dev.sangam.measure.figures.RunContrast.Row;
import dev.sangam.measure.figures.RunContrast.Verdict;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunFacts;
import dev.sangam.measure.run.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunContrastTest {
    /** Independent requests whose TTFT is exponential around a mean, on top of what this run adds to all. */
    private static RunRecord run(RandomGenerator random, int requests, double ttftMillis, double addedMillis) {
        List<RequestRecord> result = new ArrayList<>();
        for (int id = 0; id < requests; id++) {
            double at = id * 20.0;
            double first = at + addedMillis + ttftMillis * random.nextExponential();
            result.add(Runs.whole(id, 0, at, at, first, first + 20, first + 45));
        }
        return Runs.run(result);
    }

    private static RunContrast compare(RunRecord a, RunRecord b) {
        return RunContrast.of(List.of(a), List.of(b), SloSettings.AS_RECORDED, 1);
    }

    private static Row row(RunContrast contrast, Metric metric, Figure figure) {
        return contrast.rows().stream()
                .filter(r -> r.metric() == metric && r.figure() == figure)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRunIsNotDifferentFromItself() {
        RunRecord run = run(Seeds.random(1), 300, 100, 50);
        RunContrast contrast = compare(run, run);
        assertThat(contrast.rows()).allSatisfy(r -> {
            assertThat(r.difference()).isZero();
            assertThat(r.verdict()).isIn(Verdict.NO_DIFFERENCE_SHOWN, Verdict.NOT_TESTED);
        });
        assertThat(contrast.tests())
                .allMatch(t -> t.result().probability() == 0.5 && t.result().p() > 0.999);
        assertThat(contrast.notes().getFirst()).contains("not from one run to the next");
    }

    @Test
    void aDifferenceIsFoundAndCalledByItsName() {
        RunRecord slow = run(Seeds.random(1), 600, 100, 50);
        RunRecord fast = run(Seeds.random(2), 600, 70, 35);
        Row better = row(compare(slow, fast), Metric.TTFT, Figure.P50);
        assertThat(better.verdict()).isEqualTo(Verdict.BETTER);
        assertThat(better.low()).isLessThan(better.difference());
        assertThat(better.high()).isBetween(better.difference(), 0.0);
        RunContrast other = compare(fast, slow);
        assertThat(row(other, Metric.TTFT, Figure.P50).verdict()).isEqualTo(Verdict.WORSE);
        assertThat(other.tests().getFirst().result().p()).isLessThan(1e-6);
        assertThat(other.tests().getFirst().result().probability()).isLessThan(0.45);
        assertThat(other.tests().getFirst().result().delta()).isNegative();
        assertThat(row(other, Metric.GOODPUT, Figure.ITSELF).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void intervalsOfEqualRunsHoldZeroAboutAsOftenAsTheySay() {
        int wrongMedian = 0;
        int wrongTail = 0;
        for (long seed = 1; seed <= 60; seed++) {
            RunContrast contrast =
                    compare(run(Seeds.random(seed), 400, 100, 0), run(Seeds.random(1000 + seed), 400, 100, 0));
            wrongMedian += row(contrast, Metric.TTFT, Figure.P50).verdict() == Verdict.NO_DIFFERENCE_SHOWN ? 0 : 1;
            wrongTail += row(contrast, Metric.TTFT, Figure.P99).verdict() == Verdict.NO_DIFFERENCE_SHOWN ? 0 : 1;
        }
        System.out.println("seeds 1 to 60: false differences in p50: " + wrongMedian + ", in p99: " + wrongTail);
        assertThat(wrongMedian).isLessThan(10);
        assertThat(wrongTail).isLessThan(12);
    }

    @Test
    void repeatsSayWhatOneRunASideCannot() {
        RandomGenerator random = Seeds.random(3);
        double[] ofA = {0, 60, 20};
        double[] ofB = {50, 10, 90};
        List<RunRecord> a = new ArrayList<>();
        List<RunRecord> b = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            a.add(run(random, 400, 50, ofA[i]));
            b.add(run(random, 400, 50, ofB[i]));
        }
        assertThat(row(compare(a.getFirst(), b.getFirst()), Metric.TTFT, Figure.P50)
                        .verdict())
                .as("one run each")
                .isEqualTo(Verdict.WORSE);
        RunContrast repeats = RunContrast.of(a, b, SloSettings.AS_RECORDED, 1);
        Row row = row(repeats, Metric.TTFT, Figure.P50);
        assertThat(row.verdict()).as("runs differ from each other as much").isEqualTo(Verdict.NO_DIFFERENCE_SHOWN);
        assertThat(row.difference()).isCloseTo(0.023, within(0.01));
        assertThat(repeats.tests()).allMatch(t -> Double.isNaN(t.result().p()));
        assertThat(repeats.notes().getFirst()).contains("3 and 3 runs");
        assertThatThrownBy(() -> RunContrast.of(a, b.subList(0, 1), SloSettings.AS_RECORDED, 1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("A has 3 runs, and B 1");
    }

    @Test
    void welchsIntervalIsThatOfTheTextbook() {
        // Three runs of constant TTFT each: means 20 and 40 ms, variances 100 and 400 ms^2, so 2.94 degrees of freedom,
        // taken as 2.
        List<RunRecord> a = List.of(constant(10), constant(20), constant(30));
        List<RunRecord> b = List.of(constant(20), constant(40), constant(60));
        Row row = row(RunContrast.of(a, b, SloSettings.AS_RECORDED, 1), Metric.TTFT, Figure.P50);
        double half = 4.3027 * Math.sqrt(500.0 / 3) / 1000;
        assertThat(row.low()).isCloseTo(0.02 - half, within(1e-9));
        assertThat(row.high()).isCloseTo(0.02 + half, within(1e-9));
    }

    private static RunRecord constant(double ttftMillis) {
        return run(Seeds.random(1), 30, 0, ttftMillis);
    }

    @Test
    void theSameSeedGivesTheSameIntervals() {
        RunRecord a = run(Seeds.random(1), 100, 100, 50);
        RunRecord b = run(Seeds.random(2), 100, 100, 50);
        assertThat(compare(a, b)).isEqualTo(compare(a, b));
    }

    @Test
    void whatAReaderMustKnowIsNoted() {
        RunRecord open = run(Seeds.random(1), 100, 100, 50);
        RunFacts f = open.facts();
        List<RequestRecord> requests = new ArrayList<>(open.requests());
        requests.set(3, Runs.failed(3, 0, 60, Outcome.TRUNCATED));
        RunRecord closed = new RunRecord(
                new RunFacts(
                        f.endpoints(),
                        "huge",
                        "closed loop, 9 users",
                        false,
                        1,
                        f.startedAt(),
                        0,
                        f.nanos(),
                        new RunFacts.Generator(2 * f.nanos(), 2, 9)),
                open.labels(),
                requests);
        assertThat(compare(open, closed).notes())
                .anySatisfy(n -> assertThat(n).startsWith("Open and closed loops are mixed"))
                .anySatisfy(n -> assertThat(n).isEqualTo("The model of A is tiny; that of B is huge"))
                .anySatisfy(n -> assertThat(n).startsWith("INVALID, B: the load generator used"))
                .anySatisfy(n -> assertThat(n).startsWith("B: 1 of 100 requests failed"));
    }

    @Test
    void aPercentileOfADrawnRunIsThatOfItsValues() {
        Seeds.each(300, getClass(), random -> {
            List<double[]> values = new ArrayList<>();
            for (int i = random.nextInt(1, 200); i > 0; i--) {
                values.add(random.doubles(random.nextInt(4))
                        .map(v -> Math.floor(v * 50))
                        .toArray());
            }
            int blocks = BlockBootstrap.blocks(values.size());
            int[] times = BlockBootstrap.draw(blocks, random);
            double[] drawn = IntStream.range(0, values.size())
                    .boxed()
                    .flatMapToDouble(i -> IntStream.range(0, times[i * blocks / values.size()])
                            .boxed()
                            .flatMapToDouble(copy -> Arrays.stream(values.get(i))))
                    .toArray();
            Stat expected = Stat.of(drawn, drawn.length, 1);
            for (Figure figure : List.of(Figure.MEAN, Figure.P50, Figure.P99, Figure.MAX)) {
                double value = BlockBootstrap.figure(values, figure).of(times);
                if (drawn.length == 0) {
                    assertThat(value).isNaN();
                } else {
                    assertThat(value).isCloseTo(figure.of(expected), within(1e-9));
                }
            }
        });
    }

    @Test
    void mannAndWhitneyCountPairs() {
        Seeds.each(200, getClass(), random -> {
            double[] a = random.doubles(random.nextInt(1, 30))
                    .map(v -> Math.floor(v * 12))
                    .toArray();
            double[] b = random.doubles(random.nextInt(1, 30))
                    .map(v -> Math.floor(v * 10))
                    .toArray();
            double u = 0;
            for (double va : a) {
                for (double vb : b) {
                    u += vb < va ? 1 : vb == va ? 0.5 : 0;
                }
            }
            assertThat(MannWhitney.of(a, b).u()).isEqualTo(u);
            assertThat(MannWhitney.of(a, b).probability()).isCloseTo(u / a.length / b.length, within(1e-12));
            assertThat(MannWhitney.of(b, a).delta())
                    .isCloseTo(-MannWhitney.of(a, b).delta(), within(1e-12));
        });
    }

    @Test
    void mannAndWhitneyAgreeWithAPublishedCase() {
        // scipy.stats.mannwhitneyu(x, y, method="asymptotic"): U = 0.5 of 64 pairs, p = 0.0011218.
        double[] x = {1, 2, 3, 4, 5, 6, 7, 8};
        double[] y = {8, 9, 10, 11, 12, 13, 14, 15};
        MannWhitney test = MannWhitney.of(x, y);
        assertThat(test.u()).isEqualTo(0.5);
        assertThat(test.p()).isCloseTo(0.0011218, within(1e-6));
        assertThat(MannWhitney.of(new double[7], y).p()).isNaN();
        assertThat(MannWhitney.upperTail(1.959964)).isCloseTo(0.025, within(1e-6));
    }
}
