package dev.sangam.core.scheduler;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.request.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * One iteration: which sequences process how many tokens, and who lost its KV blocks to make that possible. A step is
 * valid until the scheduler has handled its completion; then it is used again, so that steady state makes no garbage.
 */
public final class Step {
    private final BatchShape shape = new BatchShape();
    private final List<Request> preempted = new ArrayList<>();
    private Sequence[] batch = new Sequence[16];
    private int[] tokens = new int[16];
    private int size;
    private long formedAt;

    Step() {}

    /** Number of sequences in the batch. */
    public int size() {
        return size;
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** The sequence at {@code index} of the batch. */
    public Sequence sequence(int index) {
        return batch[index];
    }

    /** Tokens that the sequence at {@code index} processes: 1 for a decode, the chunk for a prefill. */
    public int tokens(int index) {
        return tokens[index];
    }

    /**
     * Whether the sequence at {@code index} emits a token: a decode, or the last chunk of a prefill. Never when its request
     * has been cancelled since.
     */
    public boolean emits(int index) {
        Sequence s = batch[index];
        return !s.cancelled && s.computed() + tokens[index] >= s.target();
    }

    /**
     * Whether a sequence whose output will have {@code outputTokens} tokens emits its last one in this step. Counted in
     * tokens processed, so that it holds after a restart too.
     */
    public boolean emitsLast(int index, int outputTokens) {
        Sequence s = batch[index];
        int processed = s.computed() + tokens[index];
        return processed >= s.target() && processed + 1 >= s.request().promptTokens() + outputTokens;
    }

    /** Aggregates of the batch. */
    public BatchShape shape() {
        return shape;
    }

    /** Requests that lost their blocks while this batch was formed, in that order. */
    public List<Request> preempted() {
        return Collections.unmodifiableList(preempted);
    }

    /** When the batch was formed and handed to the executor, nanoseconds. */
    public long formedAt() {
        return formedAt;
    }

    /** Adds what the sequence does next: a decode, or a chunk of {@code count} prompt tokens. */
    void add(Sequence s, int count) {
        if (size == batch.length) {
            batch = Arrays.copyOf(batch, 2 * size);
            tokens = Arrays.copyOf(tokens, 2 * size);
        }
        batch[size] = s;
        tokens[size++] = count;
        s.inFlight = true;
        if (s.prefilling()) {
            shape.addPrefill(s.computed(), count);
        } else {
            shape.addDecode(s.contextAfterDecode());
        }
    }

    /** Makes the last item, a prefill, {@code less} tokens shorter. */
    void shortenLast(int less) {
        int last = size - 1;
        int context = batch[last].computed();
        shape.removePrefill(context, tokens[last]);
        tokens[last] -= less;
        shape.addPrefill(context, tokens[last]);
    }

    /** Takes a sequence out again. O(batch), for the rare case that it is preempted by a later one. */
    void drop(Sequence s) {
        int kept = size;
        shape.clear();
        size = 0;
        for (int i = 0; i < kept; i++) {
            if (batch[i] != s) {
                add(batch[i], tokens[i]);
            }
        }
        s.inFlight = false;
    }

    void addPreempted(Request request) {
        preempted.add(request);
    }

    /** Empties the step, for a batch to be formed now. */
    void clear(long now) {
        formedAt = now;
        shape.clear();
        size = 0;
        if (!preempted.isEmpty()) {
            preempted.clear();
        }
    }
}
