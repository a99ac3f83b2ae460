package dev.sangam.core.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Expect;
import dev.sangam.core.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LongIntMapTest {
    /** The inverse of the multiplier that spreads keys: k times it lands in slot k, so that keys collide at will. */
    private static final long UNSPREAD = 0xf1de83e19937733dL;

    @Test
    void behavesLikeAHashMapUnderRandomChanges() {
        Seeds.each(100, getClass(), random -> {
            int capacity = random.nextInt(1, 40);
            LongIntMap map = new LongIntMap(capacity);
            Map<Long, Integer> expected = new HashMap<>();
            List<Long> keys = keys(random, 60);
            for (int i = 0; i < 300; i++) {
                long key = keys.get(random.nextInt(keys.size()));
                if (random.nextInt(3) == 0) {
                    map.remove(key);
                    expected.remove(key);
                } else if (expected.size() < capacity || expected.containsKey(key)) {
                    map.put(key, i);
                    expected.put(key, i);
                }
                for (long k : keys) {
                    Expect.equal(map.get(k), expected.getOrDefault(k, -1), "value of %d", k);
                }
            }
        });
    }

    private static List<Long> keys(RandomGenerator random, int count) {
        List<Long> keys = new ArrayList<>();
        boolean colliding = random.nextBoolean();
        for (int i = 0; i < count; i++) {
            keys.add(colliding ? random.nextInt(6) * UNSPREAD + ((long) i << 58) : random.nextLong());
        }
        keys.add(0L);
        return keys;
    }

    @Test
    void holdsAsManyEntriesAsItPromises() {
        for (int capacity = 1; capacity < 70; capacity++) {
            LongIntMap map = new LongIntMap(capacity);
            for (int i = 0; i < capacity; i++) {
                map.put(i * UNSPREAD, i);
            }
            for (int i = 0; i < capacity; i++) {
                assertThat(map.get(i * UNSPREAD)).isEqualTo(i);
            }
            assertThat(map.get(-1)).isEqualTo(-1);
        }
    }
}
