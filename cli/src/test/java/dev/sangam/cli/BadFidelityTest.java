package dev.sangam.cli;

import dev.sangam.files.gguf.RandomModel;
import dev.sangam.files.gguf.TensorType;
import dev.sangam.serve.models.ModelFiles;
import dev.sangam.serve.models.ModelReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code sangam fidelity} refuses, before it costs anything. */
class BadFidelityTest {
    private static final String UNANSWERED = "{\"question\": \"Which?\", \"choices\": [\"a\", \"b\"]}\n";

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void open() {
        cli = new Cli(folder);
    }

    private Cli.Outcome fidelity(String... args) {
        List<String> all = new ArrayList<>(List.of("fidelity"));
        all.addAll(List.of(args));
        all.addAll(List.of("--threads", "1", "--out", cli.out().toString()));
        return Cli.run(all.toArray(String[]::new));
    }

    private String file(String name, String text) {
        return cli.file(name, text).toString();
    }

    @Test
    void modelsThatCannotBeCompared() throws IOException {
        Path other = cli.path("other.gguf");
        new RandomModel(RandomModel.shape("tiny"), TensorType.Q8_0, 1, false).write(other, bytes -> {});
        fidelity("demo", other.toString()).refuses("other.gguf", "vocabular", "differ");
        byte[] demo = Files.readAllBytes(ModelFiles.ofUser().file(new ModelReference.Demo(), (done, total) -> {}));
        String torn =
                cli.file("torn.gguf", Arrays.copyOf(demo, demo.length / 2)).toString();
        fidelity("demo", torn).refuses("torn.gguf");
        fidelity("demo", file("empty.gguf", "")).refuses("empty.gguf");
        fidelity("demo", "no-such.gguf").refuses("CANDIDATE", "no-such.gguf", "Maybe");
        fidelity(file("notes.txt", "just words"), file("more.txt", "just words"))
                .refuses("notes.txt", "no file of predictions");
        fidelity("demo").refuses("two models", "Maybe");
    }

    @Test
    void questionsThatCannotDecide() {
        String unanswered = file("u.jsonl", UNANSWERED);
        fidelity("demo", "demo", "--questions", unanswered, "--gate", "flips<2%")
                .refuses("flips", "known right answer");
        fidelity("demo", "demo", "--questions", unanswered, "--gate", "kl<1").refuses("kl", "text", "option-kl");
        fidelity("demo", "demo", "--questions", unanswered, "--gate", "flps<1%").refuses("flps", "flips");
        fidelity("demo", "demo", "--questions", file("e.jsonl", "")).refuses("e.jsonl", "no questions");
        fidelity("demo", "demo", "--questions", unanswered, "--questions", unanswered)
                .refuses("two sets are named u", "Maybe --questions NAME=FILE");
        fidelity("demo", "demo", "--questions", "none.jsonl").refuses("none.jsonl", "does not exist");
        fidelity("demo", "demo", "--questions", unanswered, "--limit", "0").refuses("--limit", "'0'");
    }

    @Test
    void textsThatCannotBeRead() {
        String text = file("t.txt", "Call me Ishmael.");
        fidelity("demo", "demo", "--text", text).refuses("t.txt", "one window takes 512", "Maybe");
        fidelity("demo", "demo", "--text", text, "--text", text).refuses("two texts are named t.txt");
        fidelity("demo", "demo", "--text", file("b.txt", " ")).refuses("b.txt", "empty");
        fidelity("demo", "demo", "--text", text, "--window", "7").refuses("--window", "'7'");
        fidelity("demo", "demo", "--text", text, "--window", "100000").refuses("context");
    }

    @Test
    void sidesThatDoNotGoTogether() {
        String text = file("t.txt", "Call me Ishmael.");
        String logits = file("a.kld", "_logits_");
        fidelity("demo", logits).refuses("CANDIDATE", "logits", "BASE");
        fidelity(logits, "demo", "--text", text).refuses("--text", "brings its text");
        fidelity(logits, "demo").refuses("a.kld");
        fidelity("http://127.0.0.1:1", "demo", "--text", text).refuses("--text", "two GGUF files");
        fidelity("http://127.0.0.1:1", "demo").refuses("nothing is asked");
    }

    @Test
    void aSweepOfWhatCannotBeCompressed() {
        fidelity("sweep", "demo", "--types", "q9").refuses("'q9'", "q8_0");
        fidelity("sweep", "demo", "--types", "q8_0,q8_0").refuses("--types", "once");
        fidelity("sweep", "http://127.0.0.1:1").refuses("BASE", "GGUF");
    }

    @Test
    void anEndpointWithoutLogProbabilities() {
        try (BenchTarget target = BenchTarget.steady()) {
            String questions = file("q.jsonl", UNANSWERED);
            fidelity(target.url(), "demo", "--questions", questions).refuses("log");
        }
    }
}
