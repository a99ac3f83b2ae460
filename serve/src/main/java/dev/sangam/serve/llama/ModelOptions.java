package dev.sangam.serve.llama;

import dev.sangam.core.InputException;

/**
 * How a model is loaded.
 *
 * @param gpuLayers how many layers go to a GPU, where there is one; -1 stands for all of them
 * @param vocabularyOnly whether to leave the weights out: enough to tokenize, not to compute
 */
public record ModelOptions(int gpuLayers, boolean vocabularyOnly) {
    /** Everything, on a GPU where there is one. */
    public static final ModelOptions DEFAULT = new ModelOptions(-1, false);

    /** Refuses a number of layers below -1. */
    public ModelOptions {
        if (gpuLayers < -1) {
            throw new InputException("gpu layers are " + gpuLayers + "; they must be >= 0, or -1 for all of them");
        }
    }
}
