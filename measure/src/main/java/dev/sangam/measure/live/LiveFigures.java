package dev.sangam.measure.live;

import dev.sangam.core.metric.Histogram;
import dev.sangam.measure.load.LoadListener;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts a run while it goes on; latencies are of the last ten seconds. A chunk costs one addition without a lock. Figures
 * that count come from the record of the run, not from here.
 */
public final class LiveFigures implements LoadListener {
    private static final int SLOTS = 10;
    private static final long SLOT_NANOS = 1_000_000_000L;

    private final LongAdder sent = new LongAdder();
    private final LongAdder chunks = new LongAdder();
    private final Map<Outcome, LongAdder> ended = new EnumMap<>(Outcome.class);
    private final AtomicLong inFlight = new AtomicLong();
    private final Window ttft = new Window();
    private final Window lateness = new Window();

    private final LoadListener next;

    /** Nothing yet. */
    public LiveFigures() {
        this(LoadListener.NONE);
    }

    /** Nothing yet; what is heard is passed on. */
    public LiveFigures(LoadListener next) {
        this.next = next;
        for (Outcome outcome : Outcome.values()) {
            ended.put(outcome, new LongAdder());
        }
    }

    @Override
    public void sent(int request, int endpoint, long intended, long time) {
        sent.increment();
        inFlight.incrementAndGet();
        lateness.add(time, time - intended);
        next.sent(request, endpoint, intended, time);
    }

    @Override
    public void firstToken(int request, int endpoint, long intended, long time) {
        ttft.add(time, time - intended);
        next.firstToken(request, endpoint, intended, time);
    }

    @Override
    public void chunks(int endpoint, int count) {
        chunks.add(count);
        next.chunks(endpoint, count);
    }

    @Override
    public void ended(RequestRecord request) {
        LongAdder count = ended.get(request.outcome());
        if (count != null) { // it is for every outcome
            count.increment();
        }
        if (request.sent() != RequestRecord.NEVER) {
            inFlight.decrementAndGet();
        }
        next.ended(request);
    }

    /**
     * How things stand.
     *
     * @param sent requests sent so far
     * @param inFlight requests sent and not over
     * @param chunks chunks with output so far, most of them a token each
     * @param ended requests that are over, by how they ended; outcomes that did not occur are left out
     * @param ttftP50 seconds, over the last ten seconds; NaN without a first token in that time
     * @param ttftP99 likewise
     * @param latenessP99 of the sending, likewise
     */
    public record Snapshot(
            long sent,
            long inFlight,
            long chunks,
            Map<Outcome, Long> ended,
            double ttftP50,
            double ttftP99,
            double latenessP99) {
        /** Answers that were whole. */
        public long completed() {
            return ended.getOrDefault(Outcome.COMPLETED, 0L);
        }
    }

    /** Takes it, at any time and from any thread. */
    public Snapshot snapshot() {
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        ended.forEach((outcome, count) -> {
            if (count.sum() > 0) {
                outcomes.put(outcome, count.sum());
            }
        });
        Histogram first = ttft.recent();
        Histogram late = lateness.recent();
        return new Snapshot(
                sent.sum(),
                inFlight.get(),
                chunks.sum(),
                outcomes,
                seconds(first, 0.5),
                seconds(first, 0.99),
                seconds(late, 0.99));
    }

    private static double seconds(Histogram values, double share) {
        return values.count() == 0 ? Double.NaN : values.quantile(share) / 1e9;
    }

    /** Values of the last seconds, a histogram for each; a request adds one value, so that a lock does. */
    private static final class Window {
        private final Histogram[] slots = new Histogram[SLOTS];
        private final long[] second = new long[SLOTS];
        private long latest;

        synchronized void add(long time, long value) {
            long now = time / SLOT_NANOS;
            int slot = (int) (now % SLOTS);
            Histogram values = slots[slot];
            if (values == null || second[slot] != now) {
                values = new Histogram();
                slots[slot] = values;
                second[slot] = now;
            }
            values.add(value, 1);
            latest = Math.max(latest, now);
        }

        synchronized Histogram recent() {
            Histogram sum = new Histogram();
            for (int i = 0; i < SLOTS; i++) {
                Histogram values = slots[i];
                if (values != null && second[i] > latest - SLOTS) {
                    sum.add(values);
                }
            }
            return sum;
        }
    }
}
