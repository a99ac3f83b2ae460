package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RankingTest {
    private static final long ARRIVAL = 1000;
    private static final long TTFT = 6_000 * Prompts.MS;
    private static final long TTLT = 600_000 * Prompts.MS;

    private static Ranking hybrid(OutputLengths outputs, double alpha) {
        return new Ranking(PrefillOrder.HYBRID, outputs, alpha);
    }

    private static Sequence chat(int prompt) {
        return Prompts.sequence(Prompts.request(0, ARRIVAL, prompt, 500, Prompts.ttft(6_000)));
    }

    private static Sequence report(int prompt) {
        return Prompts.sequence(Prompts.request(0, ARRIVAL, prompt, 500, Prompts.ttlt(600_000)));
    }

    @Test
    void anInteractiveRequestCountsItsDeadlineAndItsPrompt() {
        assertThat(hybrid(OutputLengths.LIMIT, 8e6).rank(chat(300))).isEqualTo(ARRIVAL + TTFT + 8e6 * 300);
    }

    @Test
    void aNonInteractiveRequestCountsItsLikelyOutputToo() {
        assertThat(hybrid(OutputLengths.LIMIT, 8e6).rank(report(300))).isEqualTo(ARRIVAL + TTLT + 8e6 * (300 + 500));
        Ranking ranking = hybrid(OutputLengths.HISTORY, 8e6);
        assertThat(ranking.rank(report(300)))
                .as("nothing is known of its application")
                .isEqualTo(ARRIVAL + TTLT + 8e6 * 300);
        for (int i = 0; i < OutputHistory.ENOUGH; i++) {
            finish(ranking, 40);
        }
        assertThat(ranking.rank(report(300))).isEqualTo(ARRIVAL + TTLT + 8e6 * (300 + 40));
    }

    @Test
    void anOutputThatSaysNothingOrdersNobody() {
        Ranking ranking = hybrid(OutputLengths.HISTORY, 8e6);
        for (int i = 0; i < 2 * OutputHistory.ENOUGH; i++) {
            finish(ranking, i % 10 == 0 ? 400 : 1);
        }
        assertThat(ranking.rank(report(300))).isEqualTo(ARRIVAL + TTLT + 8e6 * 300);
        assertThat(ranking.remainingOutputs(report(300))).as("though it bounds").isGreaterThan(200);
    }

    private static void finish(Ranking ranking, int outputs) {
        Sequence s = report(1);
        for (int i = 0; i < outputs; i++) {
            s.begin(1, true);
            s.end(1, true, false);
        }
        ranking.finished(s);
    }

    @Test
    void whatIsFoundInTheCacheIsNoWork() {
        Sequence s = chat(300);
        s.expectedReuse = 256;
        assertThat(hybrid(OutputLengths.LIMIT, 8e6).rank(s)).isEqualTo(ARRIVAL + TTFT + 8e6 * 44);
        s.reuse(280);
        assertThat(hybrid(OutputLengths.LIMIT, 8e6).rank(s)).isEqualTo(ARRIVAL + TTFT + 8e6 * 20);
    }

    @Test
    void anAdaptedAlphaPutsNobodyOffByMoreThanItWasPromised() {
        Ranking adapted = hybrid(OutputLengths.LIMIT, 0);
        adapted.alpha(8e6);
        assertThat(adapted.rank(chat(300))).isEqualTo(ARRIVAL + TTFT + 8e6 * 300);
        assertThat(adapted.rank(chat(3000))).isEqualTo(ARRIVAL + 2.0 * TTFT);
    }

    @Test
    void whoWasPromisedNothingComesLastInOrderOfArrival() {
        for (PrefillOrder order : new PrefillOrder[] {PrefillOrder.EDF, PrefillOrder.HYBRID}) {
            Ranking ranking = new Ranking(order, OutputLengths.HISTORY, 8e6);
            Sequence first = Prompts.sequence(Prompts.request(0, ARRIVAL, 10, 1, Prompts.NOTHING));
            Sequence second = Prompts.sequence(Prompts.request(1, ARRIVAL + 1_000_000_000, 10, 1, Prompts.NOTHING));
            assertThat(ranking.rank(first)).isGreaterThan(ranking.rank(report(100_000)));
            assertThat(ranking.rank(second)).isGreaterThan(ranking.rank(first));
        }
    }

    @Test
    void theOrdersOfTheBaselinesAreArrivalDeadlineAndWork() {
        Sequence longer = chat(300);
        Sequence shorter = report(200);
        Ranking edf = new Ranking(PrefillOrder.EDF, OutputLengths.HISTORY, 0);
        Ranking srpf = new Ranking(PrefillOrder.SRPF, OutputLengths.HISTORY, 0);
        Ranking fcfs = new Ranking(PrefillOrder.FCFS, OutputLengths.HISTORY, 0);
        assertThat(edf.rank(longer)).isLessThan(edf.rank(shorter));
        assertThat(srpf.rank(longer)).isGreaterThan(srpf.rank(shorter));
        assertThat(srpf.rank(chat(200))).as("equal work: by arrival").isEqualTo(srpf.rank(shorter));
        assertThat(fcfs.rank(longer)).isEqualTo(ARRIVAL);
    }
}
