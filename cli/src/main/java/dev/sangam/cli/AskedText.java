package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import dev.sangam.files.Sha256;
import dev.sangam.measure.prompt.BuiltInText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A text that models read side by side.
 *
 * @param name what readers call it
 * @param content all of it
 */
record AskedText(String name, String content) {
    private static final long MAX_BYTES = 256L << 20;
    private static final int DIGEST_CHARACTERS = 16;

    /** The one that comes with the product. */
    static AskedText builtIn() {
        return new AskedText(BuiltInText.NAME, BuiltInText.read());
    }

    boolean isBuiltIn() {
        return name.equals(BuiltInText.NAME);
    }

    /** Reads files, which must have different names. */
    static List<AskedText> read(List<Path> files) {
        List<AskedText> texts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (!names.add(name)) {
                throw new InputException("two texts are named " + name + "; names must differ");
            }
            texts.add(new AskedText(name, content(file)));
        }
        return texts;
    }

    private static String content(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MAX_BYTES) {
                throw new InputException(file + ": has " + Files.size(file) + " bytes; a text must have at most "
                        + MAX_BYTES + ". Maybe a part of it");
            }
            String text = Files.readString(file);
            if (text.isBlank()) {
                throw new InputException(file + ": is empty; it must hold a text");
            }
            return text;
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? "it is a folder" : Reasons.of(e);
            throw new InputException(file + ": cannot be read (" + reason + ")", e);
        }
    }

    /** Tells two texts apart: 64 bits of the SHA-256, in hexadecimal. */
    String digest() {
        return Sha256.of(content.getBytes(StandardCharsets.UTF_8)).substring(0, DIGEST_CHARACTERS);
    }
}
