package dev.sangam.lab;

import dev.sangam.files.gguf.GgufTensor;
import dev.sangam.files.gguf.GgufWriter;

/** The rows of a model's weights. */
final class Weights implements GgufWriter.Rows {
    private final Llama model;
    private String name = "";
    private float[] all = {};

    Weights(Llama model) {
        this.model = model;
    }

    @Override
    public void fill(GgufTensor tensor, long row, float[] values) {
        if (!name.equals(tensor.name())) {
            name = tensor.name();
            all = model.weight(name).toFloatArray();
        }
        System.arraycopy(all, (int) row * values.length, values, 0, values.length);
    }
}
