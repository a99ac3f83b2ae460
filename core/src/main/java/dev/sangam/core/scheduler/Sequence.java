package dev.sangam.core.scheduler;

import dev.sangam.core.kv.BlockTable;
import dev.sangam.core.request.Request;
import org.jspecify.annotations.Nullable;

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
    private int saved;
    private int pendingSteps;
    private int pendingTokens;
    private int pendingEmissions;
    /** Order of admission: later admissions have higher numbers. */
    long admission;
    /** Whether it holds KV blocks, or may. */
    boolean admitted;

    /** Neighbours while it waits: {@link WaitingQueue.FirstCome}. */
    @Nullable
    Sequence ahead;

    @Nullable
    Sequence behind;

    /** When its next token is due, nanoseconds: {@link TokenDeadlines}. */
    long due;
    /** Order in which its prompt is computed, lower first: {@link Ranking}. */
    double rank;
    /** Index in the heap of waiting prompts, while it is there: {@link RankHeap}. */
    int place;
    /** Index in the heap of its tenant's waiting prompts, while it is there. */
    int placeOfTenant;
    /** Its tenant's requests, where tenants take turns: {@link TenantTurns}. */
    TenantTurns.@Nullable Lane lane;

    /** Whether it is served in slack: its deadline is missed, will be, or it has none. */
    boolean relegated;
    /** What it is to the latest review: {@link Relegation}. */
    Relegation.@Nullable Job job;
    /** How long the outputs of its application were: {@link Ranking}. */
    OutputHistory.@Nullable Lengths history;
    /** Tokens of its prompt that were computed because they were owed to it: {@link SlackCredit}. */
    int paid;
    /** Leading prompt tokens expected to be found in the KV cache when it is admitted. */
    int expectedReuse;

    /** Cancelled, or its last token was emitted: part of no further step. */
    boolean ended;

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

    /** How often it lost its KV blocks. */
    public int preemptions() {
        return preemptions;
    }

    /** Tokens whose keys and values are in host memory, to be restored when it is admitted again: all computed, or 0. */
    public int saved() {
        return saved;
    }

    /** Whether part of the prompt is still to be computed. */
    public boolean prefilling() {
        return computed < target;
    }

    /** Prompt tokens still to be computed. */
    public int prefillRemaining() {
        return target - computed;
    }

    /** Tokens that must be computed before its first or next token, less those expected in the cache. */
    int prefillWork() {
        return Math.max(1, target - Math.max(planned(), expectedReuse));
    }

    /** Whether it is part of a step that has not completed. */
    boolean inFlight() {
        return pendingSteps > 0;
    }

    /** Tokens that will be in the cache once the steps in flight have completed. */
    int planned() {
        return computed + pendingTokens;
    }

    /** Tokens in the cache once a decode formed now has run; what that decode attends to. */
    int contextAfterDecode() {
        return planned() + 1;
    }

    /** Whether the steps in flight bring it to the client's limit, so that it needs no other. */
    boolean ending() {
        return emitted + pendingEmissions >= request.maxOutputTokens();
    }

    /** Skips tokens found in the cache. */
    void reuse(int tokens) {
        computed = tokens;
    }

    /** It became part of a step. */
    void begin(int tokens, boolean emits) {
        pendingSteps++;
        pendingTokens += tokens;
        pendingEmissions += emits ? 1 : 0;
    }

    /** The opposite of {@link #begin}, before the step has started. */
    void undo(int tokens, boolean emits) {
        pendingSteps--;
        pendingTokens -= tokens;
        pendingEmissions -= emits ? 1 : 0;
    }

    /**
     * The oldest of its steps in flight has completed.
     *
     * @param preempted whether it lost its blocks since that step was formed: then the token counts, but not the work
     */
    void end(int tokens, boolean emits, boolean preempted) {
        pendingSteps--;
        if (!preempted) {
            pendingTokens -= tokens;
            computed += tokens;
        }
        if (emits) {
            pendingEmissions--;
            emitted++;
        }
    }

    /** Starts again after its blocks were taken. What is in flight is lost but for the token that it emits. */
    void restart(RestartRule rule) {
        if (planned() >= target) {
            target = planned() + 1;
        } else if (rule == RestartRule.FROM_PROCESSED) {
            target = planned();
        }
        computed = 0;
        pendingTokens = 0;
        preemptions++;
    }

    /** Its blocks were taken after their content was saved, in no step. It goes on where it stands. */
    void save() {
        saved = computed;
        preemptions++;
    }

    /** What was saved is to be restored by a step, or never. */
    void forgetSaved() {
        saved = 0;
    }

    @Override
    public String toString() {
        return "Sequence[id=" + request.id() + ", target=" + target + ", computed=" + computed + ", emitted=" + emitted
                + "]";
    }
}
