package dev.sangam.measure.fidelity.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.PredictionHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionFileTest {
    private static final PredictionHeader HEADER = header("items", "abc", "batch", "512");

    @TempDir
    private Path folder;

    private static PredictionHeader header(String... settings) {
        LinkedHashMap<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return new PredictionHeader("a model", map);
    }

    private static Prediction choice(String id) {
        return new Prediction.Choice(
                "mmlu",
                id,
                "Which?\n\"this\" \ud83d\ude00 \u0007",
                List.of("A", "B"),
                OptionalInt.of(1),
                0,
                List.of(-1.0000000000000002, Double.NEGATIVE_INFINITY),
                List.of(1, 4));
    }

    private static Prediction open(String id) {
        return new Prediction.Open("gsm8k", id, "How many?", Optional.of("18"), "It is 18.", List.of("It", " is"));
    }

    private static final List<Prediction> FIRST = List.of(choice("1"), choice("2"));
    private static final List<Prediction> SECOND = List.of(
            open("1"),
            new Prediction.Choice("mmlu", "3", "", List.of("A", "B"), OptionalInt.empty(), 1, List.of()),
            new Prediction.Open("own", "1", "p", Optional.empty(), "", List.of()));

    private Path written(String name) {
        Path file = folder.resolve(name);
        try (PredictionWriter writer = PredictionWriter.open(file, HEADER)) {
            assertThat(writer.kept()).isEmpty();
            writer.append(FIRST);
            writer.append(SECOND);
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"p.jsonl", "p.jsonl.gz"})
    void whatIsWrittenIsReadAgain(String name) {
        SavedPredictions read = SavedPredictions.read(written(name));
        assertThat(read.header()).isEqualTo(HEADER);
        assertThat(read.predictions().subList(0, 2)).isEqualTo(FIRST);
        assertThat(read.predictions().subList(2, 5)).isEqualTo(SECOND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"p.jsonl", "p.jsonl.gz"})
    void aFileCutOffAnywhereGoesOnAfterItsLastWholeGroup(String name) throws IOException {
        Path file = written(name);
        byte[] whole = Files.readAllBytes(file);
        int before = 0;
        for (int length = 0; length < whole.length; length += 13) {
            Files.write(file, Arrays.copyOf(whole, length));
            try (PredictionWriter writer = PredictionWriter.open(file, HEADER)) {
                int kept = writer.kept().size();
                assertThat(kept).as("%s bytes", length).isIn(0, 2, 5).isGreaterThanOrEqualTo(before);
                before = kept;
                if (kept < 2) {
                    writer.append(FIRST);
                }
                if (kept < 5) {
                    writer.append(SECOND);
                }
            }
            assertThat(SavedPredictions.read(file).predictions())
                    .as("%s bytes", length)
                    .hasSize(5);
        }
        assertThat(before).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aWholeFileIsKeptAsItIs() throws IOException {
        Path file = written("p.jsonl");
        byte[] before = Files.readAllBytes(file);
        try (PredictionWriter writer = PredictionWriter.open(file, HEADER)) {
            assertThat(writer.kept()).hasSize(5);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void otherSettingsAreRefusedNamingTheFirstDifference() {
        Path file = written("p.jsonl");
        assertThatThrownBy(() -> PredictionWriter.open(file, header("items", "abd", "batch", "1")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(
                        "p.jsonl: was made under other settings: items was 'abc' and is now 'abd'. Maybe");
        assertThatThrownBy(() -> PredictionWriter.open(file, header("items", "abc", "batch", "512", "shots", "5")))
                .hasMessageContaining("shots was not set and is now '5'");
        assertThatThrownBy(() -> PredictionWriter.open(file, header("items", "abc")))
                .hasMessageContaining("batch was '512' and is now not set");
    }

    @Test
    void aTornFileIsNotReadAsIfItWereWhole() throws IOException {
        for (String name : List.of("p.jsonl", "p.jsonl.gz")) {
            Path file = written(name);
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length - 9));
            assertThatThrownBy(() -> SavedPredictions.read(file)).hasMessageContaining("is torn");
        }
    }

    @Test
    void aFileThatSomebodyElseWroteNeedsNoGroupsAndNoLastLineEnd() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.jsonl"), """
                {"format":"sangam-predictions","version":1,"model":"m"}
                {"set":"s","id":"1","options":["A","B"],"chosen":1}

                {"set":"s","id":"2","text":"yes"}""");
        assertThat(SavedPredictions.read(file).predictions())
                .containsExactly(
                        new Prediction.Choice("s", "1", "", List.of("A", "B"), OptionalInt.empty(), 1, List.of()),
                        new Prediction.Open("s", "2", "", Optional.empty(), "yes", List.of()));
    }

    @Test
    void whatIsWrongIsSaidWithItsLine() throws IOException {
        String good = "{\"set\":\"s\",\"id\":\"1\",\"options\":[\"A\",\"B\"],\"chosen\":1}";
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put(good.replace(":1}", ":2}"), "x.jsonl:2: chosen is 2; it must be a whole number between 0 and 1");
        wrong.put(good + "\n" + good, "x.jsonl:3: is the second prediction for 1 of s");
        wrong.put(good.replace("}", ",\"answer\":\"A\"}"), "x.jsonl:2: answer is \"A\"");
        wrong.put(
                good.replace("}", ",\"log_likelihoods\":[-1]}"),
                "log_likelihoods is [-1]; it must be a list of as many");
        wrong.put(good.replace("}", ",\"log_likelihoods\":[-1,1]}"), "it must be logarithms of probabilities");
        wrong.put(
                good.replace("}", ",\"characters\":[1,0]}"),
                "characters is [1,0]; it must be a list of 2 whole numbers");
        wrong.put(good.replace("}", ",\"note\":1}"), "x.jsonl:2: has the key note");
        wrong.put("{\"set\":\"s\",\"id\":\"1\"}", "x.jsonl:2: text is missing");
        wrong.put("nonsense\n" + good, "x.jsonl:2: is not JSON");
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            Path file = Files.writeString(
                    folder.resolve("x.jsonl"),
                    "{\"format\":\"sangam-predictions\",\"version\":1,\"model\":\"m\",\"settings\":{}}\n"
                            + each.getKey() + "\n");
            assertThatThrownBy(() -> SavedPredictions.read(file))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(each.getValue());
        }
    }

    @Test
    void kindsAreRecognisedByHowTheyBegin() throws IOException {
        assertThat(SavedKind.of(written("p.jsonl"))).isEqualTo(SavedKind.PREDICTIONS);
        assertThat(SavedKind.of(written("p.jsonl.gz"))).isEqualTo(SavedKind.PREDICTIONS);
        Path other = folder.resolve("other");
        Files.writeString(other, "{\"doc_id\":0,\"doc\":{},\"resps\":[]}\n");
        assertThat(SavedKind.of(other)).isEqualTo(SavedKind.LM_EVAL);
        Files.write(other, "_logits_\u0001\u0002".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(SavedKind.of(other)).isEqualTo(SavedKind.LOGITS);
        Files.writeString(other, "{\"question\":1}");
        assertThatThrownBy(() -> SavedKind.of(other))
                .hasMessageContaining("other: is no file of predictions; it must begin");
        assertThatThrownBy(() -> SavedKind.of(folder.resolve("none"))).hasMessageContaining("(no such file)");
        Files.writeString(other, "{\"format\":\"sangam-predictions\",\"version\":2,\"model\":\"m\"}\n");
        assertThatThrownBy(() -> SavedPredictions.read(other))
                .hasMessageContaining("other:1: version is 2; it must be 1");
    }
}
