package dev.sangam.sim.search;

import java.util.List;
import java.util.function.BiConsumer;

/** Who does the tasks of a search: threads of this process, or other machines. */
public interface Workers extends AutoCloseable {
    /**
     * Does tasks, several at a time.
     *
     * @param tasks as {@link Task#json} has them; each needs nothing but itself
     * @param done told the index of a task and what {@link Task#perform} made of it, as soon as it is known; from one thread
     *     at a time
     */
    void perform(List<String> tasks, BiConsumer<Integer, String> done);

    /** What is under way is given up. Those that hold nothing need not do anything. */
    @Override
    default void close() {}
}
