package dev.sangam.measure.fidelity.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LmEvalSamplesTest {
    /** As lm-eval 0.4.3 and later write it. */
    private static final String ARC =
            "{'doc_id': 3, 'doc': {'id': 'M_1', 'question': 'What is hot?', 'choices': {'text': ['sun',"
                    + " 'ice'], 'label': ['A', 'B']}, 'answerKey': 'A'}, 'target': '0', 'arguments': {'gen_args_0': {'arg_0':"
                    + " 'Question: What is hot?\\nAnswer:', 'arg_1': ' sun'}, 'gen_args_1': {'arg_0': 'Question: What is"
                    + " hot?\\nAnswer:', 'arg_1': ' ice'}}, 'resps': [[['-2.5', 'False']], [['-1.25', 'True']]], 'filtered_resps':"
                    + " [['-2.5', 'False'], ['-1.25', 'True']], 'filter': 'none', 'metrics': ['acc'], 'doc_hash': 'x', 'acc': 0.0}";
    /** As earlier ones did. */
    private static final String MMLU =
            "{'doc_id': 0, 'doc': {'question': 'Two?', 'subject': 'sums', 'choices': ['1', '2'], 'answer': 1},"
                    + " 'target': 1, 'arguments': [['Two?\\nA. 1\\nB. 2\\nAnswer:', ' A'], ['Two?\\nA. 1\\nB. 2\\nAnswer:', ' B']],"
                    + " 'resps': [[[-3.5, false]], [[-0.5, true]]], 'filtered_resps': [[-3.5, false], [-0.5, true]], 'acc': 1.0}";

    private static final String GSM8K =
            "{'doc_id': 7, 'doc': {'question': 'How many?', 'answer': 'So.\\n#### 18'}, 'target': 'So.\\n####"
                    + " 18', 'arguments': {'gen_args_0': {'arg_0': 'Question: How many?\\nAnswer:', 'arg_1': {'until':"
                    + " ['Question:'], 'do_sample': false}}}, 'resps': [[' It is 17.\\n#### 17']], 'filtered_resps': ['17'],"
                    + " 'filter': 'FILTER', 'exact_match': 0.0}";

    @TempDir
    private Path folder;

    private Path file(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, String.join("\n", lines).replace('\'', '"') + "\n");
    }

    @Test
    void choicesHaveTheirLogLikelihoods() throws IOException {
        Path file = file("model__a/samples_arc_easy_2026-01-02T03-04-05.678901.jsonl", ARC);
        SavedPredictions read = SavedPredictions.read(file);
        assertThat(read.header().model()).isEqualTo("model__a");
        assertThat(read.predictions())
                .containsExactly(new Prediction.Choice(
                        "arc_easy",
                        "3",
                        "What is hot?",
                        List.of("sun", "ice"),
                        OptionalInt.of(0),
                        1,
                        List.of(-2.5, -1.25),
                        List.of(3, 3)));
        assertThat(SavedPredictions.read(file("samples_mmlu_sums.jsonl", MMLU)).predictions())
                .containsExactly(new Prediction.Choice(
                        "mmlu_sums",
                        "0",
                        "Two?",
                        List.of("1", "2"),
                        OptionalInt.of(1),
                        1,
                        List.of(-3.5, -0.5),
                        List.of(1, 1)));
    }

    @Test
    void aTargetMayBeALetterOrATextOrNothing() throws IOException {
        assertThat(answer(MMLU.replace("'target': 1", "'target': 'B'"))).hasValue(1);
        assertThat(answer(ARC.replace("'target': '0'", "'target': 'ice'"))).hasValue(1);
        assertThat(answer(ARC.replace("'target': '0'", "'target': 'B'"))).hasValue(1);
        assertThat(answer(ARC.replace("'target': '0'", "'target': '[0, 1]'"))).isEmpty();
    }

    private OptionalInt answer(String line) throws IOException {
        return ((Prediction.Choice) SavedPredictions.read(file("samples_x.jsonl", line))
                        .predictions()
                        .getFirst())
                .answer();
    }

    @Test
    void whatIsThereOnceForEachFilterIsTakenOnce() throws IOException {
        SavedPredictions read = SavedPredictions.read(file(
                "samples_gsm8k_2026-01-02T03-04-05.678901.jsonl",
                GSM8K.replace("FILTER", "strict-match"),
                GSM8K.replace("FILTER", "flexible-extract").replace("['17']", "['[invalid]']")));
        assertThat(read.predictions())
                .containsExactly(new Prediction.Open(
                        "gsm8k", "7", "How many?", Optional.of("18"), " It is 17.\n#### 17", List.of()));
    }

    @Test
    void aFolderHasTheLatestFileOfEachTask() throws IOException {
        assertThatThrownBy(() -> SavedPredictions.read(folder))
                .hasMessageContaining("has no file samples_TASK_TIME.jsonl");
        file("m/samples_gsm8k_2026-01-02T03-04-05.jsonl", GSM8K);
        file("m/samples_arc_2026-01-02T03-04-05.jsonl", ARC, ARC.replace("'doc_id': 3", "'doc_id': 4"));
        file("m/samples_arc_2026-02-02T03-04-05.jsonl", ARC);
        file("m/results_2026-02-02T03-04-05.json", "{}");
        assertThat(SavedPredictions.read(folder).predictions())
                .extracting(Prediction::set, Prediction::id)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("arc", "3"),
                        org.assertj.core.groups.Tuple.tuple("gsm8k", "7"));
        file("other/samples_arc_2026-01-02T03-04-05.jsonl", ARC);
        assertThatThrownBy(() -> SavedPredictions.read(folder)).hasMessageContaining("has samples in several folders");
    }

    @Test
    void contextsThatDifferAreTheOptions() throws IOException {
        String line =
                "{'doc_id': 0, 'doc': {}, 'target': 0, 'arguments': [['Ann is', ' late'], ['Bob is', ' late']], 'resps': [],"
                        + " 'filtered_resps': [[-3.5, false], ['-inf', true]]}";
        Prediction.Choice choice = (Prediction.Choice) SavedPredictions.read(file("samples_x.jsonl", line))
                .predictions()
                .getFirst();
        assertThat(choice.options()).containsExactly("Ann is", "Bob is");
        assertThat(choice.logLikelihoods()).containsExactly(-3.5, Double.NEGATIVE_INFINITY);
        assertThat(choice.chosen()).isZero();
    }

    @Test
    void whatCannotBeComparedIsRefused() throws IOException {
        wrong(ARC.replace("'-2.5'", "'x'"), "samples_x.jsonl:1: filtered_resps has \"x\"");
        wrong(ARC.replace("[['-2.5', 'False'], ", "["), "has 2 requests and 1 log-likelihoods");
        wrong(
                "{'doc_id': 0, 'doc': {}, 'target': 'x', 'arguments': [['Ann is', ' late']], 'filtered_resps': [[-1, true]]}",
                "has one request, of the likelihood of a text");
        wrong(
                GSM8K + "\n" + GSM8K.replace("[' It", "[' Or"),
                "samples_x.jsonl:2: doc_id is 7, as that of an earlier line");
    }

    private void wrong(String text, String said) throws IOException {
        Path file = file("samples_x.jsonl", text);
        assertThatThrownBy(() -> SavedPredictions.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(said);
    }
}
