package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.SchedulerConfig.FasterTransformer;
import dev.sangam.core.scheduler.SchedulerConfig.LightLlm;
import dev.sangam.core.scheduler.SchedulerConfig.Orca;
import dev.sangam.core.scheduler.SchedulerConfig.Order;
import dev.sangam.core.scheduler.SchedulerConfig.Sarathi;
import dev.sangam.core.scheduler.SchedulerConfig.VllmV0;
import dev.sangam.core.scheduler.SchedulerConfig.VllmV1;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What is not refused always finishes: alone, and however crowded it is. */
class RefusalTest {
    private static final int BLOCKS = 12;

    private static List<SchedulerConfig> policies(int budget) {
        return List.of(
                new Sarathi(budget, 8),
                new VllmV1(budget, 8, 0, Order.FCFS, false),
                new VllmV1(budget, 8, 3, Order.PRIORITY, false),
                new VllmV0(64, 8, RestartRule.FROM_KNOWN),
                new Orca(8, 24),
                new FasterTransformer(8, 24),
                new LightLlm(64, 8));
    }

    private static KvConfig kv(SchedulerConfig config, double watermark, boolean caching) {
        return config instanceof LightLlm
                ? new KvConfig(BLOCKS, 1, 0, false)
                : new KvConfig(BLOCKS, 2, watermark, caching);
    }

    private static boolean refused(SchedulerDriver d, int prompt, int output) {
        return d.scheduler.refusal(Request.of(0, 0, prompt, output)).isPresent();
    }

    @Test
    void everyRequestThatIsNotRefusedFinishesAlone() {
        for (double watermark : new double[] {0, 0.1, 0.3}) {
            for (SchedulerConfig config : policies(5)) {
                for (int prompt = 1; prompt < 30; prompt++) {
                    for (int output = 1; output < 30; output++) {
                        SchedulerDriver d = new SchedulerDriver(config, kv(config, watermark, false), 1);
                        if (!refused(d, prompt, output)) {
                            d.arrive(0, prompt, output).stepsToEnd();
                            assertThat(d.finished())
                                    .as("%s, watermark %s, %d + %d tokens", config, watermark, prompt, output)
                                    .containsExactly(0L);
                        }
                    }
                }
            }
        }
    }

    @Test
    void theGreatestRequestsThatAreNotRefusedFinishInCompany() {
        Seeds.each(300, getClass(), random -> {
            double watermark = random.nextInt(3) / 10.0;
            boolean caching = random.nextBoolean();
            for (SchedulerConfig config : policies(random.nextInt(1, 20))) {
                SchedulerDriver d = new SchedulerDriver(config, kv(config, watermark, caching), 1);
                int count = random.nextInt(2, 9);
                for (int id = 0; id < count; id++) {
                    arriveAsLongAsPossible(d, id, random);
                }
                d.stepsToEnd();
                assertThat(d.finished())
                        .as("%s, watermark %s", config, watermark)
                        .hasSize(count);
            }
        });
    }

    /** A random prompt, and all the output that is allowed with it. */
    private static void arriveAsLongAsPossible(SchedulerDriver d, int id, RandomGenerator random) {
        int prompt = random.nextInt(1, BLOCKS / 2);
        int output = 1;
        while (!refused(d, prompt, output + 1)) {
            output++;
        }
        while (random.nextInt(3) == 0 && !refused(d, prompt + 1, output)) {
            prompt++;
        }
        d.arrive(id, prompt, output, random.nextInt(3));
    }

    @Test
    void theReasonSaysWhatIsNeededAndWhatThereIs() {
        SchedulerDriver d = new SchedulerDriver(new Sarathi(8, 8), new KvConfig(10, 4, 0.2, false), 1);
        assertThat(d.scheduler.refusal(Request.of(0, 0, 30, 3))).isEmpty();
        assertThat(d.scheduler.refusal(Request.of(0, 0, 30, 4))).contains("needs up to 33 KV tokens, but only 32 fit");
        assertThat(d.scheduler.refusal(Request.of(0, 0, Integer.MAX_VALUE, Integer.MAX_VALUE)))
                .contains("needs up to 4294967293 KV tokens, but only 32 fit");
    }

