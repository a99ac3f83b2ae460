package dev.sangam.core.workload;

import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * Requests in order of arrival, as columns: about 24 bytes a request, so that a million fit easily. Block hashes are
 * kept in the compact form of {@link BlockKeys} and expanded when asked for. Immutable.
 */
public final class Workload {
    /** Tokens of a KV block, the unit of prefix reuse. */
    public static final int BLOCK_TOKENS = 16;

    /** Latest arrival after a change of rate: sums of times stay far from an overflow. */
    private static final long MAX_ARRIVAL = Long.MAX_VALUE / 4;

    private final long[] arrivals;
    private final int[] promptTokens;
    private final int[] outputTokens;
    private final int[] labelOf;
    private final List<Label> labels;
    private final int[] blocksPerKey;
    private final int[] firstKey;
    private final long[] keys;

    Workload(
            long[] arrivals,
            int[] promptTokens,
            int[] outputTokens,
            int[] labelOf,
            List<Label> labels,
            int[] blocksPerKey,
            int[] firstKey,
            long[] keys) {
        this.arrivals = arrivals;
        this.promptTokens = promptTokens;
        this.outputTokens = outputTokens;
        this.labelOf = labelOf;
        this.labels = labels;
        this.blocksPerKey = blocksPerKey;
        this.firstKey = firstKey;
        this.keys = keys;
    }

    /** Number of requests. */
    public int size() {
        return arrivals.length;
    }

    /** Arrival of request {@code i}, nanoseconds from the start of the run. */
    public long arrival(int i) {
        return arrivals[i];
    }

    /** Arrival of the last request, nanoseconds; 0 when there is none. */
    public long lastArrival() {
        return size() == 0 ? 0 : arrivals[size() - 1];
    }

    /** Requests per second from the first arrival to the last; infinite when all arrive at once. */
    public double meanRate() {
        long span = size() == 0 ? 0 : lastArrival() - arrivals[0];
        return span == 0 ? Double.POSITIVE_INFINITY : (size() - 1) / (span / 1e9);
    }

    /** Prompt length of request {@code i}. */
    public int promptTokens(int i) {
        return promptTokens[i];
    }

    /** Output length of request {@code i}: how many tokens it emits before it stops by itself. */
    public int outputTokens(int i) {
        return outputTokens[i];
    }

    /** Class, priority and tenant of request {@code i}. */
    public Label label(int i) {
        return labels.get(labelOf[i]);
    }

    /** Class of service of request {@code i}. */
    public QosClass qos(int i) {
        return label(i).qos();
    }

    /** Importance of request {@code i}, lower is more important. */
    public int priority(int i) {
        return label(i).priority();
    }

    /** Tenant of request {@code i}. */
    public String tenant(int i) {
        return label(i).tenant();
    }

    /** Hashes of the full 16-token blocks of the prompt of request {@code i}, as far as they are known. */
    public BlockHashes promptBlocks(int i) {
        return hasPromptBlocks() ? blockKeys(i).hashes(promptTokens[i]) : BlockHashes.NONE;
    }

    /** The compact form of the block hashes of request {@code i}. */
    public BlockKeys blockKeys(int i) {
        return hasPromptBlocks()
                ? BlockKeys.of(blocksPerKey[i], Arrays.copyOfRange(keys, firstKey[i], firstKey[i + 1]))
                : BlockKeys.NONE;
    }

    /** Whether any prompt has block hashes. */
    public boolean hasPromptBlocks() {
        return keys.length > 0;
    }

    /** Classes of service in the order of their first request. */
    public List<QosClass> classes() {
        return labels.stream().map(Label::qos).distinct().toList();
    }

    /** What a scheduler is told of request {@code i}; its id is {@code i}. */
    public Request request(int i, int maxOutputTokens) {
        Label label = label(i);
        return new Request(
                i,
                arrivals[i],
                promptTokens[i],
                maxOutputTokens,
                promptBlocks(i),
                label.qos(),
                label.priority(),
                label.tenant());
    }

    /** The first {@code n} requests, or all when there are fewer. */
    public Workload limit(int n) {
        if (n >= size()) {
            return this;
        }
        WorkloadBuilder result = new WorkloadBuilder();
        for (int i = 0; i < n; i++) {
            result.add(arrivals[i], promptTokens[i], outputTokens[i], label(i), blockKeys(i));
        }
        return result.build();
    }

