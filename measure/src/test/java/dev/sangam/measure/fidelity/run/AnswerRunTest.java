package dev.sangam.measure.fidelity.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.measure.fidelity.Item;
import dev.sangam.measure.fidelity.ItemSet;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerRunTest {
    private static final AnswerRun.Watch UNSEEN = new AnswerRun.Watch() {
        @Override
        public void known(int answers, int all) {}

        @Override
        public void answered(String set, int done, int of) {}
    };

    @TempDir
    private Path folder;

    /** Says the prompt backwards, and with whom it was asked. */
    private static final class Scripted implements Predictor {
        private final List<List<String>> asked = new ArrayList<>();
        private int failAt = Integer.MAX_VALUE;

        @Override
        public int groupSize() {
            return 4;
        }

        @Override
        public List<Prediction> predict(String set, List<Item> group) {
            if (asked.size() == failAt) {
                throw new IllegalStateException("the power went");
            }
            List<String> ids = group.stream().map(Item::id).toList();
            asked.add(ids);
            return group.stream()
                    .map(item -> (Prediction) new Prediction.Open(
                            set, item.id(), "?", Optional.empty(), String.join("+", ids), List.of("1", "2")))
                    .toList();
        }
    }

    private static ItemSet set(String name, int items) {
        return new ItemSet(
                name,
                IntStream.range(0, items)
                        .mapToObj(i ->
                                (Item) new Item.Open(name + i, "?", "say " + i, false, Optional.empty(), List.of(), 8))
                        .toList());
    }

    private Path file() {
        return folder.resolve("a.predictions.jsonl.gz");
    }

    private List<Prediction> run(Predictor predictor, String model, ItemSet... sets) {
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        settings.put("file", model);
        return new AnswerRun(file(), model, settings, List.of(sets)).run(() -> predictor, UNSEEN);
    }

    @Test
    void everySetIsAskedInGroupsOfItsOwn() {
        Scripted predictor = new Scripted();
        List<Prediction> answers = run(predictor, "m", set("a", 6), set("b", 3));
        assertThat(predictor.asked)
                .containsExactly(List.of("a0", "a1", "a2", "a3"), List.of("a4", "a5"), List.of("b0", "b1", "b2"));
        assertThat(answers)
                .extracting(Prediction::id)
                .containsExactly("a0", "a1", "a2", "a3", "a4", "a5", "b0", "b1", "b2");
    }

    @Test
    void aRunThatWasCutOffAnywhereEndsAsIfItHadNotBeen() throws IOException {
        List<Prediction> whole = run(new Scripted(), "m", set("a", 6), set("b", 7));
        byte[] bytes = Files.readAllBytes(file());
        for (int length = 0; length <= bytes.length; length += 5) {
            Files.write(file(), Arrays.copyOf(bytes, length));
            assertThat(run(new Scripted(), "m", set("a", 6), set("b", 7)))
                    .as("cut to %d bytes", length)
                    .isEqualTo(whole);
        }
    }

    @Test
    void groupsThatWereAnsweredBeforeAFailureAreKept() {
        Scripted failing = new Scripted();
        failing.failAt = 1;
        assertThatThrownBy(() -> run(failing, "m", set("a", 6))).hasMessage("the power went");
        Scripted again = new Scripted();
        run(again, "m", set("a", 6));
        assertThat(again.asked).containsExactly(List.of("a4", "a5"));
    }

    @Test
    void setsThatAreTheSameStillAreNotAskedAgain() {
        run(new Scripted(), "m", set("a", 6), set("b", 3));
        Scripted again = new Scripted();
        List<Prediction> answers = run(again, "m", set("c", 2), set("a", 6), set("b", 4));
        assertThat(again.asked).containsExactly(List.of("c0", "c1"), List.of("b0", "b1", "b2", "b3"));
        assertThat(answers)
                .extracting(Prediction::set)
                .startsWith("c", "c", "a")
                .endsWith("b");
    }

    @Test
    void anotherModelBeginsAnew() {
        run(new Scripted(), "m", set("a", 6));
        Scripted other = new Scripted();
        run(other, "n", set("a", 6));
        assertThat(other.asked).hasSize(2);
    }
}
