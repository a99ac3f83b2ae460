package dev.sangam.serve.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class StderrTailTest {
    private final List<String> passed = new CopyOnWriteArrayList<>();

    private StderrTail read(String text) throws InterruptedException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StderrTail tail = StderrTail.start(new ByteArrayInputStream(bytes), passed::add);
        tail.await();
        return tail;
    }

    @Test
    void linesArePassedOnAndTheLastThatSaysSomethingIsKept() throws InterruptedException {
        StderrTail tail = read("loading\nGGML_ASSERT(x) failed\n\n# A fatal error has been detected\n#");
        assertThat(passed)
                .containsExactly("loading", "GGML_ASSERT(x) failed", "", "# A fatal error has been detected", "#");
        assertThat(tail.lastLine()).isEqualTo("GGML_ASSERT(x) failed");
        assertThat(read("").lastLine()).isEmpty();
    }

    @Test
    void aLineWithoutEndTakesNoMoreMemoryThanALongOne() throws InterruptedException {
        read("x".repeat(5 * StderrTail.LONGEST_LINE));
        assertThat(passed).hasSize(5).allMatch(line -> line.length() == StderrTail.LONGEST_LINE);
    }
}
