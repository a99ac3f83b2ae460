package dev.sangam.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.sangam.files.gguf.LlamaShape;
import dev.sangam.files.gguf.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingTest {
    private static final List<Corpus.Document> DOCUMENTS = List.of(
            new Corpus.Document("sea", List.of("The sea is wide.", "The whale is white.", "The ship is slow.")),
            new Corpus.Document("sky", List.of("The sky is grey.", "The crew is tired.", "The night is long.")));

    @TempDir
    private Path folder;

    /** Loss falls from that of a guess, and the file holds what was learnt. */
    @Test
    void aModelLearnsAndIsWrittenAndRead() throws IOException {
        List<String> texts = DOCUMENTS.stream().map(Corpus.Document::text).toList();
        Tokenizer tokenizer = new Tokenizer(BytePairs.learn(texts, Vocabulary.LEAST_SIZE + 20));
        int size = tokenizer.vocabulary().tokens().size();
        LlamaShape shape = new LlamaShape(2, 32, 4, 2, 64, size, TrainCommand.CONTEXT, TrainCommand.ROPE_BASE);
        Samples samples = new Samples(tokenizer, DOCUMENTS, new SplittableRandom(1));
        Path file = folder.resolve("m.gguf");
        List<Integer> prompt = Chat.prompt(tokenizer, "Hello");
        try (NDManager manager = NDManager.newBaseManager()) {
            Llama model = new Llama(manager, shape, 48, 1);
            Training training = new Training(
                    manager, model, new AdamW(manager, model.weights().values(), 1e-2, 5));
            List<int[]> rows = rows(samples);
            assertThat(training.measure(rows)).isEqualTo(Math.log(size), within(0.1));
            for (int step = 0; step < 40; step++) {
                training.step(rows(samples), step / 40.0);
            }
            double learnt = training.measure(rows);
            assertThat(learnt).isLessThan(0.7 * Math.log(size));

            SavedModel.write(file, model, tokenizer.vocabulary());
            SavedModel saved = SavedModel.open(file);
            assertThat(saved.shape()).isEqualTo(shape);
            assertThat(saved.vocabulary()).isEqualTo(tokenizer.vocabulary());
            Training again = new Training(manager, saved.load(manager, 48), new AdamW(manager, List.of(), 0, 1));
            assertThat(again.measure(rows)).isEqualTo(learnt, within(1e-3));
            assertThat(again.greedy(prompt, Vocabulary.MESSAGE_END))
                    .isEqualTo(training.greedy(prompt, Vocabulary.MESSAGE_END));
        }
    }

    private static List<int[]> rows(Samples samples) {
        List<int[]> rows = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            rows.add(samples.row(49));
        }
        return rows;
    }
}
