package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.Seeds;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import org.junit.jupiter.api.Test;

class OutputHistoryTest {
    private static Request of(String tenant, String qos) {
        return new Request(0, 0, 1, 1, BlockHashes.NONE, new QosClass(qos, new Slo.BestEffort()), 0, tenant);
    }

    @Test
    void fewRequestsSayNothing() {
        OutputHistory.Lengths lengths = new OutputHistory().of(of("a", "chat"));
        for (int i = 1; i < OutputHistory.ENOUGH; i++) {
            lengths.add(100);
            assertThat(lengths.likelyMost()).isZero();
            assertThat(lengths.informative()).isFalse();
        }
        lengths.add(100);
        assertThat(lengths.likelyMost()).isEqualTo(100);
        assertThat(lengths.informative()).isTrue();
    }

    @Test
    void isTheMeanAndTwoStandardDeviations() {
        OutputHistory.Lengths lengths = new OutputHistory().of(of("a", "chat"));
        for (int i = 0; i < 100; i++) {
            lengths.add(i % 2 == 0 ? 90 : 110);
        }
        assertThat(lengths.likelyMost()).isCloseTo(100 + 2 * 10, within(1e-9));
    }

    @Test
    void aHistoryThatVariesMoreThanItsMeanOrdersNobodyButBoundsThem() {
        OutputHistory.Lengths lengths = new OutputHistory().of(of("a", "code"));
        for (int i = 0; i < 100; i++) {
            lengths.add(i % 10 == 0 ? 1000 : 1);
        }
        assertThat(lengths.informative()).isFalse();
        assertThat(lengths.likelyMost()).isGreaterThan(600);
    }

    @Test
    void followsAChangeWithinSomeHundreds() {
        Seeds.each(5, getClass(), random -> {
            OutputHistory.Lengths lengths = new OutputHistory().of(of("a", "chat"));
            for (int i = 0; i < 2000; i++) {
                lengths.add(random.nextInt(80, 121));
            }
            for (int i = 0; i < 1000; i++) {
                lengths.add(random.nextInt(880, 921));
            }
            assertThat(lengths.likelyMost()).isBetween(900.0, 1100.0);
        });
    }

    @Test
    void aTenantsClassesAreDifferentApplications() {
        OutputHistory history = new OutputHistory();
        assertThat(history.of(of("a", "chat"))).isSameAs(history.of(of("a", "chat")));
        assertThat(history.of(of("a", "code"))).isNotSameAs(history.of(of("a", "chat")));
        assertThat(history.of(of("b", "chat"))).isNotSameAs(history.of(of("a", "chat")));
    }

    @Test
    void theApplicationSeenLongestAgoIsForgottenFirst() {
        OutputHistory history = new OutputHistory();
        OutputHistory.Lengths kept = history.of(of("kept", "chat"));
        OutputHistory.Lengths lost = history.of(of("lost", "chat"));
        for (int i = 0; i < 4095; i++) {
            history.of(of("kept", "chat"));
            history.of(of("tenant " + i, "chat"));
        }
        assertThat(history.of(of("kept", "chat"))).isSameAs(kept);
        assertThat(history.of(of("lost", "chat"))).isNotSameAs(lost);
    }
}
