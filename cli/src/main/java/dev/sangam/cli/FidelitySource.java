package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import dev.sangam.serve.models.ModelReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;

/** Where the answers of one side of a comparison come from, recognised by what the user wrote. */
sealed interface FidelitySource {
    /** What readers call it. */
    String name();

    /**
     * A model that this process loads.
     *
     * @param name what readers call it
     * @param file its GGUF file
     */
    record Model(String name, Path file) implements FidelitySource {}

    /**
     * A model behind an OpenAI-compatible endpoint.
     *
     * @param name what readers call it
     * @param address as the user wrote it, without the model
     * @param model which one to ask for; empty for the only one
     */
    record Remote(String name, String address, String model) implements FidelitySource {}

    /**
     * What a model answered earlier.
     *
     * @param name what readers call it
     * @param file own predictions, or lm-eval's
     */
    record Answers(String name, Path file) implements FidelitySource {}

    /**
     * What a model said about the tokens of a text earlier, as llama.cpp's perplexity tool saves it.
     *
     * @param name what readers call it
     * @param file the logits
     */
    record Logits(String name, Path file) implements FidelitySource {}

    /** How files of llama.cpp's perplexity tool begin. */
    byte[] LOGITS_MAGIC = "_logits_".getBytes(StandardCharsets.US_ASCII);

    byte[] GGUF_MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);

    /**
     * Recognises a side; a model of the hub is downloaded when it must be.
     *
     * @param side {@code BASE} or {@code CANDIDATE}, for errors
     * @throws InputException when there is no such file, or it is of no known kind
     */
    static FidelitySource of(String side, String text) {
        if (text.startsWith("http://") || text.startsWith("https://")) {
            int hash = text.indexOf('#');
            return hash < 0
                    ? new Remote(text, text, "")
                    : new Remote(text, text.substring(0, hash), text.substring(hash + 1));
        }
        if (text.equals(ModelReference.DEMO) || text.startsWith(ModelReference.HUB)) {
            ModelReference reference = ModelReference.parse(text);
            Path file = ModelFlags.file(reference, Path.of(""))
                    .orElseThrow(() -> new InputException(side + " is " + text + ", which is no file"));
            return new Model(reference instanceof ModelReference.Demo ? text : ModelFlags.name(file), file);
        }
        return ofFile(side, text);
    }

    private static FidelitySource ofFile(String side, String text) {
        Path file;
        try {
            file = Path.of(text);
        } catch (InvalidPathException e) {
            throw new InputException(side + " is '" + text + "', which is no path", e);
        }
        if (text.isBlank() || !Files.exists(file)) {
            throw new InputException(side + " is '" + text + "', which is no file. Maybe a GGUF file,"
                    + " hf:owner/repo/file.gguf, demo, http://host:port, or a file of predictions");
        }
        String name = String.valueOf(file.getFileName());
        if (Files.isDirectory(file)) {
            return new Answers(name, file);
        }
        byte[] head = head(file);
        if (startsWith(head, GGUF_MAGIC) || name.endsWith(".gguf")) {
            return new Model(ModelFlags.name(file), file);
        }
        return startsWith(head, LOGITS_MAGIC) ? new Logits(name, file) : new Answers(name, file);
    }

    private static byte[] head(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(LOGITS_MAGIC.length);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] magic) {
        return bytes.length >= magic.length && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
    }
}
