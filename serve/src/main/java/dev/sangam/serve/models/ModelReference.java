package dev.sangam.serve.models;

import dev.sangam.core.InputException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a user calls a model. */
public sealed interface ModelReference {
    /** A file of this machine. */
    record LocalFile(Path path) implements ModelReference {}

    /**
     * A file of the Hugging Face hub.
     *
     * @param owner user or organisation
     * @param repo name of the repository
     * @param file path of the file within it
     * @param revision branch, tag or commit
     */
    record HubFile(String owner, String repo, String file, String revision) implements ModelReference {
        /** The revision of references that name none. */
        public static final String MAIN = "main";

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}");
        private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,199}");
        private static final Pattern FILE = Pattern.compile("[^\\p{Cntrl}\\\\:?*\"<>|]{1,400}\\.gguf");

        public HubFile {
            require(NAME.matcher(owner).matches(), "owner", owner);
            require(NAME.matcher(repo).matches(), "repository", repo);
            require(REVISION.matcher(revision).matches() && plain(revision), "revision", revision);
            require(FILE.matcher(file).matches() && plain(file), "file", file);
        }

        /** Whether every step of the path is a name, so that it leads nowhere else. */
        private static boolean plain(String path) {
            return List.of(path.split("/", -1)).stream().noneMatch(step -> step.isEmpty() || step.matches("[.]+"));
        }

        private static void require(boolean holds, String part, String value) {
            if (!holds) {
                throw new IllegalArgumentException(part + " '" + value + "' is none of the hub");
            }
        }

        /** As a user writes it. */
        @Override
        public String toString() {
            return HUB + owner + "/" + repo + "/" + file + (revision.equals(MAIN) ? "" : "@" + revision);
        }
    }

    /** The model that ships with the product. */
    record Demo() implements ModelReference {}

    /** How a reference to the hub begins. */
    String HUB = "hf:";

    /** The reference to the model that ships with the product. */
    String DEMO = "demo";

    /**
     * Reads {@code demo}, {@code hf:owner/repo/path/file.gguf}, the same with {@code @revision}, or a path.
     *
     * @throws InputException when it is none of these
     */
    static ModelReference parse(String text) {
        if (text.equals(DEMO)) {
            return new Demo();
        }
        if (text.startsWith(HUB)) {
            return hub(text);
        }
        try {
            if (!text.isBlank()) {
                return new LocalFile(Path.of(text));
            }
        } catch (InvalidPathException e) {
            // Falls through: no path either.
        }
        throw new InputException(
                "model is '" + text + "'; it must be the path of a GGUF file, hf:owner/repo/file.gguf, or demo");
    }

    private static HubFile hub(String text) {
        Matcher m =
                Pattern.compile("hf:([^/@]+)/([^/@]+)/(.+?\\.gguf)(?:@(.+))?").matcher(text);
        try {
            if (m.matches()) {
                String revision = m.group(4) == null ? HubFile.MAIN : m.group(4);
                return new HubFile(m.group(1), m.group(2), m.group(3), revision);
            }
        } catch (IllegalArgumentException e) {
            throw new InputException("model is '" + text + "', but " + e.getMessage(), e);
        }
        throw new InputException("model is '" + text
                + "'; a file of the hub must read hf:owner/repo/file.gguf or hf:owner/repo/file.gguf@revision");
    }
}
