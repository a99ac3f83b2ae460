package dev.sangam.core.replica;

import dev.sangam.core.Expect;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.SchedulerConfig.FasterTransformer;
import dev.sangam.core.scheduler.SchedulerConfig.LightLlm;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import dev.sangam.core.scheduler.SchedulerConfig.Orca;
import dev.sangam.core.scheduler.SchedulerConfig.Sarathi;
import dev.sangam.core.scheduler.SchedulerConfig.VllmV0;
import dev.sangam.core.scheduler.SchedulerConfig.VllmV1;
import dev.sangam.core.scheduler.SchedulerState;
import dev.sangam.core.scheduler.Sequence;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import java.util.Arrays;

/** Every batch keeps the limits of its policy, and its aggregates are those of its items. */
public final class BatchChecker implements ReplicaListener {
    private final SchedulerConfig config;
    private final int stages;

    public BatchChecker(SchedulerConfig config, int stages) {
        this.config = config;
        this.stages = stages;
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        Expect.that(!step.isEmpty(), "an empty step was started");
        Expect.between(replica.inFlight(), 1, stages + replica.scheduler().lookahead(), "steps in flight");
        within("sequences held", replica.scheduler().running(), config.maxSequences());
        checkShape(step);
        BatchShape shape = step.shape();
        switch (config) {
            case Sarathi c -> {
                int budget = c.chunks() == null
                        ? c.tokenBudget()
                        : Math.max(c.chunks().high(), 32);
                within("token budget, with prefills", shape.prefills() == 0 ? 0 : shape.tokens(), budget);
                checkNoDecodeStalled(replica);
            }
            case VllmV0 c -> {
                notMixed(shape);
                boolean outgrown = step.size() == 1 && step.sequence(0).preemptions() > 0;
                int limit = outgrown ? Integer.MAX_VALUE : c.maxBatchTokens();
                within("padded tokens", (long) shape.prefills() * longestPrefill(step), limit);
            }
            case VllmV1 c -> {
                within("token budget", shape.tokens(), c.tokenBudget());
                int longest = c.longPrefillThreshold() > 0 ? c.longPrefillThreshold() : c.tokenBudget();
                within("longest chunk", longestPrefill(step), longest);
            }
            case Orca c -> checkWholePrompts(step);
            case FasterTransformer c -> {
                notMixed(shape);
                checkWholePrompts(step);
            }
            case Niyama c -> {
                int budget = c.chunks().maxTokens();
                within("token budget, with prefills", shape.prefills() == 0 ? 0 : shape.tokens(), budget);
                checkNoDecodeStalled(replica);
            }
            case LightLlm c -> {
                notMixed(shape);
                checkWholePrompts(step);
                within("prompt tokens", shape.prefillTokens(), c.maxBatchTokens());
            }
        }
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {}

    private void checkNoDecodeStalled(Replica replica) {
        if (stages == 1) {
            for (Sequence s : new SchedulerState(replica.scheduler()).idle()) {
                Expect.that(s.prefilling(), "%s decodes and was left out of the batch", s);
            }
        }
    }

    private static void checkShape(Step step) {
        BatchShape shape = new BatchShape();
        for (int i = 0; i < step.size(); i++) {
            if (step.restored(i) > 0) {
                shape.addRestored(step.restored(i));
            }
            if (step.prefills(i)) {
                shape.addPrefill(step.context(i), step.tokens(i), step.emits(i));
            } else {
                Expect.equal(step.tokens(i), 1, "tokens of a decode");
                shape.addDecode(step.context(i) + 1);
            }
        }
        Expect.that(
                Arrays.equals(numbers(step.shape()), numbers(shape)),
                "the batch's shape is %s; expected %s",
                step.shape(),
                shape);
    }

    private static long[] numbers(BatchShape s) {
        return new long[] {
            s.sequences(),
            s.tokens(),
            s.prefills(),
            s.prefillTokens(),
            s.prefillContext(),
            s.prefillContext64(),
            s.prefillSquares(),
            s.prefillProducts(),
            s.decodes(),
            s.decodeContext(),
            s.maxDecodeContext(),
            s.minDecodeContext(),
            s.outputs(),
            s.restoredTokens(),
            s.restores()
        };
    }

    private static void checkWholePrompts(Step step) {
        for (int i = 0; i < step.size(); i++) {
            Sequence s = step.sequence(i);
            Expect.equal(step.tokens(i), Math.max(1, s.prefillRemaining()), "tokens of %s", s);
        }
    }

    private static int longestPrefill(Step step) {
        int longest = 0;
        for (int i = 0; i < step.size(); i++) {
            longest = Math.max(longest, step.prefills(i) ? step.tokens(i) : 0);
        }
        return longest;
    }

    private static void notMixed(BatchShape shape) {
        Expect.that(shape.prefills() == 0 || shape.decodes() == 0, "prefills and decodes are mixed: %s", shape);
    }

    private static void within(String what, long value, long limit) {
        Expect.between(value, 0, limit, what);
    }
}
