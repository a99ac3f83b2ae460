package dev.sangam.serve.models;

import dev.sangam.files.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A file on its way: its bytes so far in {@code NAME.part}, and beside them the ETag of what they are a part of, in
 * {@code NAME.part.etag}. Survives the process.
 */
final class PartialFile {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);

    private final Path target;
    private final Path part;
    private final Path etag;

    PartialFile(Path target) {
        this.target = target;
        this.part = target.resolveSibling(target.getFileName() + ".part");
        this.etag = target.resolveSibling(target.getFileName() + ".part.etag");
    }

    /** Bytes that are there of the content that has this ETag; whatever else was there is deleted. */
    long begin(String wantedEtag) throws IOException {
        if (Files.isRegularFile(part)
                && Files.isRegularFile(etag)
                && Files.readString(etag).equals(wantedEtag)) {
            return Files.size(part);
        }
        delete();
        Files.writeString(etag, wantedEtag);
        return 0;
    }

    long size() throws IOException {
        return Files.isRegularFile(part) ? Files.size(part) : 0;
    }

    /** For bytes from an offset on; what was there behind it is cut off. */
    FileChannel open(long from) throws IOException {
        FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(from);
        channel.position(from);
        return channel;
    }

    /** SHA-256 of what is there, hexadecimal. */
    String sha256() throws IOException {
        MessageDigest digest = Sha256.digest();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (FileChannel channel = FileChannel.open(part)) {
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Whether it begins as a model does, and not as a page that says why there is none. */
    boolean isModel() throws IOException {
        try (InputStream in = Files.newInputStream(part)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    /** Gives it its name, now that it is whole and on the disk. */
    void commit() throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(etag);
    }

    void delete() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(etag);
    }
}
