package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.replica.Invariants;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Drives a scheduler by hand. A step reads {@code id:tokens id:tokens}; an empty one is an empty string. */
final class SchedulerDriver {
    final IterationScheduler scheduler;
    private final int blockTokens;
    private final Map<Long, Integer> outputs = new HashMap<>();
    private final ArrayDeque<Step> inFlight = new ArrayDeque<>();
    private final List<Long> preempted = new ArrayList<>();
    private final List<Long> saved = new ArrayList<>();
    private final List<Long> finished = new ArrayList<>();
    private final Set<Long> relegated = new TreeSet<>();
    private final @Nullable BatchTimeModel batchTime;
    private final int tick;
    private long now;

    SchedulerDriver(SchedulerConfig config, KvConfig kv, int stages) {
        this(config, kv, stages, null);
    }

    /** With a model, time passes as it predicts; without, by one at every turn. */
    SchedulerDriver(SchedulerConfig config, KvConfig kv, int stages, @Nullable BatchTimeModel batchTime) {
        this.scheduler = new IterationScheduler(config, kv, stages, batchTime);
        this.blockTokens = kv.blockTokens();
        this.batchTime = batchTime;
        this.tick = batchTime == null ? 1 : 0;
    }

    /** One pipeline stage, no watermark, no prefix caching. */
    SchedulerDriver(SchedulerConfig config, int blocks, int blockTokens) {
        this(config, new KvConfig(blocks, blockTokens, 0, false), 1);
    }

    SchedulerDriver arrive(long id, int prompt, int output) {
        return arrive(id, prompt, output, 0);
    }

    SchedulerDriver arrive(long id, int prompt, int output, int priority, long... hashes) {
        Request request =
                new Request(id, now, prompt, output, BlockHashes.of(hashes), QosClass.BEST_EFFORT, priority, "tenant");
        now += tick;
        return arrive(request, output);
    }

    SchedulerDriver arrive(Request request, int output) {
        outputs.put(request.id(), output);
        scheduler.handle(new Event.Arrived(request), now);
        return this;
    }

    void cancel(long id) {
        scheduler.handle(new Event.Cancelled(id), now);
    }

    /** Starts the next step. */
    String start() {
        Step step = scheduler.next(now);
        now += tick;
        step.relegated().forEach(r -> relegated.add(r.id()));
        step.reinstated().forEach(r -> relegated.remove(r.id()));
        preempted.clear();
        step.preempted().forEach(r -> preempted.add(r.id()));
        saved.clear();
        step.saved().forEach(r -> saved.add(r.id()));
        if (!step.isEmpty()) {
            inFlight.add(step);
        }
        return Invariants.text(step);
    }

    /** Completes the step that was started first. */
    void complete() {
        Step step = inFlight.remove();
        now += batchTime == null ? 0 : (long) batchTime.nanos(step.shape(), 1);
        BitSet ends = new BitSet();
        for (int i = 0; i < step.size(); i++) {
            long id = step.sequence(i).request().id();
            if (step.emitsLast(i, outputs.getOrDefault(id, 0))) {
                ends.set(i);
                finished.add(id);
            }
        }
        scheduler.handle(new Event.Completed(step, StepResult.finished(ends)), now);
        now += tick;
    }

    /** Starts the next step and completes it. */
    String step() {
        String text = start();
        if (!text.isEmpty()) {
            complete();
        }
        return text;
    }

    /** So many steps in a row. */
    List<String> steps(int count) {
        List<String> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(step());
        }
        return steps;
    }

    /** Steps until nothing is left to do. */
    List<String> stepsToEnd() {
        List<String> steps = new ArrayList<>();
        for (String step = step(); !step.isEmpty(); step = step()) {
            steps.add(step);
            assertThat(steps.size()).as("steps").isLessThan(100_000);
        }
        return steps;
    }

    /** Ids that lost their blocks when the latest step was formed. */
    List<Long> preempted() {
        return List.copyOf(preempted);
    }

    /** Those of them whose KV is saved. */
    List<Long> saved() {
        return List.copyOf(saved);
    }

    /** Ids in the order in which they finished. */
    List<Long> finished() {
        return List.copyOf(finished);
    }

    /** Ids that are relegated or were when they finished. */
    Set<Long> relegated() {
        return relegated;
    }

    long now() {
        return now;
    }

    /** Lets time pass. */
    void pause(long nanos) {
        now += nanos;
    }

    int blockTokens() {
        return blockTokens;
    }

    Sequence sequence(long id) {
        Sequence s = scheduler.active.get(id);
        if (s == null) {
            throw new AssertionError("request " + id + " is not there");
        }
        return s;
    }
}
