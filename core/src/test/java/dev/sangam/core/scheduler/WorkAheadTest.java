package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.request.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WorkAheadTest {
    /** Few different ranks, so that many are equal. */
    private static Sequence sequence(long id, RandomGenerator random) {
        Sequence s = new Sequence(Request.of(id, random.nextInt(1000), random.nextInt(1, 5000), 1));
        s.rank = random.nextInt(3000);
        return s;
    }

    private static long naive(List<Sequence> present, Sequence asked) {
        return present.stream()
                .filter(s -> RankHeap.before(s, asked))
                .mapToLong(Sequence::prefillWork)
                .sum();
    }

    @Test
    void tellsWhatASumOverAllTells() {
        Seeds.each(20, getClass(), random -> {
            List<Sequence> present = new ArrayList<>();
            RankHeap heap = new RankHeap();
            for (long id = 0; id < random.nextInt(1000); id++) {
                present.add(sequence(id, random));
                heap.add(present.getLast());
            }
            WorkAhead ahead = new WorkAhead(heap);
            boolean grows = random.nextBoolean();
            for (long id = 1000; id < 4000; id++) {
                if (present.isEmpty() || random.nextInt(10) < (grows ? 7 : 3)) {
                    Sequence s = sequence(id, random);
                    present.add(s);
                    ahead.add(s);
                } else {
                    ahead.remove(present.remove(random.nextInt(present.size())));
                }
                if (id % 50 == 0) {
                    Sequence asked = sequence(id + 10_000, random);
                    assertThat(ahead.tokens(asked)).isEqualTo(naive(present, asked));
                }
            }
        });
    }
}
