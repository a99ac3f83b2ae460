package dev.sangam.core.batchtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.batchtime.SkewTable.Bucket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SkewTableTest {
    @Test
    void refusesSoManyBoundsPerAxisThatTheTableWouldNotFitTheMemory() {
        List<Bucket> diagonal = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            diagonal.add(new Bucket(i, i, i, i, i, 0.5));
        }
        assertThatThrownBy(() -> SkewTable.of(diagonal, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the skew table has 200 x 200 x 200 x 200 x 200 cells; it must have at most");
    }
}
