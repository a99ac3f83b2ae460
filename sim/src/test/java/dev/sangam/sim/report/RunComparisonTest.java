package dev.sangam.sim.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.metric.Summary;
import dev.sangam.files.output.TextStyle;
import dev.sangam.sim.report.RunComparison.Verdict;
import dev.sangam.sim.report.RunResult.Fact;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class RunComparisonTest {
    private final SavedSummary a = SavedSummary.of(SampleRun.of(1));
    private final SavedSummary b = SavedSummary.of(SampleRun.of(2));

    @Test
    void equalRunsAreNeitherBetterNorWorse() {
        assertThat(RunComparison.of(a, a).rows())
                .hasSizeGreaterThan(40)
                .allMatch(row -> row.verdict() == Verdict.NONE && row.difference() == 0);
    }

    @Test
    void judgesEachFigureByItsGoodDirection() {
        Summary s = a.summary();
        Summary cheaper = new Summary(
                s.requests(),
                s.completed(),
                s.makespan() * 2,
                s.promptTokens(),
                s.outputTokens(),
                s.steps(),
                s.preemptions(),
                s.mfu(),
                s.kvUse() / 2,
                s.prefixHits(),
                s.busy(),
                s.gpus(),
                s.cost() / 2,
                s.all(),
                s.classes());
        RunComparison comparison = RunComparison.of(a, new SavedSummary(a.title(), a.facts(), 1, cheaper));
        assertThat(verdict(comparison, "cost_usd")).isEqualTo(Verdict.BETTER);
        assertThat(verdict(comparison, "makespan_seconds")).isEqualTo(Verdict.WORSE);
        assertThat(verdict(comparison, "throughput_requests_per_second")).isEqualTo(Verdict.WORSE);
        assertThat(verdict(comparison, "kv_use_share")).isEqualTo(Verdict.NONE);
        assertThat(verdict(comparison, "gpus")).isEqualTo(Verdict.NONE);
    }

    @Test
    void showsBothRunsAndHowTheyDiffer() {
        SavedSummary other =
                new SavedSummary("Other", List.of(new Fact("model", "Llama-3-70B")), b.seed(), b.summary());
        String text = RunComparison.of(a, other).text(TextStyle.PLAIN);
        assertThat(text)
                .contains("A: Chat and batch", "B: Other (seed 2)", "model: Llama-3-8B -> Llama-3-70B", "TTFT p99")
                .contains("worse")
                .contains("better")
                .doesNotContain("NaN", "\u001b");
        assertThat(text.lines()).allMatch(line -> line.length() <= 110);
        assertThat(RunComparison.of(a, b).text(new TextStyle(true, true))).contains("\u001b[31m", "\u001b[32m");
    }

    @Test
    void jsonHoldsTheSameRows() {
        RunComparison comparison = RunComparison.of(a, b);
        var json = JsonMapper.shared().readTree(comparison.json());
        assertThat(json.get("figures")).hasSize(comparison.rows().size());
        assertThat(json.at("/figures/0/ratio").asDouble()).isEqualTo(1.0);
    }

    private static Verdict verdict(RunComparison comparison, String id) {
        return comparison.rows().stream()
                .filter(row -> row.id().equals(id))
                .findFirst()
                .orElseThrow()
                .verdict();
    }
}
