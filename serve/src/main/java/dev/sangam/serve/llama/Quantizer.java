package dev.sangam.serve.llama;

import java.nio.file.Path;

/** llama.cpp's quantizer. */
public final class Quantizer {
    private Quantizer() {}

    /**
     * Writes a model in another number format: to a file beside the target, which then takes its name.
     *
     * @param from a GGUF file of F32, F16 or BF16
     * @param threads that convert
     * @throws dev.sangam.core.InputException when the source is damaged, or quantized already, or the disk has no room
     */
    public static Quantized quantize(LlamaLibrary library, Path from, Path to, QuantizationType type, int threads) {
        throw new UnsupportedOperationException("" + library + from + to + type + threads);
    }
}
