package dev.sangam.core.replica;

import dev.sangam.core.Expect;
import dev.sangam.core.scheduler.ChunkRule;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import dev.sangam.core.scheduler.SchedulerState;
import dev.sangam.core.scheduler.Sequence;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * No relegated prompt starves. While one has arrived before all others that are relegated, others compute at most 20 times
 * its tokens, rounded up by a chunk, and then what they had begun, which is no more than the KV cache holds, and the rest of
 * a batch; likewise for each token when it lost its KV blocks since the last. Steps that are formed while it is in another
 * do not count, since nobody is in two at a time.
 */
public final class StarvationChecker implements ReplicaListener {
    private static final long SHARE = 20;
    private static final Comparator<Sequence> BY_ARRIVAL = Comparator.comparingLong(
                    (Sequence s) -> s.request().arrival())
            .thenComparingLong(s -> s.request().id());

    private final int leastChunk;
    private final int maxBatchTokens;
    private final List<Step> inFlight = new ArrayList<>();
    private @Nullable Sequence oldest;
    private int work;
    private int emitted;
    private long others;

    public StarvationChecker(Niyama config) {
        this.maxBatchTokens = config.chunks().maxTokens();
        this.leastChunk = config.chunks() instanceof ChunkRule.Dynamic dynamic ? dynamic.minTokens() : maxBatchTokens;
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        SchedulerState state = new SchedulerState(replica.scheduler());
        Sequence first = state.active().stream()
                .filter(s -> SchedulerState.relegated(s) && s.prefilling())
                .min(BY_ARRIVAL)
                .orElse(null);
        if (first == null || first != oldest || first.emitted() > emitted) {
            oldest = first;
            emitted = first == null ? 0 : first.emitted();
            work = first == null ? 0 : first.target();
            others = 0;
        } else if (inFlight.stream().noneMatch(s -> contains(s, first))) {
            others += step.shape().prefillTokens() - tokens(step, first);
            long most = SHARE * (work + leastChunk)
                    + (long) state.kv().blocks() * state.kv().blockTokens()
                    + maxBatchTokens;
            Expect.between(others, 0, most, "prompt tokens of others while %s waits", first);
        }
        inFlight.add(step);
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        inFlight.remove(step);
    }

    private static boolean contains(Step step, Sequence s) {
        return tokens(step, s) > 0;
    }

    private static int tokens(Step step, Sequence s) {
        for (int i = 0; i < step.size(); i++) {
            if (step.sequence(i) == s) {
                return step.tokens(i);
            }
        }
        return 0;
    }
}
