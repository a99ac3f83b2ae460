package dev.sangam.sim.search;

import dev.sangam.core.metric.Summary;
import dev.sangam.core.metric.Summary.ClassSummary;
import dev.sangam.files.JsonText;
import dev.sangam.files.Section;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How a deployment served a rate: every {@link Figure} of all requests; NaN for what is not known. */
public record Service(Map<Figure, Double> values) {
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
        values = new EnumMap<>(values);
    }

    /** Every figure from a function of its. */
    static Service of(ToDoubleFunction<Figure> value) {
        Map<Figure, Double> values = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            values.put(figure, value.applyAsDouble(figure));
        }
        return new Service(values);
    }

    /** Of a simulated run. */
    static Service of(Summary summary) {
        ClassSummary all = summary.all();
        return of(figure -> switch (figure) {
            case TTFT_P50 -> all.ttft().p50();
            case TTFT_P90 -> all.ttft().p90();
            case TTFT_P99 -> all.ttft().p99();
            case TBT_P50 -> all.tbt().p50();
            case TBT_P90 -> all.tbt().p90();
            case TBT_P99 -> all.tbt().p99();
            case TTLT_P50 -> all.ttlt().p50();
            case TTLT_P99 -> all.ttlt().p99();
            case SCHEDULING_DELAY_P99 -> all.schedulingDelay().p99();
            case ATTAINMENT -> all.attainment();
            case OUTPUT_TOKENS_PER_SECOND -> summary.outputTokensPerSecond();
            case TOKENS_PER_SECOND -> summary.tokensPerSecond();
            case MFU -> summary.mfu();
            case KV_USE -> summary.kvUse();
            case BUSY -> summary.busy();
        });
    }

    /** One of the figures. */
    public double get(Figure figure) {
        return values.getOrDefault(figure, Double.NaN);
    }

    void write(JsonText json) {
        for (Figure figure : Figure.values()) {
            json.number(figure.id(), get(figure));
        }
    }

    static Service of(Section section) {
        return of(figure ->
                section.number(figure.id(), -Double.MAX_VALUE, Double.MAX_VALUE).orElse(Double.NaN));
    }
}
