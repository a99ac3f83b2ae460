package dev.sangam.sim.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.metric.Metric;
import dev.sangam.files.output.TableColumn;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefinitionsTest {
    @Test
    void everyMetricIsDefinedWithinATerminal() {
        String text = Definitions.metrics();
        assertThat(List.of(Metric.values())).allMatch(metric -> text.contains(metric.id() + " - " + metric.title()));
        assertThat(text.lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void everyColumnIsDescribed() {
        assertThat(Definitions.tables())
                .contains("ttft_seconds", "kv_use_share", "prefill_context_tokens", "VARCHAR", "slo_met");
        assertThat(List.of(ResultTables.REQUESTS, ResultTables.STEPS, ResultTables.TIMESERIES))
                .allSatisfy(columns ->
                        assertThat(columns.stream().map(TableColumn::name)).doesNotHaveDuplicates());
    }
}
