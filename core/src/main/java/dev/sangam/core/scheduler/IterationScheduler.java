package dev.sangam.core.scheduler;

import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.kv.KvCache;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.SchedulerConfig.FasterTransformer;
import dev.sangam.core.scheduler.SchedulerConfig.LightLlm;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import dev.sangam.core.scheduler.SchedulerConfig.Orca;
import dev.sangam.core.scheduler.SchedulerConfig.Sarathi;
import dev.sangam.core.scheduler.SchedulerConfig.VllmV0;
import dev.sangam.core.scheduler.SchedulerConfig.VllmV1;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of one replica: keeps track of every request from arrival to its last token, and asks a {@link Policy}
 * for each batch. Handling an event is O(sequences in its step); a cancellation is
 * O(sequences admitted), or at most O(log n) for one of n that wait.
 */
public final class IterationScheduler implements Scheduler {
    final Map<Long, Sequence> active = new HashMap<>();
    final Queues queues;
    private final ArrayDeque<Step> spare = new ArrayDeque<>();
    private final Policy policy;
    private final boolean looksAhead;
    private int inFlight;

    /** A scheduler of a policy that predicts nothing. */
    public IterationScheduler(SchedulerConfig config, KvConfig kv, int stages) {
        this(config, kv, stages, null);
    }

    /**
     * @param config the policy and its limits
     * @param kv the KV cache
     * @param stages pipeline stages, which share the sequence limit
     * @param batchTime predicts steps; may be {@code null} for a policy that does not ask
     */
    public IterationScheduler(SchedulerConfig config, KvConfig kv, int stages, @Nullable BatchTimeModel batchTime) {
        KvCache cache = new KvCache(kv);
        policy = switch (config) {
            case Sarathi c -> new SarathiPolicy(c, cache, stages);
            case VllmV0 c -> new VllmV0Policy(c, cache, stages);
            case VllmV1 c -> new VllmV1Policy(c, cache);
            case Orca c -> new OrcaPolicy(c, cache, stages);
            case FasterTransformer c -> new FasterTransformerPolicy(c, cache, stages);
            case LightLlm c -> new LightLlmPolicy(c, cache);
            case Niyama c -> new NiyamaPolicy(c, cache, stages, batchTime, kv.swap());
        };
        queues = policy.queues;
        looksAhead = config instanceof VllmV1 v1 && v1.asyncScheduling() && stages == 1;
        if (config instanceof LightLlm && (kv.blockTokens() != 1 || stages != 1)) {
            throw new IllegalArgumentException(
                    "policy lightllm needs block_tokens 1 and pipeline_parallel 1, but they are " + kv.blockTokens()
                            + " and " + stages);
        }
    }

    @Override
    public void handle(Event event, long now) {
        switch (event) {
            case Event.Arrived(Request request) -> arrive(request);
            case Event.Cancelled(long id) -> cancel(id);
            case Event.Completed(Step step, StepResult result) -> complete(step, result, now);
        }
    }

    private void arrive(Request request) {
        Sequence s = new Sequence(request);
        if (active.putIfAbsent(request.id(), s) != null) {
            throw new IllegalArgumentException("request " + request.id() + " arrived twice");
        }
        policy.arrived(s);
        queues.waiting.add(s);
    }

    private void cancel(long id) {
        Sequence s = active.get(id);
        if (s != null && !s.ended) {
            end(s);
        }
    }

    private void complete(Step step, StepResult result, long now) {
        inFlight--;
        for (int i = 0; i < step.size(); i++) {
            Sequence s = step.sequence(i);
            if (!step.preemptedSince(i)) {
                queues.kv.publish(s.blocks, step.context(i) + step.tokens(i));
            }
            step.end(i);
            if (s.ended) {
                dropUnlessInFlight(s);
            } else if (result.finished(i)) {
                policy.finished(s);
                end(s);
            } else if (!looksAhead) {
                queues.idle.addLast(s);
            }
        }
        policy.completed(step, now);
        spare.addLast(step);
    }

    /** No further step for this sequence. It keeps its blocks while one is in flight. */
    private void end(Sequence s) {
        s.ended = true;
        if (s.admitted) {
            queues.idle.remove(s);
        } else {
            queues.waiting.remove(s);
            queues.forgetSaved(s);
        }
        dropUnlessInFlight(s);
    }

    private void dropUnlessInFlight(Sequence s) {
        if (!s.inFlight()) {
            active.remove(s.request().id());
            policy.left(s);
            if (s.admitted) {
                policy.ended(s);
            }
        }
    }

    @Override
    public Step next(long now) {
        Step step = spare.isEmpty() ? new Step() : spare.removeLast();
        step.clear(now);
        int preempted;
        do {
            preempted = step.preempted().size();
            policy.form(step, now);
        } while (stalls(step, preempted));
        if (step.isEmpty()) {
            spare.addLast(step);
            return step;
        }
        inFlight++;
        step.shape().holdTokens((long) queues.kv.filledBlocks() * queues.kv.blockTokens());
        if (looksAhead) {
            listAgain(step);
        }
        return step;
    }

    /**
     * Whether sequences gave up their blocks without anybody starting, and no completion is to come that would ask again.
     * With one to come the reference schedulers wait for it.
     */
    private boolean stalls(Step step, int preemptedBefore) {
        return step.isEmpty() && inFlight == 0 && step.preempted().size() > preemptedBefore;
    }

    /** What is in this step may be in the next one too, which is formed before this one has completed. */
    private void listAgain(Step step) {
        for (int i = 0; i < step.size(); i++) {
            if (!step.sequence(i).ending()) {
                queues.idle.addLast(step.sequence(i));
            }
        }
    }

    @Override
    public int lookahead() {
        return looksAhead ? 1 : 0;
    }

    @Override
    public Optional<String> refusal(Request request) {
        long longest = (long) request.promptTokens() + request.maxOutputTokens() - 1;
        long usable = (long) policy.usableBlocks() * queues.kv.blockTokens();
        if (longest > usable) {
            return Optional.of("needs up to " + longest + " KV tokens, but only " + usable + " fit");
        }
        int full = request.promptTokens() / queues.kv.blockTokens();
        if (queues.kv.reusesPrefixes() && request.promptBlocks().size() > full) {
            return Optional.of(
                    "has hashes of " + request.promptBlocks().size() + " KV blocks, but its prompt fills only " + full
                            + " blocks of " + queues.kv.blockTokens() + " tokens");
        }
        return Optional.ofNullable(policy.refusal(request));
    }

    @Override
    public QosStatus qos() {
        return policy.qos();
    }

    @Override
    public OptionalLong predictedWait(Request request, long now) {
        return policy.predictedWait(request, now);
    }

    @Override
    public int waiting() {
        return queues.waiting.size();
    }

    @Override
    public int running() {
        return queues.held();
    }

    @Override
    public int kvBlocksUsed() {
        return queues.kv.blocks() - queues.kv.freeBlocks();
    }

    @Override
    public int kvBlocks() {
        return queues.kv.blocks();
    }
}
