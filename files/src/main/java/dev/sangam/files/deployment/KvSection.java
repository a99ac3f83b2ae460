package dev.sangam.files.deployment;

import dev.sangam.core.kv.KvSwap;
import dev.sangam.files.Section;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The {@code kv_cache:} section, before it is known how many blocks fit.
 *
 * @param blocks number of blocks, when given instead of computed
 * @param memoryFraction share of a GPU's memory that the engine may use
 * @param blockTokens tokens per block
 * @param watermark share of the blocks that an admission leaves free
 * @param prefixCaching whether computed prefixes are reused
 * @param swap whether blocks can be saved to host memory, as far as the file says how
 */
public record KvSection(
        Optional<Integer> blocks,
        double memoryFraction,
        int blockTokens,
        double watermark,
        boolean prefixCaching,
        Optional<Swap> swap) {

    /**
     * The section {@code swap} in it.
     *
     * @param tokens that host memory holds; 0 for none
     * @param saveNanos to save a token
     * @param restoreNanos to restore it
     */
    public record Swap(Optional<Long> tokens, Optional<Long> saveNanos, Optional<Long> restoreNanos) {
        /** As much as the KV cache holds, at the machine's speed. */
        static final Swap DEFAULT = new Swap(Optional.empty(), Optional.empty(), Optional.empty());

        private static final long MAX_TOKENS = 1L << 40;

        static Swap read(Section section) {
            return new Swap(
                    section.whole("tokens", 0, MAX_TOKENS), section.duration("save"), section.duration("restore"));
        }

        /** The opposite of {@link #read}. */
        static Map<String, Object> keys(KvSwap swap) {
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put("tokens", swap.maxTokens());
            keys.put("save", swap.saveNanosPerToken() + "ns");
            keys.put("restore", swap.restoreNanosPerToken() + "ns");
            return keys;
        }

        /**
         * Where blocks are saved to, {@code null} for nowhere.
         *
         * @param byDefault what holds where the file says nothing
         */
        public @Nullable KvSwap or(Supplier<KvSwap> byDefault) {
            if (tokens.equals(Optional.of(0L))) {
                return null;
            }
            KvSwap other = tokens.isPresent() && saveNanos.isPresent() && restoreNanos.isPresent()
                    ? new KvSwap(1, 0, 0)
                    : byDefault.get();
            return new KvSwap(
                    tokens.orElse(other.maxTokens()),
                    saveNanos.orElse(other.saveNanosPerToken()),
                    restoreNanos.orElse(other.restoreNanosPerToken()));
        }
    }

    /** {@link Swap#or} of the section, where there is one. */
    public @Nullable KvSwap swap(Supplier<KvSwap> byDefault) {
        return swap.isEmpty() ? null : swap.get().or(byDefault);
    }
}
