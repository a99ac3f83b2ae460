package dev.sangam.core.calibration;

/** What measures batches: an engine's kernels, or a machine made up for a test. */
public interface BatchTimer {
    /**
     * Makes sequences of so many tokens available as contexts of batches; asked for in rising order.
     *
     * @return false when there is no room for them
     */
    boolean prepare(int tokens);

    /**
     * Sets a batch up and runs it as often as asked.
     *
     * @param probe a batch whose contexts were prepared
     * @return nanoseconds of each run
     */
    double[] run(Probe probe, int runs);
}
