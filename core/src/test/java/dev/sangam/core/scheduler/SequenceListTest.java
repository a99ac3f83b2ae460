package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.request.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SequenceListTest {
    @Test
    void behavesLikeAListUnderRandomChanges() {
        Seeds.each(150, getClass(), random -> {
            SequenceList list = new SequenceList();
            List<Sequence> expected = new ArrayList<>();
            int bias = random.nextInt(1, 6);
            for (int i = 0; i < 400; i++) {
                change(random, bias, list, expected, i);
                assertThat(items(list)).isEqualTo(expected);
                assertThat(list.isEmpty()).isEqualTo(expected.isEmpty());
            }
        });
    }

    private static void change(RandomGenerator random, int bias, SequenceList list, List<Sequence> expected, int i) {
        int choice = random.nextInt(8 + bias);
        Sequence s = new Sequence(Request.of(i, random.nextInt(50), 1, 1));
        s.admission = random.nextInt(50);
        if (choice >= 8 || expected.isEmpty()) {
            list.addLast(s);
            expected.addLast(s);
            return;
        }
        switch (choice) {
            case 0 -> {
                list.addFirst(s);
                expected.addFirst(s);
            }
            case 1 -> {
                assertThat(list.first()).isSameAs(expected.getFirst());
                assertThat(list.removeFirst()).isSameAs(expected.removeFirst());
            }
            case 2 -> {
                assertThat(list.last()).isSameAs(expected.getLast());
                assertThat(list.removeLast()).isSameAs(expected.removeLast());
            }
            case 3 -> {
                Sequence chosen = expected.get(random.nextInt(expected.size()));
                assertThat(list.remove(chosen)).isTrue();
                assertThat(list.remove(s)).isFalse();
                expected.remove(chosen);
            }
            case 4 -> {
                list.sort(SequenceOrder.ARRIVAL);
                expected.sort(Comparator.comparingLong(q -> q.request().arrival()));
            }
            case 5 -> {
                list.sort(SequenceOrder.ADMISSION);
                expected.sort(Comparator.comparingLong(q -> q.admission));
            }
            case 6 -> {
                SequenceList others = new SequenceList();
                List<Sequence> added = new ArrayList<>();
                for (int k = random.nextInt(40); k > 0; k--) {
                    Sequence other = new Sequence(Request.of(1000 + k, random.nextInt(50), 1, 1));
                    others.addLast(other);
                    added.add(other);
                }
                list.prependAll(others);
                assertThat(others.isEmpty()).isTrue();
                expected.addAll(0, added);
            }
            default -> {
                if (random.nextInt(20) == 0) {
                    list.clear();
                    expected.clear();
                }
            }
        }
    }

    private static List<Sequence> items(SequenceList list) {
        List<Sequence> items = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            items.add(list.get(i));
        }
        return items;
    }
}
