package dev.sangam.measure.load;

import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.measure.client.Call;
import dev.sangam.measure.client.Endpoint;
import dev.sangam.measure.client.StreamClient;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What the conversations of a run share: its clock, its connections, its bounds, and the place where results go. */
final class Stage implements AutoCloseable {
    private static final String NOT_STOPPED = "";

    private final LoadPlan plan;
    private final LoadShape shape;
    private final RequestBodies bodies;
    private final LoadOptions options;
    private final LoadListener listener;
    private final @Nullable RunWriter writer;
    private final List<StreamClient> clients;
    private final List<Semaphore> permits;
    private final Pacer pacer = new Pacer();
    private final Queue<RequestRecord> records = new ConcurrentLinkedQueue<>();
    private final Set<Call> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private final int[] labelOf;
    private final long origin;

    private String stopped = NOT_STOPPED;
    private boolean cancelled;

    Stage(
            LoadPlan plan,
            LoadShape shape,
            List<Endpoint> endpoints,
            RequestBodies bodies,
            LoadOptions options,
            LoadListener listener,
            @Nullable RunWriter writer,
            List<Label> labels,
            long origin) {
        this.plan = plan;
        this.shape = shape;
        this.bodies = bodies;
        this.options = options;
        this.listener = listener;
        this.writer = writer;
        this.origin = origin;
        this.clients = endpoints.stream()
                .map(endpoint -> new StreamClient(endpoint, options.client(), options.counter()))
                .toList();
        int cap = shape instanceof LoadShape.Open open ? open.maxInFlight() : LoadShape.Open.UNBOUNDED;
        this.permits =
                endpoints.stream().map(endpoint -> new Semaphore(cap, true)).toList();
        Workload workload = plan.workload();
        Map<Label, Integer> rows = new HashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            rows.put(labels.get(i), i);
        }
        this.labelOf = new int[workload.size()];
        Arrays.setAll(labelOf, i -> rows.getOrDefault(workload.label(i), 0));
    }

    /** The labels of a workload in the order in which they occur. */
    static List<Label> labels(Workload workload) {
        Set<Label> labels = new LinkedHashSet<>();
        for (int i = 0; i < workload.size(); i++) {
            labels.add(workload.label(i));
        }
        return List.copyOf(labels);
    }

    LoadPlan plan() {
        return plan;
    }

    RequestBodies bodies() {
        return bodies;
    }

    Pacer pacer() {
        return pacer;
    }

    int endpoints() {
        return clients.size();
    }

    int labelOf(int request) {
        return labelOf[request];
    }

    /** {@link System#nanoTime} of the start. */
    long origin() {
        return origin;
    }

    long sinceStart() {
        return System.nanoTime() - origin;
    }

    /** Whether all requests of the plan are to be sent, come what may. */
    boolean scheduled() {
        return shape instanceof LoadShape.Open;
    }

    /** What is due later is not sent, and nothing is said of it. */
    long lastDue() {
        return switch (shape) {
            case LoadShape.Open open -> Long.MAX_VALUE;
            case LoadShape.Closed closed -> closed.durationNanos();
        };
    }

    /** Whether requests may have to wait for others to end. */
    boolean capped() {
        return shape instanceof LoadShape.Open open && open.maxInFlight() < LoadShape.Open.UNBOUNDED;
    }

    Call call(int endpoint, int request, long due, byte[] body, boolean keepText) {
        return clients.get(endpoint).call(bodies.path(), body, keepText, (count, first, time) -> {
            if (first) {
                listener.firstToken(request, endpoint, due, time - origin);
            }
            listener.chunks(endpoint, count);
        });
    }

    /** Waits for a time of the run; false when the run has been stopped. */
    boolean await(long due) {
        return pacer.await(origin + due);
    }

    /** Waits for the turn of a request where there is a cap; false when the run has been stopped. */
    boolean enter(int endpoint) {
        if (capped()) {
            permits.get(endpoint).acquireUninterruptibly();
            if (pacer.released()) {
                permits.get(endpoint).release();
                return false;
            }
        }
        return true;
    }

    /** A request is about to be sent; gives the time that counts as its sending, in {@link System#nanoTime}. */
    long sending(Call call, int request, int endpoint, long due) {
        underWay.add(call);
        int now = inFlight.incrementAndGet();
        peak.accumulateAndGet(now, Math::max);
        synchronized (this) {
            if (cancelled) {
                call.cancel(stopped);
            }
        }
        long sent = call.sentNanos(origin + due);
        listener.sent(request, endpoint, due, sent - origin);
        long late = sent - origin - due;
        if (now > options.stopInFlight()) {
            stop("over-saturated: " + now + " requests in flight");
        } else if (late > options.stopLatenessNanos()) {
            stop("over-saturated: request " + request + " was sent " + late / 1_000_000 + " ms after it was due");
        }
        return sent;
    }

    /** A request that was sent is over. */
    void leave(int endpoint, Call call) {
        underWay.remove(call);
        inFlight.decrementAndGet();
        if (capped()) {
            permits.get(endpoint).release();
        }
    }

    void ended(RequestRecord record) {
        records.add(record);
        if (writer != null) {
            writer.add(record);
        }
        listener.ended(record);
    }

    /** Sends nothing more. The first reason stands. */
    void stop(String why) {
        synchronized (this) {
            if (stopped.isEmpty()) {
                stopped = why;
            }
        }
        pacer.release();
    }

    /** Why it was stopped; empty when it was not. */
    synchronized String stopped() {
        return stopped;
    }

    /** Ends what is under way. */
    void cancel() {
        synchronized (this) {
            cancelled = true;
        }
        underWay.forEach(call -> call.cancel(stopped()));
    }

    Queue<RequestRecord> records() {
        return records;
    }

    int peak() {
        return peak.get();
    }

    @Override
    public void close() {
        pacer.close();
        clients.forEach(StreamClient::close);
    }
}
