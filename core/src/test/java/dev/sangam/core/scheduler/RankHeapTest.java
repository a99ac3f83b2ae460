package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RankHeapTest {
    private static final Comparator<Sequence> ORDER = Comparator.comparingDouble((Sequence s) -> s.rank)
            .thenComparingLong(s -> s.request().arrival())
            .thenComparingLong(s -> s.request().id());

    @Test
    void isASortedListWhateverIsAddedRemovedAndRankedAnew() {
        Seeds.each(50, getClass(), RankHeapTest::check);
    }

    private static void check(RandomGenerator random) {
        RankHeap heap = new RankHeap();
        List<Sequence> list = new ArrayList<>();
        for (int id = 0; id < 400; id++) {
            int kind = random.nextInt(20);
            if (list.isEmpty() || kind < 11) {
                Sequence s = Prompts.sequence(Prompts.request(id, random.nextInt(5), 1, 1, Prompts.NOTHING));
                s.rank = random.nextInt(30);
                heap.add(s);
                list.add(s);
            } else if (kind < 19) {
                Sequence s = kind < 15 ? list.getFirst() : list.get(random.nextInt(list.size()));
                heap.remove(s);
                list.remove(s);
            } else {
                list.forEach(s -> s.rank = random.nextInt(30));
                heap.reorder();
            }
            list.sort(ORDER);
            assertThat(heap.size()).isEqualTo(list.size());
            assertThat(heap.isEmpty()).isEqualTo(list.isEmpty());
            if (!list.isEmpty()) {
                assertThat(heap.first()).isSameAs(list.getFirst());
            }
            for (int i = 0; i < heap.size(); i++) {
                assertThat(heap.get(i).place).isEqualTo(i);
            }
        }
        for (Sequence s : list) {
            assertThat(heap.first()).isSameAs(s);
            heap.remove(s);
        }
    }
}
