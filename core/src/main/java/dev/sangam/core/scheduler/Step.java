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
    private final List<Request> saved = new ArrayList<>();
    private final List<Request> relegated = new ArrayList<>();
    private final List<Request> reinstated = new ArrayList<>();
    private Sequence[] batch = new Sequence[16];
    private int[] tokens = new int[16];
    private int[] contexts = new int[16];
    private int[] lives = new int[16];
    private int[] restored = new int[16];
    private boolean[] emits = new boolean[16];
    private boolean[] prefills = new boolean[16];
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

    /** Tokens of the sequence at {@code index} that are in the KV cache when this step runs. */
    public int context(int index) {
        return contexts[index];
    }

    /** Whether the sequence at {@code index} has a chunk of its prompt computed, and does not decode. */
    public boolean prefills(int index) {
        return prefills[index];
    }

    /**
     * Whether the sequence at {@code index} emits a token: a decode, or the last chunk of a prefill. Never when its request
     * has ended since.
     */
    public boolean emits(int index) {
        return emits[index] && !batch[index].ended;
    }

    /**
     * Whether a sequence whose output will have {@code outputTokens} tokens emits its last one in this step. Counted in
     * tokens processed, so that it holds after a restart too.
     */
    public boolean emitsLast(int index, int outputTokens) {
        int known = contexts[index] + tokens[index] + 1;
        return emits[index] && known >= batch[index].request().promptTokens() + outputTokens;
    }

    /**
     * Leading tokens of the sequence at {@code index} that are copied back from host memory before the step runs: all of its
     * {@link #context}, or 0.
     */
    public int restored(int index) {
        return restored[index];
    }

    /** Aggregates of the batch, and of the KV cache once the batch is complete. */
    public BatchShape shape() {
        return shape;
    }

    /** Requests that lost their blocks while this batch was formed, in that order. */
    public List<Request> preempted() {
        return Collections.unmodifiableList(preempted);
    }

    /** Those of {@link #preempted()} whose KV is copied to host memory before their blocks are used for others. */
    public List<Request> saved() {
        return Collections.unmodifiableList(saved);
    }

    /**
     * Requests that were relegated while this batch was formed: their deadline is missed or will be, and they are served in
     * slack from now on.
     */
    public List<Request> relegated() {
        return Collections.unmodifiableList(relegated);
    }

    /** Relegated requests that can meet their deadline after all, since there is less to do than was expected. */
    public List<Request> reinstated() {
        return Collections.unmodifiableList(reinstated);
    }

    /** When the batch was formed and handed to the executor, nanoseconds. */
    public long formedAt() {
        return formedAt;
    }

    /**
     * Adds what the sequence does next: a decode, or a chunk of {@code count} prompt tokens; what was saved of it is restored
     * first.
     */
    void add(Sequence s, int count) {
        if (size == batch.length) {
            grow();
        }
        int context = s.planned();
        int i = size++;
        batch[i] = s;
        tokens[i] = count;
        contexts[i] = context;
        lives[i] = s.preemptions();
        restored[i] = s.saved();
        emits[i] = context + count >= s.target();
        prefills[i] = context < s.target();
        s.begin(count, emits[i]);
        s.forgetSaved();
        addToShape(i);
    }

    private void addToShape(int i) {
        if (restored[i] > 0) {
            shape.addRestored(restored[i]);
        }
        if (prefills[i]) {
            shape.addPrefill(contexts[i], tokens[i], emits[i]);
        } else {
            shape.addDecode(contexts[i] + 1);
        }
    }

    /** Makes the last item, a prefill, {@code less} tokens shorter. */
    void shortenLast(int less) {
        int i = size - 1;
        shape.removePrefill(contexts[i], tokens[i], emits[i]);
        if (restored[i] > 0) {
            shape.removeRestored(restored[i]);
        }
        batch[i].undo(tokens[i], emits[i]);
        tokens[i] -= less;
        emits[i] = false;
        batch[i].begin(tokens[i], false);
        addToShape(i);
    }

    /** Takes a sequence out again. O(batch), for the rare case that it is preempted by a later one. */
    void drop(Sequence s) {
        int kept = 0;
        long savedTokens = shape.savedTokens();
        shape.clear();
        shape.addSaved(savedTokens);
        for (int i = 0; i < size; i++) {
            if (batch[i] == s) {
                s.undo(tokens[i], emits[i]);
                continue;
            }
            batch[kept] = batch[i];
            tokens[kept] = tokens[i];
            contexts[kept] = contexts[i];
            lives[kept] = lives[i];
            restored[kept] = restored[i];
            emits[kept] = emits[i];
            prefills[kept] = prefills[i];
            addToShape(kept++);
        }
        size = kept;
    }

    /** Whether the sequence at {@code index} lost its blocks since this step was formed. */
    boolean preemptedSince(int index) {
        return batch[index].preemptions() != lives[index];
    }

    /** Tells the sequence at {@code index} that this step has completed. */
    void end(int index) {
        batch[index].end(tokens[index], emits[index], preemptedSince(index));
    }

    private void grow() {
        int capacity = 2 * size;
        batch = Arrays.copyOf(batch, capacity);
        tokens = Arrays.copyOf(tokens, capacity);
        contexts = Arrays.copyOf(contexts, capacity);
        lives = Arrays.copyOf(lives, capacity);
        restored = Arrays.copyOf(restored, capacity);
        emits = Arrays.copyOf(emits, capacity);
        prefills = Arrays.copyOf(prefills, capacity);
    }

    void addPreempted(Request request) {
        preempted.add(request);
    }

    /** Its KV, so many tokens, is saved. */
    void addSaved(Request request, int tokens) {
        preempted.add(request);
        saved.add(request);
        shape.addSaved(tokens);
    }

    void addRelegated(Request request) {
        relegated.add(request);
    }

    void addReinstated(Request request) {
        reinstated.add(request);
    }

    /** Empties the step, for a batch to be formed now. */
    void clear(long now) {
        formedAt = now;
        shape.clear();
        size = 0;
        preempted.clear();
        saved.clear();
        relegated.clear();
        reinstated.clear();
    }
}
