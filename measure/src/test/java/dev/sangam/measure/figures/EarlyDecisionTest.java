package dev.sangam.measure.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.Seeds;
import dev.sangam.files.deployment.Goal;
import dev.sangam.measure.run.RequestRecord;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class EarlyDecisionTest {
    private static final List<String> CLASSES = List.of("chat", "batch", "best-effort");
    private static final List<String> GOALS = List.of(
            "ttft p99 < %dms",
            "chat: ttft p50 <= %dms",
            "ttlt max < %dms",
            "batch: ttlt p90 < %dms",
            "tpot p95 < %dms",
            "miss_rate p90 <= 0.%02d",
            "fluidity p50 >= 0.%02d",
            "attainment >= %d%%",
            "violations < %d%%",
            "error_rate < %d%%",
            "tbt p99 < %dms");

    private static SloSettings goals(RandomGenerator random) {
        String text = GOALS.get(random.nextInt(GOALS.size()));
        int limit = text.contains("0.%02d") || text.contains("%%")
                ? random.nextInt(1, 100)
                : random.nextInt(1, text.contains("tpot") ? 80 : 900);
        return SloSettings.of(List.of(Goal.parse(String.format(text, limit), CLASSES)));
    }

    private static int[] planned(List<RequestRecord> requests) {
        int[] planned = new int[Runs.LABELS.size()];
        requests.forEach(r -> planned[r.label()]++);
        return planned;
    }

    @Test
    void whatIsCertainComesTrue() {
        int[] decided = new int[1];
        Seeds.each(600, getClass(), random -> {
            List<RequestRecord> requests = Runs.random(random, random.nextInt(1, 120));
            SloSettings slos = goals(random);
            boolean met = Gates.of(RunSummary.of(Runs.run(requests), slos), slos.goals())
                    .gates()
                    .getFirst()
                    .met();
            EarlyDecision early = new EarlyDecision(slos, Runs.LABELS, planned(requests));
            for (RequestRecord request : requests) {
                early.ended(request);
                Optional<Boolean> certain = early.certain();
                decided[0] += certain.isPresent() ? 1 : 0;
                certain.ifPresent(
                        sure -> assertThat(sure).as(slos.goals().toString()).isEqualTo(met));
                if (certain.isPresent()) {
                    return;
                }
            }
        });
        assertThat(decided[0]).as("runs of 600 that were decided early").isGreaterThan(400);
    }

    @Test
    void itStopsAsSoonAsTooManyAreLate() {
        SloSettings slos = SloSettings.of(List.of(Goal.parse("ttft p99 < 100ms", CLASSES)));
        EarlyDecision early = new EarlyDecision(slos, Runs.LABELS, new int[] {200, 0, 0});
        for (int id = 0; id < 3; id++) {
            assertThat(early.certain()).as("%s late", id).isEmpty();
            early.ended(Runs.whole(id, 0, 0, 0, 150));
        }
        assertThat(early.certain()).contains(false);
    }

    @Test
    void requestsThatStillWaitForTheirFirstTokenCountOnce() {
        SloSettings slos = SloSettings.of(List.of(Goal.parse("ttft p99 < 100ms", CLASSES)));
        EarlyDecision early = new EarlyDecision(slos, Runs.LABELS, new int[] {200, 0, 0});
        for (int round = 0; round < 5; round++) {
            early.waiting(0, 0, 99 * Runs.MS);
            early.waiting(1, 0, 100 * Runs.MS);
            early.waiting(2, 0, 300 * Runs.MS);
        }
        early.ended(Runs.whole(1, 0, 0, 0, 150));
        assertThat(early.certain()).isEmpty();
        early.waiting(0, 0, 100 * Runs.MS);
        assertThat(early.certain()).contains(false);
    }

    @Test
    void aPromiseIsBrokenByWaiting() {
        SloSettings slos = SloSettings.of(List.of(Goal.parse("attainment >= 50%", CLASSES)));
        EarlyDecision early = new EarlyDecision(slos, Runs.LABELS, new int[] {2, 1, 9});
        early.waiting(0, 0, 301 * Runs.MS);
        early.waiting(1, 1, 301 * Runs.MS);
        early.waiting(2, 2, 301 * Runs.MS);
        assertThat(early.certain()).isEmpty();
        early.waiting(1, 1, 2001 * Runs.MS);
        assertThat(early.certain())
                .as("two of three, as best effort promises nothing")
                .contains(false);
    }

    @Test
    void allGoalsMustBeMet() {
        SloSettings slos =
                SloSettings.of(List.of(Goal.parse("ttft p50 < 100ms", CLASSES), Goal.parse("ttlt p50 < 1s", CLASSES)));
        EarlyDecision early = new EarlyDecision(slos, Runs.LABELS, new int[] {2, 0, 0});
        early.ended(Runs.whole(0, 0, 0, 0, 50, 60));
        assertThat(early.certain()).contains(true);
        assertThat(new EarlyDecision(SloSettings.AS_RECORDED, Runs.LABELS, new int[3]).certain())
                .isEmpty();
        assertThatThrownBy(() -> new EarlyDecision(slos, Runs.LABELS, new int[2]))
                .hasMessageContaining("2 numbers");
    }
}
