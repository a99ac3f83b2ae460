package dev.sangam.serve.models;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import dev.sangam.serve.models.HubClient.Content;
import dev.sangam.serve.models.HubClient.Facts;
import dev.sangam.serve.models.ModelFiles.Progress;
import dev.sangam.serve.models.ModelReference.HubFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Downloads one file of the hub: goes on where an earlier attempt was cut off, unless the file has changed since; checks
 * its size and SHA-256; then gives it its name in one step. Of several who want the same file one downloads it.
 */
final class ModelDownload {
    private static final int BUFFER_BYTES = 1 << 18;
    private static final long RESERVE_BYTES = 64L << 20;
    private static final int ATTEMPTS = 6;
    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final HubClient hub;
    private final HubFile file;
    private final Path target;
    private final PartialFile part;
    private final Progress progress;
    private final long pauseNanos;
    private final long stallNanos;

    ModelDownload(HubClient hub, HubFile file, Path target, Progress progress) {
        this(hub, file, target, progress, TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(60));
    }

    /**
     * @param pauseNanos before the second attempt; doubles with each
     * @param stallNanos without a byte after which an attempt is given up
     */
    ModelDownload(HubClient hub, HubFile file, Path target, Progress progress, long pauseNanos, long stallNanos) {
        this.hub = hub;
        this.file = file;
        this.target = target;
        this.part = new PartialFile(target);
        this.progress = progress;
        this.pauseNanos = pauseNanos;
        this.stallNanos = stallNanos;
    }

    /** Returns when the file is there. */
    Path run() {
        try {
            Files.createDirectories(target.resolveSibling(""));
            DownloadLock lock = DownloadLock.of(target);
            try (lock) {
                if (!Files.isRegularFile(target)) { // else somebody else was faster
                    download(facts());
                }
            }
            return target;
        } catch (IOException e) {
            throw new InputException(file + ": cannot be kept in " + target + " (" + Reasons.of(e) + ")", e);
        }
    }

    private Facts facts() {
        for (int attempt = 1; ; attempt++) {
            try {
                return hub.facts(file);
            } catch (IOException | UnresolvedAddressException e) {
                if (attempt >= ATTEMPTS / 2 || Thread.currentThread().isInterrupted()) {
                    throw new InputException(
                            file + ": the hub cannot be reached (" + reason(e)
                                    + "). Maybe set HF_ENDPOINT to a mirror, or give the path of a file",
                            e);
                }
                LockSupport.parkNanos(pauseNanos << attempt);
            }
        }
    }

    private void download(Facts facts) throws IOException {
        long there = part.begin(facts.etag());
        requireRoom(facts.bytes() - there);
        int failures = 0;
        while (part.size() < facts.bytes()) {
            long before = part.size();
            try {
                fetch(facts, before);
            } catch (NetworkException e) {
                failures = part.size() > before ? 1 : failures + 1;
                if (failures >= ATTEMPTS || Thread.currentThread().isInterrupted()) {
                    throw new InputException(
                            file + ": the download was cut off (" + reason(e.cause) + ") after " + part.size() + " of "
                                    + facts.bytes() + " bytes, which are kept. Maybe try again, to go on from there",
                            e.cause);
                }
                LockSupport.parkNanos(pauseNanos << failures);
            }
        }
        check(facts);
        part.commit();
        progress.at(facts.bytes(), facts.bytes());
    }

    private void requireRoom(long bytes) throws IOException {
        long free = Files.getFileStore(target.resolveSibling("")).getUsableSpace();
        if (bytes + RESERVE_BYTES > free) {
            throw new InputException(file + ": needs " + mebibytes(bytes) + " more, but " + target.resolveSibling("")
                    + " has room for " + mebibytes(Math.max(0, free - RESERVE_BYTES))
                    + ". Maybe name another folder with -Dsangam.cache=FOLDER");
        }
    }

    /** Appends what the server gives; fails with a {@link NetworkException} when it is not all. */
    private void fetch(Facts facts, long from) throws IOException, NetworkException {
        Content content = content(facts, from);
        try (InputStream in = content.bytes();
                StallGuard guard = new StallGuard(in, stallNanos);
                FileChannel out = part.open(content.from())) {
            byte[] buffer = new byte[BUFFER_BYTES];
            long done = content.from();
            long told = 0;
            while (done < facts.bytes()) {
                int read = read(in, buffer);
                guard.alive();
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, (int) Math.min(read, facts.bytes() - done));
                while (bytes.hasRemaining()) {
                    done += out.write(bytes);
                }
                if (System.nanoTime() - told >= PROGRESS_NANOS) {
                    told = System.nanoTime();
                    progress.at(done, facts.bytes());
                }
            }
        }
    }

    private Content content(Facts facts, long from) throws NetworkException {
        try {
            return hub.content(file, facts, from);
        } catch (IOException | UnresolvedAddressException e) {
            throw new NetworkException(e);
        }
    }

    private static int read(InputStream in, byte[] buffer) throws NetworkException {
        try {
            int read = in.read(buffer);
            if (read >= 0) {
                return read;
            }
        } catch (IOException e) {
            throw new NetworkException(e);
        }
        throw new NetworkException(new IOException("the server closed the connection"));
    }

    private void check(Facts facts) throws IOException {
        if (facts.sha256() != null) {
            String sha256 = part.sha256();
            if (!sha256.equals(facts.sha256())) {
                part.delete();
                throw new InputException(file + ": what came has the SHA-256 " + sha256 + ", but the hub says "
                        + facts.sha256() + "; it was deleted. Maybe try again");
            }
        }
        if (!part.isModel()) {
            part.delete();
            throw new InputException(file + ": what came is no GGUF file; it was deleted");
        }
    }

    private static String reason(Exception e) {
        return switch (e) {
            case UnresolvedAddressException unknown -> "its name is not known; is there a network?";
            case UnknownHostException unknown -> "its name is not known; is there a network?";
            case HttpTimeoutException late -> "it did not answer in time";
            case ConnectException refused
            when refused.getCause() instanceof UnresolvedAddressException ->
                "its name is not known; is there a network?";
            case ConnectException refused -> "it refuses the connection";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MiB", Math.ceilDiv(bytes, 1L << 20));
    }

    /** The other side's failure, to be told from the disk's. */
    private static final class NetworkException extends Exception {
        private static final long serialVersionUID = 1L;
        private final Exception cause;

        NetworkException(Exception cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
