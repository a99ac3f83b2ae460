package dev.sangam.core.replica;

import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.core.time.EventLoop;
import java.util.BitSet;
import java.util.function.LongToIntFunction;
import java.util.function.ToLongFunction;

/** Lets a given time pass per step, one after the other on a single stage; steps leave in the order in which they came. Output lengths are given too. */
public final class ScriptedExecutor implements BatchExecutor {
    private final EventLoop loop;
    private final int stages;
    private final ToLongFunction<Step> nanos;
    private final LongToIntFunction outputTokens;
    private long lastEnd;

    /**
     * @param nanos time from the start of a step to its end
     * @param outputTokens tokens that the request of an id will emit
     */
    public ScriptedExecutor(EventLoop loop, int stages, ToLongFunction<Step> nanos, LongToIntFunction outputTokens) {
        this.loop = loop;
        this.stages = stages;
        this.nanos = nanos;
        this.outputTokens = outputTokens;
    }

    @Override
    public int maxStepsInFlight() {
        return stages;
    }

    @Override
    public void start(Step step, Completion done) {
        long begin = stages == 1 ? Math.max(lastEnd, loop.now()) : loop.now();
        lastEnd = Math.max(lastEnd, begin + nanos.applyAsLong(step));
        loop.at(lastEnd, () -> done.completed(step, result(step)));
    }

    private StepResult result(Step step) {
        BitSet finished = new BitSet();
        for (int i = 0; i < step.size(); i++) {
            finished.set(
                    i,
                    step.emitsLast(
                            i,
                            outputTokens.applyAsInt(step.sequence(i).request().id())));
        }
        return StepResult.finished(finished);
    }
}
