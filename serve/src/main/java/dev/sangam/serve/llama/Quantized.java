package dev.sangam.serve.llama;

import dev.sangam.files.gguf.TensorType;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A file that {@link Quantizer} wrote.
 *
 * @param file where it is
 * @param bytes its size
 * @param tensors how many tensors have which type, in the order of the file
 * @param fallbacks names of the tensors whose rows do not fit the blocks of the type that they should have, and which have
 *     another one for that reason
 */
public record Quantized(Path file, long bytes, SequencedMap<TensorType, Integer> tensors, List<String> fallbacks) {
    public Quantized {
        tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
        fallbacks = List.copyOf(fallbacks);
    }
}
