package dev.sangam.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.files.gguf.GgufFile;
import dev.sangam.serve.models.DemoModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model that comes with the product, held to what the trainer's own implementation said of it. */
final class DemoModelTest {
    private static final int MOST_BYTES = 10_000_000;

    @TempDir
    private Path folder;

    /** What {@code lab/run.sh say} printed: the question, the prompt's tokens, the answer's, the answer. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(String question, int[] prompt, int[] tokens, String text) {}

    @Test
    void itIsSmallAndSaysWhoseItIs() throws IOException {
        GgufFile file = GgufFile.read(DemoModel.unpacked(folder));
        assertThat(file.bytes()).isLessThan(MOST_BYTES);
        assertThat(file.text("general.name")).contains("Sangam Demo");
        assertThat(file.text("general.license")).contains("cc0-1.0");
        assertThat(file.ofArchitecture("context_length").orElse(0)).isGreaterThanOrEqualTo(2048);
        assertThat(DemoModel.class.getResource("LICENSE.txt")).isNotNull();
    }

    @Test
    void itIsLaidOutOnce() throws IOException {
        Path first = DemoModel.unpacked(folder.resolve("a/b"));
        Files.setLastModifiedTime(first, FileTime.fromMillis(0));
        assertThat(DemoModel.unpacked(folder.resolve("a/b"))).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(first).toMillis()).isZero();
        try (Stream<Path> files = Files.list(folder.resolve("a/b"))) {
            assertThat(files).containsExactly(first);
        }
    }

    @Test
    void llamaCppAnswersAsTheTrainerDid() throws IOException {
        try (LlamaModel model = open()) {
            for (Answer answer : answers()) {
                String prompt = "<|im_start|>user\n" + answer.question + "<|im_end|>\n<|im_start|>assistant\n";
                assertThat(model.vocabulary().tokenize(prompt, true, true))
                        .as(answer.question)
                        .isEqualTo(answer.prompt);
                try (LlamaContext context = LlamaContext.open(model, Stories.options(512, 512, 1))) {
                    assertThat(Stories.go(context, 0, answer.prompt, answer.tokens.length))
                            .as(answer.text)
                            .isEqualTo(answer.tokens);
                }
            }
        }
    }

    @Test
    void itEndsAnswersByItself() throws IOException {
        try (LlamaModel model = open()) {
            assertThat(model.vocabulary().eos()).isEqualTo(model.vocabulary().eot());
            assertThat(answers())
                    .anyMatch(a -> model.vocabulary().isEndOfGeneration(a.tokens[a.tokens.length - 1])
                            && a.text.endsWith("<|im_end|>"));
        }
    }

    @Test
    void itGoesOnPastTheLengthItWasTrainedOn() throws IOException {
        try (LlamaModel model = open();
                LlamaContext context = LlamaContext.open(model, Stories.options(1024, 512, 1))) {
            int[] tokens = model.vocabulary().tokenize("The whale. ".repeat(100), true, false);
            assertThat(tokens.length).isGreaterThan(256);
            assertThat(Stories.go(context, 0, tokens, 200)).hasSize(200);
        }
    }

    private LlamaModel open() {
        return LlamaModel.open(Stories.library(), DemoModel.unpacked(folder), ModelOptions.DEFAULT);
    }

    private static List<Answer> answers() throws IOException {
        try (InputStream in = DemoModelTest.class.getResourceAsStream("demo-answers.txt")) {
            assertThat(in).isNotNull();
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i + 3 < lines.size(); i += 4) {
                answers.add(
                        new Answer(lines.get(i), tokens(lines.get(i + 1)), tokens(lines.get(i + 2)), lines.get(i + 3)));
            }
            return answers;
        }
    }

    private static int[] tokens(String line) {
        return Stream.of(line.replaceAll("[\\[\\],]+", " ").strip().split(" +", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