    @Test
    void hashesOfSmallerBlocksAreRefusedSinceTheyWouldCoverLessThanTheirBlock() {
        Request request = new Request(0, 0, 32, 1, BlockHashes.of(1, 2, 3, 4), QosClass.BEST_EFFORT, 0, "tenant");
        VllmV1 v1 = new VllmV1(8, 8, 0, Order.FCFS, false);
        IterationScheduler fits = new IterationScheduler(v1, new KvConfig(10, 8, 0, true), 1);
        assertThat(fits.refusal(request)).isEmpty();
        IterationScheduler larger = new IterationScheduler(v1, new KvConfig(10, 16, 0, true), 1);
        assertThat(larger.refusal(request))
                .contains("has hashes of 4 KV blocks, but its prompt fills only 2 blocks of 16 tokens");
        IterationScheduler ignored = new IterationScheduler(v1, new KvConfig(10, 16, 0, false), 1);
        assertThat(ignored.refusal(request)).isEmpty();
    }

    @Test
    void oneBlockStaysSpareWhereDecodesAskForOneThatTheyDoNotNeed() {
        KvConfig kv = new KvConfig(10, 4, 0, false);
        assertThat(refused(new SchedulerDriver(new Sarathi(8, 8), kv, 1), 30, 7))
                .isFalse();
        assertThat(refused(new SchedulerDriver(new Sarathi(8, 8), kv, 1), 30, 8))
                .isTrue();
        VllmV1 v1 = new VllmV1(8, 8, 0, Order.FCFS, false);
        assertThat(refused(new SchedulerDriver(v1, kv, 1), 30, 11)).isFalse();
        assertThat(refused(new SchedulerDriver(v1, kv, 1), 30, 12)).isTrue();
    }

    @Test
    void wholePromptPoliciesRefusePromptsLongerThanABatch() {
        for (SchedulerConfig config : List.of(new VllmV0(20, 8, RestartRule.FROM_KNOWN), new LightLlm(20, 8))) {
            assertThat(refused(new SchedulerDriver(config, 100, 1), 20, 30)).isFalse();
            assertThat(refused(new SchedulerDriver(config, 100, 1), 21, 1)).isTrue();
        }
    }

    @Test
    void aPreemptedSequenceThatOutgrewTheBatchLimitGoesAlone() {
        SchedulerDriver d = new SchedulerDriver(new VllmV0(8, 8, RestartRule.FROM_KNOWN), 6, 4)
                .arrive(0, 8, 9)
                .arrive(1, 4, 9);
        List<String> steps = d.stepsToEnd();
        assertThat(d.finished()).containsExactly(0L, 1L);
        assertThat(steps)
                .as("its prompt and what it had emitted, above the limit of 8")
                .contains("1:9");
    }

    @Test
    void reservationsRefuseWhatIsLongerThanTheyReserve() {
        for (SchedulerConfig config : List.of(new Orca(8, 24), new FasterTransformer(8, 24))) {
            assertThat(refused(new SchedulerDriver(config, 100, 4), 20, 4)).isFalse();
            assertThat(refused(new SchedulerDriver(config, 100, 4), 20, 5)).isTrue();
            assertThat(refused(new SchedulerDriver(config, 6, 4), 1, 1)).isFalse();
            assertThat(refused(new SchedulerDriver(config, 5, 4), 1, 1))
                    .as("24 tokens can never be reserved")
                    .isTrue();
        }
    }

    @Test
    void lightLlmRefusesWhatItsPredictionWouldNeverAdmit() {
        LightLlm config = new LightLlm(64, 8);
        assertThat(refused(new SchedulerDriver(config, 10, 1), 8, 1)).isFalse();
        assertThat(refused(new SchedulerDriver(config, 10, 1), 9, 1)).isTrue();
        assertThat(refused(new SchedulerDriver(config, 10, 1), 4, 5)).isFalse();
        assertThat(refused(new SchedulerDriver(config, 10, 1), 4, 6)).isTrue();
    }
}
