package dev.sangam.measure.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The text that comes with the product: the first chapters of Moby-Dick. Its origin is told beside the file. */
public final class BuiltInText {
    /** What readers call it. */
    public static final String NAME = "moby-dick";

    private static final String RESOURCE = NAME + ".txt";

    private BuiltInText() {}

    /** All of it. */
    public static String read() {
        try (InputStream in = BuiltInText.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
