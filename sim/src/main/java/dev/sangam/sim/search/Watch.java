package dev.sangam.sim.search;

/** Follows a search. Called by one thread at a time. */
public interface Watch {
    /** Nobody looks. */
    Watch NONE = new Watch() {
        @Override
        public void stage(String name, int tasks) {}

        @Override
        public void done(int tasks) {}
    };

    /**
     * A stage begins.
     *
     * @param name for people
     * @param tasks at most so many
     */
    void stage(String name, int tasks);

    /** So many more tasks of the stage are done, or turned out not to be needed. */
    void done(int tasks);
}
