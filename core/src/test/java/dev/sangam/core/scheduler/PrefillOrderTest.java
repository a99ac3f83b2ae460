package dev.sangam.core.scheduler;

import static dev.sangam.core.scheduler.Prompts.MS;
import static dev.sangam.core.scheduler.Prompts.request;
import static dev.sangam.core.scheduler.Prompts.ttft;
import static dev.sangam.core.scheduler.Prompts.ttlt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import dev.sangam.core.scheduler.SchedulerConfig.Sarathi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The baselines of the Niyama paper, and the two orders between which its own lies. */
class PrefillOrderTest {
    private static final KvConfig PLENTY = new KvConfig(10_000, 4, 0, false);
    private static final BatchTimeModel MODEL = (shape, lastStage) -> 5 * MS + MS * shape.tokens();

    private static List<Long> finished(PrefillOrder order) {
        SchedulerDriver d = new SchedulerDriver(Niyama.baseline(order, 8, 64), PLENTY, 1, MODEL);
        d.arrive(request(0, 0, 30, 1, ttlt(9000)), 1);
        d.arrive(request(1, 1, 40, 1, ttft(1000)), 1);
        d.arrive(request(2, 2, 10, 1, ttlt(5000)), 1);
        d.arrive(request(3, 3, 20, 1, Prompts.NOTHING), 1);
        d.stepsToEnd();
        return d.finished();
    }

    @Test
    void fcfsIsByArrival() {
        assertThat(finished(PrefillOrder.FCFS)).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void edfIsByDeadlineAndThenThoseWithoutOne() {
        assertThat(finished(PrefillOrder.EDF)).containsExactly(1L, 2L, 0L, 3L);
    }

    @Test
    void srpfIsByPromptLength() {
        assertThat(finished(PrefillOrder.SRPF)).containsExactly(2L, 3L, 0L, 1L);
    }

    @Test
    void fcfsFormsTheBatchesOfSarathi() {
        Seeds.each(200, getClass(), random -> {
            long seed = random.nextLong();
            int budget = random.nextInt(1, 60);
            int sequences = random.nextInt(1, 20);
            int stages = random.nextInt(1, 4);
            assertSame(
                    history(Niyama.baseline(PrefillOrder.FCFS, budget, sequences), stages, seed, 5000),
                    history(new Sarathi(budget, sequences), stages, seed, 5000));
        });
    }

    @Test
    void hybridIsEdfWithASmallAlphaAndSrpfWithALargeOne() {
        Seeds.each(200, getClass(), random -> {
            long seed = random.nextLong();
            assertSame(
                    history(hybrid(PrefillOrder.HYBRID, 1), 1, seed, 5000),
                    history(hybrid(PrefillOrder.EDF, 0), 1, seed, 5000));
            // Equal work goes by deadline here and by arrival there, which is the same where all deadlines are as long.
            assertSame(
                    history(hybrid(PrefillOrder.HYBRID, 100_000_000_000_000L), 1, seed, 1),
                    history(hybrid(PrefillOrder.SRPF, 0), 1, seed, 1));
        });
    }

    private static void assertSame(List<String> first, List<String> second) {
        for (int i = 0; i < Math.min(first.size(), second.size()); i++) {
            assertThat(first.get(i)).as("batch %d", i).isEqualTo(second.get(i));
        }
        assertThat(first).hasSameSizeAs(second);
    }

    private static Niyama hybrid(PrefillOrder order, long alphaNanos) {
        ChunkRule chunks = new ChunkRule.Fixed(32);
        return new Niyama(order, alphaNanos, chunks, true, false, OutputLengths.LIMIT, false, 12);
    }

    /** Batches of a random workload, the items of each sorted. */
    private static List<String> history(SchedulerConfig config, int stages, long seed, int longestMillis) {
        RandomGenerator random = Seeds.random(seed);
        SchedulerDriver d = new SchedulerDriver(config, PLENTY, stages, MODEL);
        List<String> history = new ArrayList<>();
        int inFlight = 0;
        long id = 0;
        for (int turn = 0; turn < 60 || inFlight > 0; turn++) {
            for (int i = turn < 60 ? random.nextInt(3) : 0; i > 0; i--) {
                int output = random.nextInt(1, 30);
                // No two deadlines are so near that an alpha of one nanosecond could turn them round.
                long deadline = random.nextInt(longestMillis) * MS + 1000 * id + MS;
                Slo slo = random.nextBoolean() ? new Slo.Interactive(deadline, MS) : new Slo.NonInteractive(deadline);
                Request request = request(id++, d.now(), random.nextInt(1, 100), output, slo);
                d.arrive(request, output);
            }
            while (inFlight < stages) {
                String step = d.start();
                if (step.isEmpty()) {
                    break;
                }
                inFlight++;
                String[] items = step.split(" ", -1);
                Arrays.sort(items);
                history.add(String.join(" ", items));
            }
            if (inFlight > 0) {
                d.complete();
                inFlight--;
            }
        }
        return history;
    }
}
