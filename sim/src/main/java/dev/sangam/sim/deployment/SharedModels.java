package dev.sangam.sim.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Batch-time models, and what they are made of, that this process has built before. They are immutable, and a search over
 * deployments asks for the same ones again and again: those that differ in scheduler, memory or replicas share theirs.
 */
final class SharedModels {
    /** Beyond this all are forgotten; a search over more has other costs. */
    private static final int MOST = 512;

    private static final ConcurrentMap<List<Object>, Object> KNOWN = new ConcurrentHashMap<>();

    private SharedModels() {}

    /** A file as it is now. */
    private record Stamp(Path file, long size, FileTime changed) {}

    /**
     * What is known by a key, or built now.
     *
     * @param key everything it depends on, the class first
     */
    static <T> T of(Class<T> type, List<Object> key, Supplier<T> build) {
        if (KNOWN.size() >= MOST) {
            KNOWN.clear();
        }
        List<Object> typed = new ArrayList<>(List.of(type));
        typed.addAll(key);
        return type.cast(KNOWN.computeIfAbsent(Collections.unmodifiableList(typed), k -> build.get()));
    }

    /** The files of folders, by their names, sizes and times of change. */
    static List<Object> stamps(Path... folders) {
        List<Object> stamps = new ArrayList<>();
        for (Path folder : folders) {
            stamps.add(folder);
            try (Stream<Path> files = Files.walk(folder, 2)) {
                for (Path file : files.sorted().toList()) {
                    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                    stamps.add(new Stamp(file, now.size(), now.lastModifiedTime()));
                }
            } catch (IOException e) {
                return List.of(new Object()); // equal to nothing: who reads the folder will say what is wrong
            }
        }
        return stamps;
    }
}
