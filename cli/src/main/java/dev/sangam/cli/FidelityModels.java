package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.calibration.ModelFile;
import dev.sangam.serve.scoring.ScoringModel;
import dev.sangam.serve.scoring.ScoringOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** The models of this process that are compared: each is loaded once, and all of them must make the same tokens of a text. */
final class FidelityModels implements AutoCloseable {
    private final FidelityKernelFlags kernels;
    private final int windowTokens;
    private final Map<String, ScoringModel> open = new LinkedHashMap<>();

    /**
     * @param windowTokens of the texts that are to be read
     */
    FidelityModels(FidelityKernelFlags kernels, int windowTokens) {
        this.kernels = kernels;
        this.windowTokens = windowTokens;
    }

    /**
     * The model of a side.
     *
     * @throws InputException when it cannot be loaded, or makes other tokens of a text than those that are loaded
     */
    ScoringModel of(FidelitySide side, Path file) {
        ScoringModel known = open.get(side.key());
        if (known != null) {
            return known;
        }
        int context = windowTokens > ScoringOptions.MAX_DEFAULT_CONTEXT ? windowTokens : 0;
        ScoringModel model = ScoringModel.open(
                file,
                new ScoringOptions(
                        context,
                        side.shape().batchTokens(),
                        kernels.threads(),
                        kernels.libraries(),
                        kernels.gpuLayers()));
        open.put(side.key(), model);
        ScoringModel first = open.values().iterator().next();
        first.differenceFrom(model).ifPresent(difference -> {
            throw new InputException(file + " and the base make different tokens of a text: " + difference
                    + ". A compressed model must have the vocabulary of its base");
        });
        return model;
    }

    /** What must be equal for earlier figures of a side to be used again. */
    SequencedMap<String, String> settings(FidelitySide side, Path file) {
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        settings.put("file", ModelFile.of(file).fingerprint());
        settings.put(
                "batch", side.shape().batchTokens() + " tokens, " + side.shape().groupSize() + " items");
        if (kernels.gpuLayers() > 0) {
            settings.put("gpu layers", Integer.toString(kernels.gpuLayers()));
        }
        kernels.libraries().ifPresent(folder -> settings.put("libraries", folder.toString()));
        return settings;
    }

    @Override
    public void close() {
        open.values().forEach(ScoringModel::close);
    }
}
