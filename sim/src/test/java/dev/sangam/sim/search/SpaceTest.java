package dev.sangam.sim.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.files.Section;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SpaceTest {
    private static final String BASE = """
            model: llama-2-70b
            slos: ["ttft p90 < 2s"]
            workload: {rate: 1, requests: 10, lengths: {prompt: 100, output: 10}}
            plan:
            """;

    private static Space space(String plan) {
        return Question.of(Section.parse("plan.yaml", BASE + plan.indent(2)), Path.of(""))
                .space();
    }

    private static void refuses(String plan, String... parts) {
        assertThatThrownBy(() -> space(plan)).isInstanceOf(InputException.class).hasMessageContainingAll(parts);
    }

    @Test
    void isEveryCombination() {
        Space space = space("""
                hardware: [h100, b200]
                tensor_parallel: [4, 8]
                scheduler: [{policy: sarathi, token_budget: {from: 256, to: 1024, times: 2}}, {policy: vllm-v0}]
                max_sequences: [32, 64]
                """);
        assertThat(space.candidates())
                .hasSize(2 * 2 * 4 * 2)
                .extracting(Candidate::label)
                .doesNotHaveDuplicates();
        assertThat(space.candidates().getFirst().label())
                .isEqualTo("h100 TP4, sarathi, token budget 256, 32 sequences");
        assertThat(space.candidates().getFirst().dollarsPerHour()).isEqualTo(4 * 4.25);
    }

    @Test
    void whatDoesNotFitIsNamedWithTheReason() {
        Space space = space("{hardware: [h100, a40], tensor_parallel: [1, 4, 3], scheduler: {policy: sarathi}}");
        assertThat(space.candidates()).extracting(Candidate::gpus).contains(4);
        assertThat(space.misfits())
                .anySatisfy(misfit -> assertThat(misfit.reason()).contains("does not fit h100"));
        assertThat(space.misfits())
                .anySatisfy(misfit -> assertThat(misfit.reason()).contains("must divide the 64 query heads"));
    }

    @Test
    void pricesAreTheUsers() {
        Space space =
                space("{hardware: [h100], tensor_parallel: [4], scheduler: {policy: sarathi}, prices: {H100-SXM: 2}}");
        assertThat(space.candidates().getFirst().dollarsPerHour()).isEqualTo(8);
    }

    @Test
    void precisionsAndAnyOtherKeyAreDimensions() {
        Space space = space("{hardware: [h100], tensor_parallel: [4], scheduler: {policy: sarathi},"
                + " weight_dtype: [bf16, fp8], set: {kv_cache.watermark: [0, 0.02]}}");
        assertThat(space.candidates()).hasSize(4).extracting(Candidate::label).anyMatch(label -> label.contains("fp8"));
    }

    @Test
    void whatIsWrongByItselfIsAMistake() {
        refuses("hardware: [h100, a1000]", "plan.yaml:5", "'a1000'", "not in the catalogue", "Maybe", "a100");
        refuses("{hardware: [h100], prices: {a100: 2}}", "plan.prices", "a100", "not among plan.hardware");
        refuses("{hardware: [h100], scheduler: [{policy: sarathy}]}", "scheduler.policy", "sarathy");
        refuses("{hardware: [h100], scheduler: [{policy: sarathi, token_budgt: 3}]}", "token_budgt", "not a key");
        refuses("{hardware: [h100], tensor_parallel: [0]}", "tensor_parallel is 0", "between 1 and");
        refuses("{hardwear: [h100]}", "plan.hardwear", "not a key known here");
        refuses("{hardware: []}", "plan.hardware", "empty list");
        refuses("{hardware: [h100], max_sequences: {from: 64, to: 32, times: 2}}", "from 64 to 32", "empty");
        refuses("{hardware: [h100], pools: [shard]}", "plan.pools", "shared, silo");
    }

    @Test
    void anEmptySpaceSaysWhyAndWhatWouldFit() {
        refuses("{hardware: [a40], tensor_parallel: [1]}", "none of the 6 configurations", "does not fit a40", "Maybe");
    }
}
