package dev.sangam.sim.search;

import dev.sangam.core.metric.Stat;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.metric.Summary.ClassSummary;
import dev.sangam.files.JsonText;
import dev.sangam.files.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How a deployment served a rate: figures of all requests, in the order of {@link Figure}; NaN for what is not known. */
public record Service(List<Double> values) {
    /** What is kept of a simulation. Latencies are seconds. */
    public enum Figure {
        TTFT_P50,
        TTFT_P90,
        TTFT_P99,
        TBT_P50,
        TBT_P90,
        TBT_P99,
        TTLT_P50,
        TTLT_P99,
        SCHEDULING_DELAY_P99,
        ATTAINMENT,
        OUTPUT_TOKENS_PER_SECOND,
        TOKENS_PER_SECOND,
        MFU,
        KV_USE,
        BUSY;

        /** The name in files. */
        public String id() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public Service {
        values = List.copyOf(values);
    }

    /** Of a simulated run. */
    static Service of(Summary summary) {
        ClassSummary all = summary.all();
        Stat ttft = all.ttft();
        Stat tbt = all.tbt();
        return new Service(List.of(
                ttft.p50(),
                ttft.p90(),
                ttft.p99(),
                tbt.p50(),
                tbt.p90(),
                tbt.p99(),
                all.ttlt().p50(),
                all.ttlt().p99(),
                all.schedulingDelay().p99(),
                all.attainment(),
                summary.outputTokensPerSecond(),
                summary.tokensPerSecond(),
                summary.mfu(),
                summary.kvUse(),
                summary.busy()));
    }

    /** One of the figures. */
    public double get(Figure figure) {
        return values.get(figure.ordinal());
    }

    void write(JsonText json) {
        for (Figure figure : Figure.values()) {
            json.number(figure.id(), get(figure));
        }
    }

    static Service of(Section section) {
        List<Double> values = new ArrayList<>();
        Arrays.stream(Figure.values())
                .map(figure -> section.number(figure.id(), -Double.MAX_VALUE, Double.MAX_VALUE))
                .forEach(value -> values.add(value.orElse(Double.NaN)));
        return new Service(values);
    }
}
