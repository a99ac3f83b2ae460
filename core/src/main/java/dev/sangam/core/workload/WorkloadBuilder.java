package dev.sangam.core.workload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Collects requests in any order; {@link #build()} sorts them by arrival, equal arrivals in the order of adding. */
public final class WorkloadBuilder {
    private final LongColumn arrivals = new LongColumn();
    private final IntColumn promptTokens = new IntColumn();
    private final IntColumn outputTokens = new IntColumn();
    private final IntColumn labelOf = new IntColumn();
    private final IntColumn blocksPerKey = new IntColumn();
    private final IntColumn firstKey = new IntColumn();
    private final LongColumn keys = new LongColumn();
    private final List<Label> labels = new ArrayList<>();
    private final Map<Label, Integer> labelIndex = new HashMap<>();
    private boolean sorted = true;

    public WorkloadBuilder() {
        firstKey.add(0);
    }

    /** Adds a request whose prompt shares no prefix. */
    public WorkloadBuilder add(long arrival, int prompt, int output, Label label) {
        return add(arrival, prompt, output, label, BlockKeys.NONE);
    }

    /**
     * Adds a request.
     *
     * @param arrival nanoseconds, at least 0
     * @param prompt tokens, at least 1
     * @param output tokens, at least 1
     */
    public WorkloadBuilder add(long arrival, int prompt, int output, Label label, BlockKeys blocks) {
        requireAtLeast("arrival", arrival, 0);
        requireAtLeast("prompt tokens", prompt, 1);
        requireAtLeast("output tokens", output, 1);
        int size = size();
        sorted &= size == 0 || arrivals.at(size - 1) <= arrival;
        arrivals.add(arrival);
        promptTokens.add(prompt);
        outputTokens.add(output);
        labelOf.add(indexOf(label));
        blocksPerKey.add(blocks.blocksPerKey());
        for (int i = 0; i < blocks.size(); i++) {
            keys.add(blocks.at(i));
        }
        firstKey.add(keys.size());
        return this;
    }

    /** Requests added so far. */
    public int size() {
        return arrivals.size();
    }

    /** Block keys added so far, over all requests. */
    public int keyCount() {
        return keys.size();
    }

    /** The requests added so far. */
    public Workload build() {
        if (!sorted) {
            return inOrderOfArrival().build();
        }
        boolean shared = keys.size() > 0;
        return new Workload(
                arrivals.toArray(),
                promptTokens.toArray(),
                outputTokens.toArray(),
                labelOf.toArray(),
                List.copyOf(labels),
                shared ? blocksPerKey.toArray() : new int[0],
                shared ? firstKey.toArray() : new int[0],
                keys.toArray());
    }

    private WorkloadBuilder inOrderOfArrival() {
        WorkloadBuilder result = new WorkloadBuilder();
        IntStream.range(0, size())
                .boxed()
                .sorted((a, b) -> Long.compare(arrivals.at(a), arrivals.at(b)))
                .forEach(i -> result.add(
                        arrivals.at(i), promptTokens.at(i), outputTokens.at(i), labels.get(labelOf.at(i)), keysOf(i)));
        return result;
    }

    private BlockKeys keysOf(int i) {
        return BlockKeys.of(blocksPerKey.at(i), keys.range(firstKey.at(i), firstKey.at(i + 1)));
    }

    private int indexOf(Label label) {
        return labelIndex.computeIfAbsent(label, added -> {
            labels.add(added);
            return labels.size() - 1;
        });
    }

    private static void requireAtLeast(String name, long value, long min) {
        if (value < min) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be >= " + min);
        }
    }
}
