package dev.sangam.serve.models;

import dev.sangam.core.InputException;
import dev.sangam.files.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A model of two million parameters that comes with the product, so that a server answers before anything is downloaded. Its
 * text is readable and means nothing. The folder {@code lab} of the sources made it.
 */
public final class DemoModel {
    /** What requests call it. */
    public static final String NAME = "sangam-demo";

    private static final String RESOURCE = NAME + ".gguf";
    private static final int NAME_DIGITS = 16;

    private DemoModel() {}

    /**
     * The model as a file, since llama.cpp maps files: in a folder, where it is laid out unless it already is.
     *
     * @throws InputException when the folder cannot be written
     */
    public static Path unpacked(Path folder) {
        byte[] bytes = bytes();
        Path file = folder.resolve(NAME + "-" + digest(bytes) + ".gguf");
        try {
            if (Files.isRegularFile(file) && Files.size(file) == bytes.length) {
                return file;
            }
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "." + NAME, ".part");
            try {
                Files.write(part, bytes);
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
            return file;
        } catch (IOException e) {
            throw new InputException(
                    "the demo model cannot be unpacked into " + folder + ": " + e
                            + ". Maybe name another folder with -Dsangam.cache=FOLDER",
                    e);
        }
    }

    private static byte[] bytes() {
        try (InputStream in = DemoModel.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the package lacks " + RESOURCE);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new InputException("the demo model cannot be read: " + e.getMessage(), e);
        }
    }

    private static String digest(byte[] bytes) {
        return Sha256.of(bytes).substring(0, NAME_DIGITS);
    }
}
