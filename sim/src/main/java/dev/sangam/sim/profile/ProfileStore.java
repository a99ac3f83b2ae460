package dev.sangam.sim.profile;

import dev.sangam.core.batchtime.OperatorTimes;
import dev.sangam.files.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A folder of trained operator tables, so that a profile is trained once. A table's name is the SHA-256 of everything
 * it depends on: the contents of the profile's files, the query, the range and the version of the regressors; so a
 * changed file is never answered from old tables. Damaged tables are trained again; a folder that cannot be written to
 * costs time and nothing else.
 */
public final class ProfileStore {
    private final Path folder;

    public ProfileStore(Path folder) {
        this.folder = folder;
    }

    /** The user's store: {@code $XDG_CACHE_HOME/sangam}, or {@code ~/.cache/sangam} where that is not set. */
    public static ProfileStore ofUser() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path home = Path.of(System.getProperty("user.home", "."));
        Path base = cache == null || cache.isEmpty() ? home.resolve(".cache") : Path.of(cache);
        return new ProfileStore(base.resolve("sangam"));
    }

    /** The tables of a profile: remembered, or trained and then remembered. */
    public OperatorTimes times(VidurProfile profile, ProfileQuery query, TableRange range) {
        Map<Path, byte[]> contents = profile.contents(query);
        byte[] key = key(contents, query, range);
        Path file = folder.resolve("operators-" + HexFormat.of().formatHex(key, 0, 16) + ".bin");
        return remembered(file, key).orElseGet(() -> {
            OperatorTimes times = profile.measurements(query, contents).train(range);
            remember(file, TimesFile.encode(key, times));
            return times;
        });
    }

    private static Optional<OperatorTimes> remembered(Path file, byte[] key) {
        try {
            return Files.exists(file) ? TimesFile.decode(key, Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Written beside its place and moved there, so that nobody ever reads half a file. */
    private void remember(Path file, byte[] bytes) {
        try {
            Files.createDirectories(folder);
            Path draft = Files.createTempFile(folder, "operators-", ".tmp");
            try {
                Files.write(draft, bytes);
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            // The tables are in hand; only the next run will have to train them again.
        }
    }

    private static byte[] key(Map<Path, byte[]> contents, ProfileQuery query, TableRange range) {
        MessageDigest digest = Sha256.digest();
        add(digest, (Measurements.REGRESSOR + "|" + query + "|" + range).getBytes(StandardCharsets.UTF_8));
        contents.values().forEach(bytes -> add(digest, bytes));
        return digest.digest();
    }

    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, bytes.length));
        digest.update(bytes);
    }
}
