package dev.sangam.measure.fidelity.saved;

import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.PredictionHeader;
import java.nio.file.Path;
import java.util.List;

/**
 * What a model answered, as it was kept.
 *
 * @param header who answered, and under which settings; none of these where the file does not say
 * @param predictions in the order of the file
 */
public record SavedPredictions(PredictionHeader header, List<Prediction> predictions) {
    public SavedPredictions {
        predictions = List.copyOf(predictions);
    }

    /**
     * Reads a file of predictions of whichever kind: our own, lm-eval's samples, or a folder of these.
     *
     * @throws InputException naming file and line of what is wrong
     */
    public static SavedPredictions read(Path path) {
        return switch (SavedKind.of(path)) {
            case PREDICTIONS -> PredictionFile.read(path);
            case LM_EVAL -> LmEvalSamples.read(path);
            case LOGITS ->
                throw new InputException(
                        path + ": holds what a model said about the tokens of a text, and no answers. Maybe"
                                + " give it together with a model");
        };
    }
}
