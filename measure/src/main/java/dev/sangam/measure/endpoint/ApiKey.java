package dev.sangam.measure.endpoint;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import dev.sangam.files.server.KeySource;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/** Finds API keys. */
public final class ApiKey {
    private ApiKey() {}

    /**
     * Finds a key.
     *
     * @param environment the process's environment variables
     * @throws InputException when it is not there, or cannot be a key
     */
    public static String read(KeySource source, Map<String, String> environment) {
        return switch (source) {
            case KeySource.Environment(String name) -> {
                String value = environment.get(name);
                if (value == null) {
                    throw new InputException("environment variable " + name + " is not set; it must hold the API key");
                }
                yield checked(value, "environment variable " + name);
            }
            case KeySource.KeyFile(var path) -> {
                try {
                    yield checked(Files.readString(path), path.toString());
                } catch (IOException e) {
                    throw new InputException(path + ": cannot be read (" + Reasons.of(e) + ")", e);
                }
            }
            case KeySource.Sha256 hash ->
                throw new InputException("a key known by its SHA-256 alone cannot be sent. Maybe give the key's file");
        };
    }

    /** A key goes into a header, so nothing may stand in it that ends one. */
    private static String checked(String text, String place) {
        String key = text.strip();
        if (!key.matches("[\\x21-\\x7e]{1,4096}")) {
            throw new InputException(
                    place + ": holds no API key; it must be 1 to 4096 printable ASCII characters without spaces");
        }
        return key;
    }
}
