package dev.sangam.sim.search;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The values last asked for, by key; thread-safe. Two threads may make the same value, which does no harm. */
final class Kept<K, V> {
    private final Map<K, V> values;

    Kept(int limit) {
        values = new LinkedHashMap<>(limit, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > limit;
            }
        };
    }

    V get(K key, Supplier<V> make) {
        synchronized (values) {
            V kept = values.get(key);
            if (kept != null) {
                return kept;
            }
        }
        V made = make.get();
        synchronized (values) {
            values.put(key, made);
        }
        return made;
    }
}
