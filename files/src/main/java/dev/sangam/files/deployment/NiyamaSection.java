package dev.sangam.files.deployment;

import dev.sangam.core.scheduler.ChunkRule;
import dev.sangam.core.scheduler.Margin;
import dev.sangam.core.scheduler.OutputLengths;
import dev.sangam.core.scheduler.PrefillOrder;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import dev.sangam.files.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of the policy {@code niyama}: each of its ingredients can be changed or switched off. */
final class NiyamaSection {
    private static final int MAX = 1 << 24;
    private static final String ADAPTIVE = "adaptive";
    private static final List<String> OF_DYNAMIC_CHUNKS =
            List.of("max_batch_tokens", "min_prefill_tokens", "tile", "error_quantile", "safety_factor");

    private NiyamaSection() {}

    static Niyama read(Section section) {
        PrefillOrder order = section.choice("order", PrefillOrder.values()).orElse(PrefillOrder.HYBRID);
        return new Niyama(
                order,
                alpha(section, order),
                chunks(section),
                section.flag("preemption").orElse(true),
                section.flag("relegation").orElse(true),
                section.choice("output_lengths", OutputLengths.values()).orElse(OutputLengths.HISTORY),
                section.flag("fair_tenants").orElse(false),
                section.integer("max_sequences", 1, MAX).orElse(256));
    }

    private static long alpha(Section section, PrefillOrder order) {
        if (section.has("alpha") && order != PrefillOrder.HYBRID) {
            throw section.error("alpha", "is given, but only the order hybrid has one");
        }
        if (section.optionalText("alpha").orElse(ADAPTIVE).equals(ADAPTIVE)) {
            return 0;
        }
        return section.duration("alpha").orElseThrow();
    }

    private static ChunkRule chunks(Section section) {
        if (section.has("token_budget")) {
            for (String key : OF_DYNAMIC_CHUNKS) {
                if (section.has(key)) {
                    throw section.error(key, "is given beside token_budget, which fixes the chunk");
                }
            }
            return new ChunkRule.Fixed(section.integer("token_budget", 1, MAX).orElseThrow());
        }
        int max = section.integer("max_batch_tokens", 1, MAX).orElse(2560);
        return new ChunkRule.Dynamic(
                section.integer("min_prefill_tokens", 1, MAX).orElse(Math.min(16, max)),
                max,
                section.integer("tile", 1, MAX).orElse(1),
                margin(section));
    }

    private static Margin margin(Section section) {
        if (section.has("safety_factor")) {
            if (section.has("error_quantile")) {
                throw section.error("safety_factor", "is given beside error_quantile; it must be one of them");
            }
            return new Margin.Fixed(section.number("safety_factor", 1, 10).orElseThrow());
        }
        return new Margin.Learned(section.number("error_quantile", 0.01, 0.999).orElse(0.95));
    }

    /** The opposite of {@link #read}. */
    static Map<String, Object> keys(Niyama config) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("policy", Section.word(PolicyName.NIYAMA));
        keys.put("order", Section.word(config.order()));
        if (config.order() == PrefillOrder.HYBRID) {
            keys.put("alpha", config.alphaNanos() == 0 ? ADAPTIVE : config.alphaNanos() + "ns");
        }
        switch (config.chunks()) {
            case ChunkRule.Fixed(int budget) -> keys.put("token_budget", budget);
            case ChunkRule.Dynamic chunks -> {
                keys.put("min_prefill_tokens", chunks.minTokens());
                keys.put("max_batch_tokens", chunks.maxTokens());
                keys.put("tile", chunks.tile());
                switch (chunks.margin()) {
                    case Margin.Fixed(double factor) -> keys.put("safety_factor", factor);
                    case Margin.Learned(double quantile) -> keys.put("error_quantile", quantile);
                }
            }
        }
        keys.put("preemption", config.preemption());
        keys.put("relegation", config.relegation());
        keys.put("output_lengths", Section.word(config.outputs()));
        keys.put("fair_tenants", config.fairTenants());
        keys.put("max_sequences", config.maxSequences());
        return keys;
    }
}
