package dev.sangam.files.eventlog;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file which, when it is set aside, becomes {@code NAME.1.EXT}, {@code NAME.2.EXT}, ..., the numbers ascending for ever;
 * the lowest are deleted when there are too many. Readable by its owner alone. What is no regular file, such as a pipe, is
 * written to and never set aside.
 */
final class RotatingFile implements LogFile {
    private static final FileAttribute<?>[] OWNER_ONLY =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];

    private final Path file;
    private final Path folder;
    private final String stem;
    private final String extension;
    private final int keep;
    private @Nullable FileChannel channel;
    private long size;

    private RotatingFile(Path file, Path folder, Path name, int keep) {
        this.file = file;
        this.folder = folder;
        int dot = name.toString().lastIndexOf('.');
        this.stem = dot > 0 ? name.toString().substring(0, dot) : name.toString();
        this.extension = dot > 0 ? name.toString().substring(dot) : "";
        this.keep = keep;
    }

    /** @throws InputException when it cannot be opened */
    static RotatingFile open(Path file, int keep) {
        Path name = file.getFileName();
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (name == null || folder == null || name.toString().isEmpty() || Files.isDirectory(file)) {
            throw new InputException("'" + file + "' is not a file; the event log must be one");
        }
        if (Files.isRegularFile(file) && !isLog(file)) {
            throw new InputException(
                    file + ": holds something that is no event log; it must be a new name, or a log's");
        }
        RotatingFile result = new RotatingFile(file, folder, name, keep);
        try {
            result.rotate();
        } catch (IOException e) {
            throw new InputException(file + ": cannot be written (" + Reasons.of(e) + ")", e);
        }
        return result;
    }

    @Override
    public void append(byte[] lines) throws IOException {
        FileChannel out = channel;
        if (out == null) {
            throw new IOException("it is not open");
        }
        ByteBuffer bytes = ByteBuffer.wrap(lines);
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            size += lines.length;
        } catch (IOException e) {
            takeBack(out, e);
            throw e;
        }
    }

    /** Removes a part of a chunk; where that fails too, nothing more is written to this file. */
    private void takeBack(FileChannel out, IOException e) throws IOException {
        try {
            if (Files.isRegularFile(file)) {
                out.truncate(size);
            }
        } catch (IOException again) {
            e.addSuppressed(again);
            close();
        }
    }

    @Override
    public boolean isOpen() {
        return channel != null;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void rotate() throws IOException {
        close();
        boolean other = Files.exists(file) && !Files.isRegularFile(file);
        if (Files.isRegularFile(file)) {
            Files.move(file, aside(numbered().lastEntry()));
        }
        prune();
        Set<OpenOption> options = other
                ? Set.of(StandardOpenOption.WRITE)
                : Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND, StandardOpenOption.CREATE_NEW);
        channel = other ? FileChannel.open(file, options) : FileChannel.open(file, options, OWNER_ONLY);
        size = 0;
    }

    /** What only looks like a log by its name is not touched. */
    private void prune() throws IOException {
        List<Path> files = new ArrayList<>(numbered().values());
        files.removeIf(each -> !isLog(each));
        for (int i = 0; i < files.size() - keep; i++) {
            Files.deleteIfExists(files.get(i));
        }
    }

    /** Also true of a file that nothing was written to. */
    private static boolean isLog(Path file) {
        return file.toFile().length() == 0 || LogFiles.isLog(file);
    }

    private Path aside(Map.@Nullable Entry<Integer, Path> last) {
        return folder.resolve(stem + "." + (last == null ? 1 : last.getKey() + 1) + extension);
    }

    /** The files that were set aside, by number. */
    private NavigableMap<Integer, Path> numbered() throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(stem) + "\\.([0-9]{1,9})" + Pattern.quote(extension));
        NavigableMap<Integer, Path> result = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : (Iterable<Path>) files::iterator) {
                Matcher m = name.matcher(each.getFileName().toString());
                if (m.matches() && Files.isRegularFile(each)) {
                    result.put(Integer.parseInt(m.group(1)), each);
                }
            }
        }
        return result;
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
