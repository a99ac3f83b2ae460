package dev.sangam.spark;

import dev.sangam.core.InputException;
import dev.sangam.sim.search.Task;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of a search that are one task of Spark's, which costs some milliseconds whatever is in it.
 *
 * @param tasks done one after another
 */
record Batch(ArrayList<Numbered> tasks) implements Serializable {
    /** Beyond this many, what a lost executor takes along weighs more than what a task of Spark's costs. */
    private static final int MOST_TASKS = 8;
    /** So that executors which are done early have something left to do. */
    private static final int PER_CORE = 4;

    /** A task by its place in the list of all. */
    record Numbered(int index, String task) implements Serializable {}

    /**
     * What became of a task.
     *
     * @param outcome null where it has none
     * @param problem what is wrong with the task: it would be wrong again if it were tried again
     */
    record Done(
            int index, @Nullable String outcome, @Nullable String problem) implements Serializable {}

    /** Deals tasks out like cards: neighbours are alike, and no batch should get all the long ones. */
    static List<Batch> deal(List<String> tasks, int cores) {
        int enough = Math.max(PER_CORE * cores, Math.ceilDiv(tasks.size(), MOST_TASKS));
        int batches = Math.min(enough, tasks.size());
        List<Batch> dealt = new ArrayList<>();
        for (int first = 0; first < batches; first++) {
            ArrayList<Numbered> batch = new ArrayList<>();
            for (int i = first; i < tasks.size(); i += batches) {
                batch.add(new Numbered(i, tasks.get(i)));
            }
            dealt.add(new Batch(batch));
        }
        return dealt;
    }

    /** Done here and now. */
    List<Done> perform() {
        List<Done> done = new ArrayList<>();
        for (Numbered each : tasks) {
            done.add(perform(each));
        }
        return done;
    }

    private static Done perform(Numbered each) {
        try {
            return new Done(each.index, Task.perform(each.task), null);
        } catch (InputException e) {
            return new Done(each.index, null, String.valueOf(e.getMessage()));
        }
    }
}
