package dev.sangam.files.calibration;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import dev.sangam.files.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Which model file it was, so that a profile is not taken for another model's.
 *
 * @param name of the file, without folders
 * @param bytes its size
 * @param fingerprint SHA-256 of its size, its first and its last MiB, 32 hexadecimal digits: the whole of a large file takes
 *     minutes to read, and what makes a model's steps long or short is in the header
 */
public record ModelFile(String name, long bytes, String fingerprint) {
    private static final int PART_BYTES = 1 << 20;
    private static final int DIGEST_BYTES = 16;
    private static final String FINGERPRINT = "[0-9a-f]{" + 2 * DIGEST_BYTES + "}";

    public ModelFile {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name is blank; it must be the model file's");
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes is " + bytes + "; it must be >= 1");
        }
        if (!fingerprint.matches(FINGERPRINT)) {
            throw new IllegalArgumentException(
                    "fingerprint is '" + fingerprint + "'; it must have " + 2 * DIGEST_BYTES + " hexadecimal digits");
        }
    }

    /**
     * Looks at a file.
     *
     * @throws InputException when it cannot be read
     */
    public static ModelFile of(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            MessageDigest digest = Sha256.digest();
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, size));
            update(digest, channel, 0);
            update(digest, channel, Math.max(0, size - PART_BYTES));
            String name = String.valueOf(file.getFileName());
            return new ModelFile(name, size, HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES));
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? "it is a folder" : Reasons.of(e);
            throw new InputException(file + ": cannot be read (" + reason + ")", e);
        }
    }

    /** Whether both are the same model, whatever their files are called. */
    public boolean sameAs(ModelFile other) {
        return bytes == other.bytes && fingerprint.equals(other.fingerprint);
    }

    private static void update(MessageDigest digest, FileChannel channel, long from) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(PART_BYTES);
        int read;
        do {
            read = channel.read(part, from + part.position());
        } while (read > 0 && part.hasRemaining());
        digest.update(part.flip());
    }
}
