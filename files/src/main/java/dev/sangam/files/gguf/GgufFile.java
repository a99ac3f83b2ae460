package dev.sangam.files.gguf;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The header of a GGUF file: everything but the numbers of its tensors.
 *
 * @param bytes of the whole file
 * @param dataStart bytes before the first tensor's
 * @param metadata in the order of the file
 */
public record GgufFile(
        Path path, long bytes, long dataStart, Map<String, GgufValue> metadata, List<GgufTensor> tensors) {
    public GgufFile {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tensors = List.copyOf(tensors);
    }

    /**
     * Reads the header. What it says is checked: its counts and lengths fit the file, and so does each tensor.
     *
     * @throws InputException when the file cannot be read, is no GGUF file of version 2 or 3, or is damaged or cut off
     */
    public static GgufFile read(Path path) {
        try (HeaderReader reader = new HeaderReader(path)) {
            return reader.read();
        } catch (IOException e) {
            throw new InputException(path + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
    }

    /** A string among the metadata. */
    public Optional<String> text(String key) {
        return metadata.get(key) instanceof GgufValue.Text t ? Optional.of(t.value()) : Optional.empty();
    }

    /** A whole number among the metadata. */
    public OptionalLong whole(String key) {
        return metadata.get(key) instanceof GgufValue.Whole w ? OptionalLong.of(w.value()) : OptionalLong.empty();
    }

    /** What kind of model it is, such as {@code llama}. */
    public String architecture() {
        return text("general.architecture")
                .orElseThrow(() -> new InputException(path + ": names no architecture (general.architecture)"));
    }

    /** Whole numbers that belong to the architecture, such as {@code context_length}. */
    public OptionalLong ofArchitecture(String key) {
        return whole(architecture() + "." + key);
    }

    /** Numbers in all tensors. */
    public long parameters() {
        return tensors.stream().mapToLong(GgufTensor::elements).sum();
    }
}
