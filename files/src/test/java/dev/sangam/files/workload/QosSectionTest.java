package dev.sangam.files.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sangam.core.InputException;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.files.Section;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QosSectionTest {
    @Test
    void classesPromiseTokensOrTheWholeOrNothing() {
        assertThat(read("[{name: a, ttft: 2s, tbt: 50ms}, {name: b, ttlt: 10min}, {name: c}]")
                        .values())
                .containsExactly(
                        new QosClass("a", new Slo.Interactive(2_000_000_000L, 50_000_000L)),
                        new QosClass("b", new Slo.NonInteractive(600_000_000_000L)),
                        new QosClass("c", new Slo.BestEffort()));
    }

    @Test
    void halfAPromiseIsRefused() {
        fails("[{name: a, ttft: 2s}]", "classes[0].tbt and ttft must be given together");
        fails("[{name: a, ttft: 2s, tbt: 1s, ttlt: 1s}]", "classes[0].ttlt is given beside ttft and tbt");
        fails("[{name: a}, {name: a}]", "classes[1].name is 'a' a second time");
        fails("[{name: ''}]", "empty name");
    }

    private static Map<String, QosClass> read(String list) {
        return QosSection.read(Section.parse("d.yaml", "classes: " + list).sections("classes"));
    }

    private static void fails(String list, String message) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read(list))
                .withMessageContaining(message);
    }
}
