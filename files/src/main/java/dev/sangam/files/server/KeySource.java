package dev.sangam.files.server;

import java.nio.file.Path;

/** Where an API key is known from; the key itself need not stand in a deployment file. */
public sealed interface KeySource {
    /** An environment variable that holds the key. */
    record Environment(String name) implements KeySource {}

    /** A file that holds the key, white space around it aside. */
    record KeyFile(Path path) implements KeySource {}

    /**
     * The SHA-256 of the key.
     *
     * @param hex 64 hexadecimal digits
     */
    record Sha256(String hex) implements KeySource {
        public Sha256 {
            if (!hex.matches("[0-9a-fA-F]{64}")) {
                throw new IllegalArgumentException("sha256 is '" + hex + "'; it must be 64 hexadecimal digits");
            }
        }
    }
}
