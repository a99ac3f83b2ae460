package dev.sangam.core.batchtime;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The batch sizes that an engine captured CUDA graphs for. A batch of at most the largest one is padded to the next size,
 * so its matrix products cost what that size costs; attention, LM head and sampler see the real tokens (vLLM,
 * {@code cudagraph_capture_sizes}).
 */
public final class CudaGraphs {
    /** No graphs, no padding: vLLM's {@code enforce_eager}. */
    public static final CudaGraphs NONE = new CudaGraphs(new int[0]);

    private static final int LARGEST = 512;

    private final int[] sizes;

    private CudaGraphs(int[] sizes) {
        this.sizes = sizes;
    }

    /** Graphs of these sizes, in tokens. */
    public static CudaGraphs of(int... sizes) {
        int[] sorted = IntStream.of(sizes).sorted().distinct().toArray();
        if (sorted.length > 0 && sorted[0] < 1) {
            throw new IllegalArgumentException("a CUDA graph size is " + sorted[0] + "; it must be >= 1");
        }
        return new CudaGraphs(sorted);
    }

    /**
     * What vLLM captures by default: 1, 2, 4, steps of 8 below 256, steps of 16 from there, up to the smallest of 512, twice
     * the sequence limit and the token budget.
     */
    public static CudaGraphs vllm(int maxSequences, int tokenBudget) {
        int largest = (int) Math.min(Math.min(LARGEST, tokenBudget), 2L * maxSequences);
        return new CudaGraphs(IntStream.rangeClosed(1, largest)
                .filter(n -> n < 8 ? Integer.bitCount(n) == 1 : n % (n < 256 ? 8 : 16) == 0)
                .toArray());
    }

    /** Tokens that the matrix products of a batch run on. */
    public int padded(int tokens) {
        int index = Arrays.binarySearch(sizes, tokens);
        int next = index >= 0 ? index : -index - 1;
        return next < sizes.length ? sizes[next] : tokens;
    }
}