    /** Those of the requests, told by their number, that pass a test. */
    public Workload where(IntPredicate test) {
        WorkloadBuilder result = new WorkloadBuilder();
        for (int i = 0; i < size(); i++) {
            if (test.test(i)) {
                result.add(arrivals[i], promptTokens[i], outputTokens[i], label(i), blockKeys(i));
            }
        }
        return result.build();
    }

    /** The requests that arrive before a time in nanoseconds. */
    public Workload before(long nanos) {
        int found = Arrays.binarySearch(arrivals, nanos);
        int end = found >= 0 ? found : -found - 1;
        while (end > 0 && arrivals[end - 1] == nanos) {
            end--;
        }
        return limit(end);
    }

    /** The same requests {@code factor} times as fast: every arrival is divided by it. */
    public Workload scaledRate(double factor) {
        if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("rate factor is " + factor + "; it must be > 0");
        }
        if (lastArrival() / factor > MAX_ARRIVAL) {
            throw new IllegalArgumentException(
                    "rate factor is " + factor + "; it must leave the last arrival within 70 years");
        }
        return mapped(i -> Math.round(arrivals[i] / factor), i -> promptTokens[i], i -> outputTokens[i]);
    }

    /** The same requests with the first arrival at time 0. */
    public Workload fromFirstArrival() {
        return mapped(i -> arrivals[i] - arrivals[0], i -> promptTokens[i], i -> outputTokens[i]);
    }

    /** The same requests with other classes, priorities or tenants. */
    public Workload relabelled(UnaryOperator<Label> change) {
        List<Label> changed = labels.stream().map(change).toList();
        return new Workload(arrivals, promptTokens, outputTokens, labelOf, changed, blocksPerKey, firstKey, keys);
    }

    /** The same requests with prompt and output cut to so many tokens together, as {@link TokenLengths#clippedTo}. */
    public Workload clippedTo(int maxTotalTokens) {
        return mapped(
                i -> arrivals[i],
                i -> lengths(i).clippedTo(maxTotalTokens).prompt(),
                i -> lengths(i).clippedTo(maxTotalTokens).output());
    }

    /**
     * The same requests with the block hashes of another workload, whose prompts must be equally long one by one: for a
     * log of served requests and the list of requests it came from.
     */
    public Workload withBlocksOf(Workload other) {
        if (!Arrays.equals(promptTokens, other.promptTokens)) {
            throw new IllegalArgumentException("the prompts differ in number or length; they must be the same");
        }
        return new Workload(
                arrivals, promptTokens, outputTokens, labelOf, labels, other.blocksPerKey, other.firstKey, other.keys);
    }

    TokenLengths lengths(int i) {
        return new TokenLengths(promptTokens[i], outputTokens[i]);
    }

    private Workload mapped(IntToLongFunction arrival, IntUnaryOperator prompt, IntUnaryOperator output) {
        long[] newArrivals = new long[size()];
        Arrays.setAll(newArrivals, arrival);
        int[] newPrompts = new int[size()];
        Arrays.setAll(newPrompts, prompt);
        int[] newOutputs = new int[size()];
        Arrays.setAll(newOutputs, output);
        return new Workload(newArrivals, newPrompts, newOutputs, labelOf, labels, blocksPerKey, firstKey, keys);
    }

    /** Whether both hold the same requests with the same labels, numbered alike. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Workload that
                && Arrays.equals(arrivals, that.arrivals)
                && Arrays.equals(promptTokens, that.promptTokens)
                && Arrays.equals(outputTokens, that.outputTokens)
                && Arrays.equals(labelOf, that.labelOf)
                && labels.equals(that.labels)
                && Arrays.equals(blocksPerKey, that.blocksPerKey)
                && Arrays.equals(firstKey, that.firstKey)
                && Arrays.equals(keys, that.keys);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(arrivals), Arrays.hashCode(promptTokens), Arrays.hashCode(outputTokens));
    }

    @Override
    public String toString() {
        return "Workload[" + size() + " requests over " + lastArrival() / 1_000_000 + " ms]";
    }
}
