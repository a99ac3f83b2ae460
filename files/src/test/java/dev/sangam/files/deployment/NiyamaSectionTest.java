package dev.sangam.files.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sangam.core.InputException;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.scheduler.ChunkRule;
import dev.sangam.core.scheduler.Margin;
import dev.sangam.core.scheduler.OutputLengths;
import dev.sangam.core.scheduler.PrefillOrder;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import dev.sangam.files.Section;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NiyamaSectionTest {
    private static SchedulerConfig read(String keys) {
        DeploymentFile file =
                new DeploymentFile(Section.parse("d.yaml", "scheduler: {policy: niyama" + keys + "}"), Path.of("."));
        SchedulerConfig config = file.scheduler(8192);
        file.done();
        return config;
    }

    @Test
    void byDefaultAllIngredientsAreOn() {
        assertThat(read("")).isEqualTo(Niyama.of(new ChunkRule.Dynamic(16, 2560, 1, new Margin.Learned(0.95)), 256));
    }

    @Test
    void eachIngredientCanBeChanged() {
        assertThat(read(", alpha: 8ms, max_batch_tokens: 512, min_prefill_tokens: 24, tile: 8, safety_factor: 1.2,"
                        + " preemption: false, relegation: false, output_lengths: limit, fair_tenants: true,"
                        + " max_sequences: 9"))
                .isEqualTo(new Niyama(
                        PrefillOrder.HYBRID,
                        8_000_000,
                        new ChunkRule.Dynamic(24, 512, 8, new Margin.Fixed(1.2)),
                        false,
                        false,
                        OutputLengths.LIMIT,
                        true,
                        9));
        assertThat(((Niyama) read(", order: edf, token_budget: 256")).chunks()).isEqualTo(new ChunkRule.Fixed(256));
    }

    @Test
    void theLeastChunkIsNoLargerThanTheLargestBatchUnlessItIsAskedFor() {
        assertThat(((Niyama) read(", max_batch_tokens: 8")).chunks())
                .isEqualTo(new ChunkRule.Dynamic(8, 8, 1, new Margin.Learned(0.95)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", alpha: 8ms",
                ", alpha: adaptive, order: hybrid",
                ", order: srpf, token_budget: 100",
                ", order: edf, safety_factor: 1.5, tile: 16",
                ", order: fcfs, error_quantile: 0.5",
                ", preemption: false, relegation: false, output_lengths: limit, fair_tenants: true, max_sequences: 3"
            })
    void keysOfAConfigurationReadAsTheSame(String keys) {
        SchedulerConfig config = read(keys);
        Map<String, Object> written = DeploymentKeys.of(config, new KvConfig(10, 16, 0, false), 1);
        Section section = Section.parse(
                "again.yaml",
                "scheduler: " + String.valueOf(written.get("scheduler")).replace("=", ": "));
        DeploymentFile again = new DeploymentFile(section, Path.of("."));
        assertThat(again.scheduler(8192)).isEqualTo(config);
        again.done();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            order: edf, alpha: 8ms                   | scheduler.alpha is given, but only the order hybrid has one
            order: fastest                           | scheduler.order is 'fastest'; it must be one of [fcfs, edf, srpf, hybrid]
            alpha: 8                                 | scheduler.alpha is '8'; it must be a positive duration
            alpha: 0ms                               | scheduler.alpha is '0ms'; it must be a positive duration
            alpha: fast                              | scheduler.alpha is 'fast'; it must be a positive duration
            alpha: [8ms]                             | scheduler.alpha is not a single value
            safety_factor: 1.2, error_quantile: 0.9  | safety_factor is given beside error_quantile; it must be one of them
            safety_factor: 0.9                       | safety_factor is 0.9; it must be between 1
            error_quantile: 1                        | error_quantile is 1; it must be between
            error_quantile: half                     | error_quantile is 'half'; it must be a number
            max_batch_tokens: 0                      | max_batch_tokens is 0; it must be
            min_prefill_tokens: 100, max_batch_tokens: 50 | min_prefill_tokens is 100; it must be <= max_batch_tokens, which is 50
            token_budget: 256, tile: 8               | scheduler.tile is given beside token_budget, which fixes the chunk
            token_budget: 256, max_batch_tokens: 512 | scheduler.max_batch_tokens is given beside token_budget
            token_budget: 0                          | token_budget is 0; it must be
            tile: 0                                  | tile is 0; it must be
            preemption: maybe                        | preemption is 'maybe'; it must be true or false
            relegation: 1                            | relegation is 1; it must be true or false
            output_lengths: oracle                   | output_lengths is 'oracle'; it must be one of [history, limit]
            max_sequences: 0                         | max_sequences is 0; it must be
            max_seqs: 8                              | scheduler.max_seqs is not a key known here
            chunk_schedule: {low: 1}                 | scheduler.chunk_schedule is not a key known here
            """)
    void whatMakesNoSenseIsRefused(String keys, String message) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read(", " + keys))
                .withMessageContaining("d.yaml")
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"fcfs, FCFS", "edf, EDF", "srpf, SRPF"})
    void theBaselinesAreOneOrderAndOneChunkSize(String name, PrefillOrder order) {
        Section section = Section.parse("d.yaml", "scheduler: {policy: " + name + "}");
        assertThat(new DeploymentFile(section, Path.of(".")).scheduler(8192))
                .isEqualTo(Niyama.baseline(order, 256, 256));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpha: 8ms", "relegation: true", "order: edf", "max_batch_tokens: 512"})
    void aBaselineHasNoIngredients(String key) {
        Section section = Section.parse("d.yaml", "scheduler: {policy: edf, " + key + "}");
        DeploymentFile file = new DeploymentFile(section, Path.of("."));
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> {
                    file.scheduler(8192);
                    file.done();
                })
                .withMessageContaining("is not a key known here");
    }
}
