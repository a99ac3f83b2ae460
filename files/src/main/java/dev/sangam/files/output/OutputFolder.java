package dev.sangam.files.output;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder of a run, or of other results. Files are written under temporary names and get their own all at the end, by {@link #commit()};
 * closed without it, the folder is as it was before. An existing folder is used only when it is empty or holds an earlier
 * one, which is then replaced. Another thread may close it.
 */
public final class OutputFolder implements AutoCloseable {
    private final Path folder;
    private final String marker;
    private final List<String> replaced;
    private final List<Path> createdFolders;
    private final Map<String, OutputFile> files = new LinkedHashMap<>();
    private boolean committed;

    private OutputFolder(Path folder, String marker, List<String> replaced, List<Path> createdFolders) {
        this.folder = folder;
        this.marker = marker;
        this.replaced = replaced;
        this.createdFolders = createdFolders;
    }

    /**
     * Creates the folder, or takes an existing one over.
     *
     * @param marker the file that makes a folder one of this kind; it gets its name last
     * @param replaced files of an earlier run that go when a new one does not write them
     * @throws InputException when it cannot be created or written, or holds something that is not a run
     */
    public static OutputFolder open(Path folder, String marker, List<String> replaced) {
        List<Path> created = new ArrayList<>();
        try {
            create(folder.toAbsolutePath().normalize(), created);
            requireOwnOrEmpty(folder, marker);
            OutputFolder result = new OutputFolder(folder, marker, replaced, created);
            result.deleteParts();
            Files.delete(Files.createFile(folder.resolve(".writable.part")));
            return result;
        } catch (IOException e) {
            deleteAll(created.reversed());
            throw OutputFile.failure(folder, e);
        }
    }

    /** Where it is. */
    public Path path() {
        return folder;
    }

    /** A file to write; it appears under its name when all are committed. */
    public OutputFile file(String name) {
        return files.computeIfAbsent(name, n -> OutputFile.beside(folder.resolve(n)));
    }

    /** Gives every file its name, and deletes what is left of an earlier run. The marker goes first and comes last. */
    public synchronized void commit() {
        try {
            Files.deleteIfExists(folder.resolve(marker));
            for (String name : replaced) {
                if (!files.containsKey(name)) {
                    Files.deleteIfExists(folder.resolve(name));
                }
            }
        } catch (IOException e) {
            throw OutputFile.failure(folder, e);
        }
        OutputFile last = files.remove(marker);
        files.values().forEach(OutputFile::commit);
        if (last != null) {
            last.commit();
        }
        committed = true;
    }

    /** Without a commit, removes every trace of this run. */
    @Override
    public synchronized void close() {
        try {
            deleteParts();
        } catch (IOException e) {
            throw OutputFile.failure(folder, e);
        }
        if (!committed) {
            deleteAll(createdFolders.reversed());
        }
    }

    private static void create(Path folder, List<Path> created) throws IOException {
        Path parent = folder.getParent();
        if (parent != null && Files.notExists(parent)) {
            create(parent, created);
        }
        try {
            Files.createDirectory(folder);
            created.add(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw new InputException(
                        folder + ": is a file; it must be a folder, or a name that is not yet used", e);
            }
        }
    }

    private static void requireOwnOrEmpty(Path folder, String marker) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            boolean occupied = entries.anyMatch(p -> !isPart(p));
            if (occupied && !Files.isRegularFile(folder.resolve(marker))) {
                throw new InputException(folder + ": holds files that are not a run's (it has no " + marker
                        + "); it must be empty, not exist, or hold an earlier run, which is then replaced");
            }
        }
    }

    private static boolean isPart(Path path) {
        String name = path.getFileName().toString();
        return name.startsWith(".") && name.contains(".part");
    }

    private void deleteParts() throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        List<Path> parts;
        try (Stream<Path> entries = Files.list(folder)) {
            parts = entries.filter(OutputFolder::isPart).toList();
        }
        for (Path part : parts) {
            try (Stream<Path> tree = Files.walk(part)) {
                deleteAll(tree.sorted(Comparator.reverseOrder()).toList());
            }
        }
    }

    /** As far as possible: this is tidying up after a failure that has been, or will be, reported. */
    private static void deleteAll(List<Path> paths) {
        for (Path path : paths) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // A folder that somebody else has put something into stays.
                return;
            }
        }
    }
}
