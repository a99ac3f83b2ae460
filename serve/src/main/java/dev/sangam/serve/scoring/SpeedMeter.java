package dev.sangam.serve.scoring;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Measures how fast a model computes: half a second of prompts, half a second of single tokens. */
final class SpeedMeter {
    private static final long ENOUGH_NANOS = 500_000_000;
    private static final int PROMPT = 256;
    private static final int OUTPUT = 64;

    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private long tokens;
    private long wallNanos;
    private long cpuNanos;

    private SpeedMeter() {}

    static ModelSpeed measure(Kernels kernels, int vocabularySize, int contextTokens) {
        int prompt = Math.min(Math.min(PROMPT, kernels.batchTokens()), contextTokens / 2);
        int output = Math.min(OUTPUT, contextTokens - prompt);
        SpeedMeter prefill = new SpeedMeter();
        SpeedMeter decode = new SpeedMeter();
        feed(kernels, 0, Math.min(8, prompt), vocabularySize);
        while (prefill.wallNanos < ENOUGH_NANOS) {
            kernels.clear();
            prefill.timed(prompt, () -> feed(kernels, 0, prompt, vocabularySize));
        }
        while (decode.wallNanos < ENOUGH_NANOS) {
            kernels.clear();
            feed(kernels, 0, prompt, vocabularySize);
            decode.timed(output, () -> {
                for (int i = 0; i < output; i++) {
                    feed(kernels, prompt + i, 1, vocabularySize);
                }
            });
        }
        kernels.clear();
        return new ModelSpeed(
                prefill.perSecond(prefill.wallNanos),
                decode.perSecond(decode.wallNanos),
                prefill.perSecond(prefill.cpuNanos),
                decode.perSecond(decode.cpuNanos));
    }

    /** Which tokens they are makes no difference to the kernels. */
    private static void feed(Kernels kernels, int from, int count, int vocabularySize) {
        for (int i = 0; i < count; i++) {
            int token = (int) ((from + i) * 7919L % vocabularySize);
            kernels.add(Kernels.PREFIX + 1, token, i == count - 1 ? logits -> {} : null);
        }
        kernels.flush();
    }

    private void timed(int count, Runnable work) {
        long wall = System.nanoTime();
        long cpu = process.getProcessCpuTime();
        work.run();
        cpuNanos += process.getProcessCpuTime() - cpu;
        wallNanos += System.nanoTime() - wall;
        tokens += count;
    }

    private double perSecond(long nanos) {
        return tokens * 1e9 / Math.max(1, nanos);
    }
}
