package dev.sangam.sim.search;

import dev.sangam.core.InputException;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/** Threads of this process. */
public final class LocalWorkers implements Workers {
    private final ExecutorService pool;

    /** @param threads tasks at a time */
    public LocalWorkers(int threads) {
        pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("plan-", 0).factory());
    }

    private record Done(int index, String outcome) {}

    @Override
    public void perform(List<String> tasks, BiConsumer<Integer, String> done) {
        CompletionService<Done> service = new ExecutorCompletionService<>(pool);
        for (int i = 0; i < tasks.size(); i++) {
            int index = i;
            service.submit(() -> new Done(index, Task.perform(tasks.get(index))));
        }
        for (int i = 0; i < tasks.size(); i++) {
            Done each = next(service);
            done.accept(each.index, each.outcome);
        }
    }

    private static Done next(CompletionService<Done> service) {
        try {
            return service.take().get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException("a simulation failed", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputException("interrupted", e);
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
