package dev.sangam.serve.scoring;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sangam.files.gguf.RandomModel;
import dev.sangam.files.gguf.TensorType;
import dev.sangam.serve.models.ModelFiles;
import dev.sangam.serve.models.ModelReference;
import java.nio.file.Path;
import java.util.Optional;

/** The models that tests run on. */
final class Models {
    private Models() {}

    /** The model that comes with the product. */
    static Path demo() {
        return ModelFiles.ofUser().file(new ModelReference.Demo(), (done, total) -> {});
    }

    /** A model of 512 tokens of another kind; a test that asks for it is skipped where it is not. */
    static Path stories() {
        Path file = Path.of(System.getProperty("sangam.data", "no-data"), "models", "stories260K-f16.gguf");
        assumeThat(file).exists();
        return file;
    }

    /** A model of random weights. */
    static Path random(Path folder, boolean embeddings) {
        Path file = folder.resolve("random-" + embeddings + ".gguf");
        new RandomModel(RandomModel.shape("tiny"), TensorType.F16, 1, embeddings).write(file, done -> {});
        return file;
    }

    /** On one thread. */
    static ScoringModel open(Path file, int contextTokens, int batchTokens) {
        return ScoringModel.open(file, new ScoringOptions(contextTokens, batchTokens, 1, Optional.empty(), 0));
    }
}
