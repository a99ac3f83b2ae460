package dev.sangam.serve.models;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Held by whoever downloads a file; others wait. Among processes it is a lock of the operating system, which ends with its
 * holder; among threads of this one, where that would be an error, an ordinary lock.
 */
final class DownloadLock implements AutoCloseable {
    private static final ConcurrentHashMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock threads;
    private final FileChannel processes;

    private DownloadLock(ReentrantLock threads, FileChannel processes) {
        this.threads = threads;
        this.processes = processes;
    }

    /** Waits for it. The lock's file stays, empty: to delete it would let two hold it. */
    static DownloadLock of(Path target) throws IOException {
        Path file = target.resolveSibling("." + target.getFileName() + ".lock").toAbsolutePath();
        ReentrantLock threads = THREADS.computeIfAbsent(file, f -> new ReentrantLock());
        threads.lock();
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                channel.lock();
                return new DownloadLock(threads, channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            threads.unlock();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            processes.close();
        } finally {
            threads.unlock();
        }
    }
}
