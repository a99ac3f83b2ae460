package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RelegationTest {
    private static final SchedulerConfig.Niyama CONFIG = SchedulerConfig.Niyama.of(new ChunkRule.Fixed(256), 256);
    private static final long PER_TOKEN = 1_000_000;
    private static final long LATER = 1_000_000_000;

    private final Ranking ranking = new Ranking(PrefillOrder.EDF, OutputLengths.HISTORY, 0);
    private final QosQueue waiting = new QosQueue(ranking, true, null);
    private final Relegation relegation = new Relegation(CONFIG, waiting, ranking, new Pace(PER_TOKEN));
    private final List<Sequence> all = new ArrayList<>();

    private Sequence add(int prompt, long deadlineMillis, int priority) {
        Slo slo = new Slo.Interactive(deadlineMillis * Prompts.MS, 1);
        Request request = Prompts.request(all.size(), 0, prompt, 9, priority, slo);
        Sequence s = Prompts.sequence(request);
        all.add(s);
        waiting.add(s);
        return s;
    }

    private Step review(long now) {
        Step step = new Step();
        step.clear(now);
        relegation.review(new SequenceList(), new SequenceList(), step, now);
        return step;
    }

    private static List<Long> ids(List<Request> requests) {
        return requests.stream().map(Request::id).toList();
    }

    @Test
    void nobodyIsRelegatedWhileAllCanBeInTime() {
        add(100, 100, 0);
        add(100, 200, 1);
        assertThat(review(0).relegated()).isEmpty();
    }

    @Test
    void theUnimportantGiveWayFirstAndTheLargestOfThem() {
        add(50, 300, 1);
        add(100, 300, 1);
        add(200, 300, 0);
        assertThat(ids(review(0).relegated())).containsExactly(1L);
        assertThat(relegation.relegated()).isEqualTo(1);
    }

    @Test
    void theImportantGiveWayOnlyWhenNoUnimportantOneIsLeft() {
        add(50, 300, 1);
        add(200, 300, 0);
        add(200, 300, 0);
        assertThat(ids(review(0).relegated()))
                .as("the unimportant one fits beside the other")
                .containsExactly(2L);
    }

    @Test
    void whoCannotBeInTimeEvenAloneCostsNobodyElseHisPlace() {
        add(50, 60, 1);
        Sequence hopeless = add(200, 100, 0);
        assertThat(ids(review(0).relegated()))
                .containsExactly(hopeless.request().id());
    }

    @Test
    void asFewAreRelegatedAsPossible() {
        Seeds.each(300, getClass(), random -> new RelegationTest().agreesWithBruteForce(random, 1));
    }

    @Test
    void asFewOfTheImportantAreRelegatedAsPossible() {
        Seeds.each(300, getClass(), random -> new RelegationTest().agreesWithBruteForce(random, 3));
    }

    private void agreesWithBruteForce(RandomGenerator random, int priorities) {
        int jobs = random.nextInt(1, 9);
        for (int i = 0; i < jobs; i++) {
            add(random.nextInt(1, 60), random.nextInt(1, 40 * jobs), random.nextInt(priorities));
        }
        review(0);
        List<Sequence> kept = all.stream().filter(s -> !s.relegated).toList();
        assertThat(inTime(kept)).as("those kept are in time").isTrue();
        int best = 0;
        for (int subset = 0; subset < 1 << jobs; subset++) {
            int chosen = subset;
            List<Sequence> some = all.stream()
                    .filter(s -> ((chosen >> s.request().id()) & 1) != 0)
                    .toList();
            best = Math.max(best, inTime(some) ? value(some, priorities) : 0);
        }
        // Below the most important level it is a heuristic: in 4 of 1,000 such draws one unimportant prompt too many
        // goes.
        int mostImportant = 4 * (priorities - 1);
        assertThat(value(kept, priorities) >> mostImportant).isEqualTo(best >> mostImportant);
    }

    /** More of the important count for more than any number of the unimportant. */
    private static int value(List<Sequence> kept, int priorities) {
        return kept.stream()
                .mapToInt(s -> 1 << (4 * (priorities - 1 - s.request().priority())))
                .sum();
    }

    private static boolean inTime(List<Sequence> some) {
        long end = 0;
        for (Sequence s :
                some.stream().sorted(Comparator.comparingLong(s -> s.due)).toList()) {
            end += PER_TOKEN * s.prefillWork();
            if (end > s.due) {
                return false;
            }
        }
        return true;
    }

    @Test
    void whoFitsAgainIsReinstatedWithAQuarterToSpare() {
        Sequence first = add(1000, 1990, 0);
        Sequence second = add(1000, 1900, 1);
        assertThat(ids(review(0).relegated())).containsExactly(1L);
        waiting.remove(first);
        assertThat(review(1_000_000).reinstated()).as("not at every step").isEmpty();
        assertThat(ids(review(LATER / 2).reinstated())).containsExactly(1L);
        assertThat(second.relegated).isFalse();
        assertThat(relegation.relegated()).isZero();
        Sequence third = add(1000, 1850, 0);
        assertThat(ids(review(LATER * 4 / 5).relegated())).contains(1L);
        waiting.remove(third);
        assertThat(review(LATER).reinstated())
                .as("900 ms are left for 1,000, were there no haste to and fro")
                .isEmpty();
    }

    @Test
    void aBrokenPromiseStaysBroken() {
        Sequence s = add(100, 50, 0);
        assertThat(review(0).relegated()).hasSize(1);
        assertThat(review(LATER).reinstated()).isEmpty();
        assertThat(s.relegated).isTrue();
    }

    @Test
    void whoIsAnsweringIsLeftAlone() {
        Sequence s = add(100, 5000, 0);
        s.begin(100, true);
        s.end(100, true, false);
        assertThat(review(2 * 5 * LATER).relegated()).isEmpty();
    }

    @Test
    void aLastTokenNeedsTimeForTheTokensBeforeIt() {
        Ranking limits = new Ranking(PrefillOrder.EDF, OutputLengths.LIMIT, 0);
        Pace pace = new Pace(PER_TOKEN);
        QosQueue queue = new QosQueue(limits, true, null);
        Relegation careful = new Relegation(CONFIG, queue, limits, pace);
        Sequence s = Prompts.sequence(Prompts.request(0, 0, 100, 200, Prompts.ttlt(1000)));
        queue.add(s);
        Step step = new Step();
        step.clear(0);
        careful.review(new SequenceList(), new SequenceList(), step, 0);
        assertThat(s.relegated).isFalse();
        BatchShape decodes = new BatchShape();
        decodes.addDecode(1);
        pace.observe(decodes, false, 10 * PER_TOKEN);
        careful.review(new SequenceList(), new SequenceList(), step, LATER / 5);
        assertThat(s.relegated).as("200 tokens of 10 ms take 2 s").isTrue();
    }

    @Test
    void demandIsWorkDueOverTimeLeft() {
        add(100, 1000, 0);
        add(300, 800, 0);
        review(0);
        assertThat(relegation.demand()).isEqualTo(0.4);
        review(LATER * 2 / 5);
        assertThat(relegation.demand()).isEqualTo(0.75);
    }
}
