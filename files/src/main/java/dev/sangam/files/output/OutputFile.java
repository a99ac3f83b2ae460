package dev.sangam.files.output;

import dev.sangam.core.InputException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;

/**
 * A file that is being written under a temporary name, and gets its own when it is complete.
 *
 * @param part where the bytes go
 * @param target the name it will have, which errors mention
 */
public record OutputFile(Path part, Path target) {
    private static final String DISK_FULL = "No space left on device";
    private static final int BUFFER_BYTES = 1 << 16;

    /** Writes a file that belongs to no {@link OutputFolder}: all of it or, when that fails, nothing. */
    public static void write(Path target, String text) {
        OutputFile file = beside(target);
        try {
            file.write(text.getBytes(StandardCharsets.UTF_8));
            file.commit();
        } catch (InputException e) {
            try {
                Files.deleteIfExists(file.part);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    public static OutputFile beside(Path target) {
        return new OutputFile(target.resolveSibling("." + target.getFileName() + ".part"), target);
    }

    /** A buffered stream to it, whose failures are {@link InputException}s that name the file and the reason. */
    public OutputStream open() {
        try {
            return new NamedStream(new BufferedOutputStream(Files.newOutputStream(part), BUFFER_BYTES));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Writes all of it. */
    public void write(byte[] bytes) {
        try (OutputStream out = open()) {
            out.write(bytes);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Gives it its own name, replacing what had it. */
    public void commit() {
        try {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** What to tell the user when writing failed. */
    public InputException failure(Exception cause) {
        return cause instanceof InputException known ? known : failure(target, cause);
    }

    public static InputException failure(Path path, Exception cause) {
        return new InputException(path + ": cannot be written (" + reason(cause) + ")", cause);
    }

    /** In the words of the operating system; a database wraps them in many of its own. */
    private static String reason(Exception cause) {
        if (cause instanceof SQLException && String.valueOf(cause.getMessage()).contains(DISK_FULL)) {
            return DISK_FULL;
        }
        return switch (cause) {
            case NoSuchFileException e ->
                Files.isDirectory(Path.of(e.getFile()).toAbsolutePath().resolveSibling(""))
                        ? "nothing can be created there"
                        : "its folder does not exist";
            case NotDirectoryException e -> "not a folder: " + e.getFile();
            case AccessDeniedException e -> "permission denied";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : firstLine(cause.getMessage());
        };
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }

    private final class NamedStream extends OutputStream {
        private final OutputStream out;

        NamedStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) {
            run(() -> out.write(b));
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            run(() -> out.write(bytes, from, length));
        }

        @Override
        public void flush() {
            run(out::flush);
        }

        @Override
        public void close() {
            run(out::close);
        }

        private void run(Action action) {
            try {
                action.run();
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }

    private interface Action {
        void run() throws IOException;
    }
}
