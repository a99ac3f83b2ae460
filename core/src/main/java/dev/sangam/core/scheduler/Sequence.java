package dev.sangam.core.scheduler;

import dev.sangam.core.kv.BlockTable;
import dev.sangam.core.request.Request;

/**
 * A request on its way through the scheduler. It first <em>prefills</em> its target (the prompt and, after a preemption,
 * what it had emitted), whose completion emits a token; then each <em>decode</em> computes one token and emits the next.
 * All counts are tokens. Changed by the scheduler alone.
 */
public final class Sequence {
    final BlockTable blocks;
    private final Request request;
    private int target;
    private int computed;
    private int emitted;
    private int preemptions;
    /** Order of admission: later admissions have higher numbers. */
    long admission;

    boolean inFlight;
    boolean cancelled;

    Sequence(Request request) {
        this.request = request;
        this.target = request.promptTokens();
        this.blocks = new BlockTable(request.promptBlocks(), request.id());
    }

    /** What the client asked for. */
    public Request request() {
        return request;
    }

    /** Tokens that must be computed before the next one can be emitted from scratch. */
    public int target() {
        return target;
    }

    /** Tokens whose keys and values are in the cache. */
    public int computed() {
        return computed;
    }

    /** Output tokens emitted so far. */
    public int emitted() {
        return emitted;
    }

    /** How often it lost its KV blocks and started again. */
    public int preemptions() {
        return preemptions;
    }

    /** Whether part of the prompt is still to be computed. */
    public boolean prefilling() {
        return computed < target;
    }

    /** Prompt tokens still to be computed. */
    public int prefillRemaining() {
        return target - computed;
    }

    /** Tokens known: the prompt and all that was emitted. */
    public int known() {
        return request.promptTokens() + emitted;
    }

    /** Tokens in the cache once a decode of this sequence has run; what that decode attends to. */
    int contextAfterDecode() {
        return computed + 1;
    }

    /** Skips tokens found in the cache. */
    void reuse(int tokens) {
        computed = tokens;
    }

    /** Accounts for processed tokens; true when that emits a token. */
    boolean advance(int tokens) {
        computed += tokens;
        if (prefilling()) {
            return false;
        }
        emitted++;
        return true;
    }

    /** Starts again after its blocks were taken. */
    void restart(RestartRule rule) {
        if (!prefilling()) {
            target = computed + 1;
        } else if (rule == RestartRule.FROM_PROCESSED) {
            target = computed;
        }
        computed = 0;
        preemptions++;
    }

    @Override
    public String toString() {
        return "Sequence[id=" + request.id() + ", target=" + target + ", computed=" + computed + ", emitted=" + emitted
                + "]";
    }
}
