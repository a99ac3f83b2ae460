package dev.sangam.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.replica.Scenario.Arrival;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.ChunkRule;
import dev.sangam.core.scheduler.Margin;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import dev.sangam.core.time.LoopRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Urgent requests that never end do not keep relegated ones from being served, whatever is scarce: {@link StarvationChecker}. */
class StarvationTest {
    private static final int URGENT = 400;
    private static final int RELEGATED = 2;
    private static final QosClass URGENTLY = new QosClass("urgent", new Slo.Interactive(1_000_000_000, 1_000_000));

    @Test
    void whereTokensAreScarceTheRelegatedGetTheirShare() {
        Seeds.each(5, getClass(), random -> check(random, 4000, 256, 2));
    }

    @Test
    void whereKvBlocksAreScarceTheRelegatedGetTheirShare() {
        Seeds.each(5, getClass(), random -> check(random, random.nextInt(64, 200), 256, random.nextInt(2, 40)));
    }

    @Test
    void whereSlotsAreScarceTheRelegatedGetTheirShare() {
        Seeds.each(5, getClass(), random -> check(random, 4000, random.nextInt(1, 5), random.nextInt(2, 40)));
    }

    /** The first who arrive were promised nothing; then urgent ones come faster than they can be served. */
    private static void check(RandomGenerator random, int kvTokens, int sequences, int maxOutput) {
        List<Arrival> arrivals = new ArrayList<>();
        int longest = Math.min(60, kvTokens - maxOutput - 4);
        for (int id = 0; id < RELEGATED; id++) {
            arrivals.add(arrival(id, id, random.nextInt(longest / 2, longest), maxOutput, QosClass.BEST_EFFORT));
        }
        long time = 0;
        for (int id = RELEGATED; id < URGENT; id++) {
            time += random.nextInt(1, 10);
            arrivals.add(arrival(id, time, random.nextInt(1, 30), random.nextInt(1, maxOutput), URGENTLY));
        }
        ChunkRule chunks = new ChunkRule.Dynamic(4, random.nextInt(8, 65), 1, new Margin.Fixed(1));
        Invariants run = new Scenario(
                        Niyama.of(chunks, sequences),
                        new KvConfig(kvTokens / 4, 4, 0, false),
                        1,
                        step -> 10 + step.shape().tokens(),
                        (shape, lastStage) -> 10 + shape.tokens(),
                        arrivals,
                        List.of())
                .run(LoopRunner.SIMULATED);
        assertThat(run.finished(0) && run.finished(1)).isTrue();
    }

    private static Arrival arrival(long id, long time, int prompt, int output, QosClass qos) {
        return new Arrival(new Request(id, time, prompt, output, BlockHashes.NONE, qos, 0, "t"), output);
    }
}
