package dev.sangam.core.scheduler;

import dev.sangam.core.kv.KvCache;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.SchedulerConfig.LightLlm;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * LightLLM: prompts are admitted while the predicted peak of KV tokens fits, at most every eleventh round; otherwise all
 * idle sequences decode. The prediction trusts the client's output limit.
 */
final class LightLlmPolicy extends Policy {
    private static final int MAX_DECODE_ROUNDS = 10;

    private final LightLlm config;
    private int decodeRounds;
    private long[] peaks = new long[64];

    LightLlmPolicy(LightLlm config, KvCache kv) {
        super(new Queues(kv, new WaitingQueue.FirstCome()));
        this.config = config;
    }

    @Override
    void form(Step step, long now) {
        if (queues.idle.isEmpty()) {
            admit(step);
            decodeRounds = step.isEmpty() ? decodeRounds : 0;
            return;
        }
        if (decodeRounds >= MAX_DECODE_ROUNDS) {
            decodeRounds = 0;
            admit(step);
            if (!step.isEmpty()) {
                return;
            }
        }
        decodeRounds++;
        while (!queues.idle.isEmpty()) {
            Sequence s = queues.idle.removeFirst();
            if (queues.makeRoomForDecode(s, step)) {
                step.add(s, 1);
            }
        }
    }

    private void admit(Step step) {
        int known = 0;
        for (int i = 0; i < queues.idle.size(); i++) {
            known = note(known, queues.idle.get(i));
        }
        while (!queues.waiting.isEmpty() && queues.held() < config.maxSequences()) {
            Sequence s = queues.waiting.first();
            if (step.shape().tokens() + s.target() > config.maxBatchTokens()) {
                break;
            }
            known = note(known, s);
            if (peak(known) >= queues.kv.blocks() || queues.kv.freeBlocks() < s.target()) {
                break;
            }
            queues.admitFirst(0, s.target());
            step.add(s, s.prefillRemaining());
        }
    }

    /** Notes (left, used) of a sequence, packed so that sorting orders by what is left. */
    private int note(int count, Sequence s) {
        int outputs = s.request().maxOutputTokens() - (s.target() - s.request().promptTokens());
        long used;
        long left;
        if (s.computed() == 0) {
            used = s.target() + 1L;
            left = Math.max(0, outputs - 2);
        } else {
            used = s.prefilling() ? s.computed() : s.contextAfterDecode();
            left = Math.max(0, outputs - Math.max(used - s.target(), 0) - 1);
        }
        if (count == peaks.length) {
            peaks = Arrays.copyOf(peaks, 2 * count);
        }
        peaks[count] = left << 32 | used;
        return count + 1;
    }

    /** The greatest use of memory if every sequence runs to its limit: max over i of left_i * i + sum of used_1..i. */
    private long peak(int count) {
        Arrays.sort(peaks, 0, count);
        long used = 0;
        long peak = 0;
        for (int i = 1; i <= count; i++) {
            long packed = peaks[count - i];
            used += packed & 0xffffffffL;
            peak = Math.max(peak, (packed >>> 32) * i + used);
        }
        return peak;
    }

    @Override
    int usableBlocks() {
        return queues.kv.blocks() - 2; // the peak is strictly below, and counts the last token as if it were stored
    }

    @Override
    @Nullable
    String refusal(Request request) {
        return request.promptTokens() <= config.maxBatchTokens()
                ? null
                : "has its prompt computed at once, but max_batch_tokens is " + config.maxBatchTokens();
    }
}
