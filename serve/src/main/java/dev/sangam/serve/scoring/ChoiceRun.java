package dev.sangam.serve.scoring;

import dev.sangam.serve.scoring.ChoiceScorer.Scoring;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes tasks whose prefix is there: the stems of as many tasks as fit a batch, then what is left of their continuations,
 * again as many as fit a batch.
 */
final class ChoiceRun {
    /** What is left of a continuation after its task's stem, which is in a slot. */
    private record Tail(Scoring task, int option, int stemSlot) {
        int length() {
            return task.tokens.needed(option) - task.tokens.stem();
        }
    }

    private final Kernels kernels;
    private final int prefix;
    private final List<Scoring> tasks;
    private final int stemSlots;

    ChoiceRun(Kernels kernels, int prefix, List<Scoring> tasks) {
        this.kernels = kernels;
        this.prefix = prefix;
        this.tasks = tasks;
        stemSlots = kernels.slots() / 2;
    }

    void compute() {
        int from = 0;
        while (from < tasks.size()) {
            int to = from;
            int room = kernels.batchTokens();
            do {
                room -= stem(tasks.get(to++));
            } while (to < tasks.size() && to - from < stemSlots && stem(tasks.get(to)) <= room);
            wave(tasks.subList(from, to));
            from = to;
        }
    }

    private int stem(Scoring task) {
        return task.tokens.stem() - prefix;
    }

    private void wave(List<Scoring> wave) {
        List<Tail> tails = new ArrayList<>();
        for (int i = 0; i < wave.size(); i++) {
            Scoring task = wave.get(i);
            int slot = 1 + i;
            kernels.share(Kernels.PREFIX, slot);
            for (int position = prefix; position < task.tokens.stem(); position++) {
                kernels.add(
                        slot,
                        task.tokens.sequences()[0][position],
                        task.counts(position) ? task.reader(position) : null);
            }
            for (int option = 0; option < task.tokens.sequences().length; option++) {
                Tail tail = new Tail(task, option, slot);
                if (tail.length() > 0) {
                    tails.add(tail);
                }
            }
        }
        kernels.flush();
        tails(tails);
        for (int i = 0; i < wave.size(); i++) {
            kernels.clear(1 + i);
        }
    }

    private void tails(List<Tail> tails) {
        int from = 0;
        while (from < tails.size()) {
            int to = from;
            int room = kernels.batchTokens();
            int slots = kernels.slots() - 1 - stemSlots;
            do {
                room -= tails.get(to++).length();
            } while (to < tails.size() && to - from < slots && tails.get(to).length() <= room);
            pack(tails.subList(from, to));
            from = to;
        }
    }

    private void pack(List<Tail> pack) {
        for (int i = 0; i < pack.size(); i++) {
            Tail tail = pack.get(i);
            ChoiceTokens tokens = tail.task().tokens;
            int slot = 1 + stemSlots + i;
            kernels.share(tail.stemSlot(), slot);
            for (int position = tokens.stem(); position < tokens.needed(tail.option()); position++) {
                boolean counts = position >= tokens.starts()[tail.option()] - 1;
                kernels.add(
                        slot,
                        tokens.sequences()[tail.option()][position],
                        counts ? tail.task().reader(tail.option(), position) : null);
            }
        }
        kernels.flush();
        for (int i = 0; i < pack.size(); i++) {
            kernels.clear(1 + stemSlots + i);
        }
    }
}
