package dev.sangam.core.batchtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import org.junit.jupiter.api.Test;

class CostCurveTest {
    private final CostCurve curve = CostCurve.of(new int[] {2, 4, 8}, new double[] {10, 20, 22});

    @Test
    void goesStraightBetweenMeasuredCounts() {
        assertThat(curve.at(2)).isEqualTo(10);
        assertThat(curve.at(3)).isEqualTo(15);
        assertThat(curve.at(4)).isEqualTo(20);
        assertThat(curve.at(6)).isEqualTo(21);
    }

    @Test
    void keepsTheFirstValueBelowAndTheLastLineAbove() {
        assertThat(curve.at(1)).isEqualTo(10);
        assertThat(curve.at(16)).isEqualTo(26);
    }

    @Test
    void neverFallsBelowZero() {
        assertThat(CostCurve.of(new int[] {1, 2}, new double[] {5, 1}).at(10)).isZero();
    }

    @Test
    void sumsExactlyAtEveryMeasuredCount() {
        CostCurve other = CostCurve.of(new int[] {1, 5}, new double[] {1, 5});
        CostCurve sum = CostCurve.sum(List.of(curve, other, CostCurve.ZERO, CostCurve.line(3, 0.5)));
        for (int count : new int[] {1, 2, 3, 4, 5, 6, 8, 20}) {
            assertThat(sum.at(count)).isCloseTo(curve.at(count) + other.at(count) + 3 + 0.5 * count, offset(1e-9));
        }
    }

    @Test
    void refusesWhatIsNoCurve() {
        assertThatThrownBy(() -> CostCurve.of(new int[] {2, 2}, new double[] {1, 1}))
                .hasMessageContaining("counts must rise");
        assertThatThrownBy(() -> CostCurve.of(new int[] {2}, new double[] {-1})).hasMessageContaining("must be >= 0");
        assertThatThrownBy(() -> CostCurve.of(new int[0], new double[0])).hasMessageContaining(">= 1");
    }
}
