package dev.sangam.serve.http;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import dev.sangam.files.Sha256;
import dev.sangam.files.server.KeySource;
import dev.sangam.files.server.Tenant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** API keys, known by their hashes alone. */
final class ApiKeys {
    private static final int MIN_CHARS = 8;
    private static final String SCHEME = "bearer ";

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Key(byte[] sha256, Tenant tenant) {}

    private final List<Key> keys = new ArrayList<>();

    /**
     * @param environment the process's environment variables
     * @throws InputException when a key cannot be found
     */
    ApiKeys(List<Tenant> tenants, Map<String, String> environment) {
        for (Tenant tenant : tenants) {
            for (KeySource source : tenant.keys()) {
                keys.add(new Key(hash(tenant, source, environment), tenant));
            }
        }
    }

    /** Whether a key is asked for. */
    boolean required() {
        return !keys.isEmpty();
    }

    /** Whose key an {@code Authorization} header has. Takes as long for a wrong key as for a right one. */
    Optional<Tenant> tenant(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        byte[] hash = sha256(authorization.substring(SCHEME.length()).strip());
        Tenant found = null;
        for (Key key : keys) {
            if (MessageDigest.isEqual(key.sha256, hash)) {
                found = key.tenant;
            }
        }
        return Optional.ofNullable(found);
    }

    private static byte[] hash(Tenant tenant, KeySource source, Map<String, String> environment) {
        return switch (source) {
            case KeySource.Sha256 known -> HexFormat.of().parseHex(known.hex());
            case KeySource.Environment variable -> {
                String key = environment.get(variable.name());
                if (key == null) {
                    throw new InputException("tenant " + tenant.name() + ": the environment variable " + variable.name()
                            + ", which should hold a key, is not set");
                }
                yield hash(tenant, "the environment variable " + variable.name(), key);
            }
            case KeySource.KeyFile file -> {
                try {
                    yield hash(tenant, file.path().toString(), Files.readString(file.path()));
                } catch (IOException e) {
                    throw new InputException(
                            "tenant " + tenant.name() + ": " + file.path() + " cannot be read (" + Reasons.of(e) + ")",
                            e);
                }
            }
        };
    }

    private static byte[] hash(Tenant tenant, String place, String key) {
        String bare = key.strip();
        if (bare.length() < MIN_CHARS) {
            throw new InputException("tenant " + tenant.name() + ": the key in " + place + " has " + bare.length()
                    + " characters; it must have >= " + MIN_CHARS);
        }
        return sha256(bare);
    }

    private static byte[] sha256(String text) {
        return Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
