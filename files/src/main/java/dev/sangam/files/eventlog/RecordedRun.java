package dev.sangam.files.eventlog;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.Request;
import dev.sangam.core.workload.BlockKeys;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import dev.sangam.core.workload.WorkloadSpec;
import dev.sangam.files.eventlog.LogEvent.Carried;
import dev.sangam.files.eventlog.LogEvent.Gauges;
import dev.sangam.files.eventlog.LogWalk.Tracked;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A run that was recorded, read from its log: the requests, to be simulated, and the metrics of what happened, as the
 * simulator computes them.
 */
public final class RecordedRun {
    /** Most block hashes of a log, 1 GB. */
    private static final long MAX_HASHES = 1 << 27;

    private final LogFiles files;
    private final Workload workload;
    private final List<String> remarks;
    /** The workload's number of each request, by its number in the log. */
    private final int[] index;
    /** Time of the log at which the workload's clock begins. */
    private final long origin;

    private RecordedRun(LogFiles files, Arrivals arrivals) {
        this.files = files;
        this.remarks = files.remarks();
        this.origin = Math.min(files.header().time(), arrivals.earliest);
        this.index = new int[arrivals.requests.size()];
        List<Tracked> inOrder = new ArrayList<>(arrivals.requests);
        inOrder.sort(Comparator.comparingLong(tracked -> tracked.request.arrival()));
        WorkloadBuilder builder = new WorkloadBuilder();
        int blockTokens = files.header().blockTokens();
        for (Tracked each : inOrder) {
            index[each.number] = builder.size();
            Request r = each.request;
            String tenant = r.tenant();
            builder.add(
                    r.arrival() - origin,
                    r.promptTokens(),
                    Math.max(1, each.emitted),
                    new Label(r.qos(), r.priority(), tenant),
                    keys(r.promptBlocks(), blockTokens));
        }
        this.workload = builder.build();
    }

    /** Whether a file begins as an event log does, gzipped or not. Nothing is read of what is no regular file. */
    public static boolean isLog(Path file) {
        return LogFiles.isLog(file);
    }

    /**
     * Reads the files of one run, in any order.
     *
     * @throws InputException naming file and line when they are not an event log
     */
    public static RecordedRun read(List<Path> files) {
        LogFiles log = LogFiles.of(files);
        Arrivals arrivals = new Arrivals();
        log.walk(new LogWalk(arrivals));
        if (arrivals.requests.isEmpty()) {
            throw new InputException(files.getFirst() + ": has no requests; a run must have at least one");
        }
        return new RecordedRun(log, arrivals);
    }

    /** Header of its first file. */
    public EventLogHeader header() {
        return files.header();
    }

    /** What was left out because it could not be read, a line each. */
    public List<String> remarks() {
        return remarks;
    }

    /**
     * The requests. Of one that was cancelled, or had not ended when the log did, the output is what it had got until then,
     * and at least one token. Time 0 is the begin of the log, or the arrival of the oldest request that was alive then.
     */
    public Workload workload() {
        return workload;
    }

    /**
     * What happened, by the definitions of the simulator.
     *
     * @param labelled this workload, or the same requests with other classes
     * @param flops floating-point operations that the model needs for a batch
     */
    public RunRecorder metrics(Workload labelled, ToDoubleFunction<BatchShape> flops) {
        Measures measures = new Measures(labelled, flops);
        LogWalk walk = new LogWalk(measures);
        files.walk(walk);
        measures.loaded(Gauges.NONE, 0, walk.lastTime());
        return measures.recorder;
    }

    private static BlockKeys keys(BlockHashes hashes, int blockTokens) {
        if (hashes.size() == 0 || blockTokens % Workload.BLOCK_TOKENS != 0) {
            return BlockKeys.NONE;
        }
        long[] keys = new long[hashes.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = hashes.at(i);
        }
        return BlockKeys.of(blockTokens / Workload.BLOCK_TOKENS, keys);
    }

    /** Collects the requests. */
    private static final class Arrivals implements LogWalk.Visitor {
        private final List<Tracked> requests = new ArrayList<>();
        private long earliest = Long.MAX_VALUE;
        private long hashes;

        @Override
        public void arrived(Tracked request, long now) {
            hashes += request.request.promptBlocks().size();
            if (requests.size() == WorkloadSpec.MAX_REQUESTS || hashes > MAX_HASHES) {
                throw new IllegalArgumentException("is past " + requests.size() + " requests and " + MAX_HASHES
                        + " block hashes; a log may have no more. Maybe one of its files alone");
            }
            requests.add(request);
            earliest = Math.min(earliest, request.request.arrival());
        }
    }

    /** Computes the metrics. */
    private final class Measures implements LogWalk.Visitor {
        private final Workload requests;
        private final RunRecorder recorder;
        private final Request[] known;

        Measures(Workload requests, ToDoubleFunction<BatchShape> flops) {
            this.requests = requests;
            this.recorder = new RunRecorder(flops);
            this.known = new Request[requests.size()];
        }

        @Override
        public void arrived(Tracked request, long now) {
            int i = index[request.number];
            Label label = requests.label(i);
            known[i] = new Request(
                    i,
                    requests.arrival(i),
                    requests.promptTokens(i),
                    request.request.maxOutputTokens(),
                    BlockHashes.NONE,
                    label.qos(),
                    label.priority(),
                    label.tenant());
            recorder.arrived(i, time(now));
        }

        @Override
        public void resumed(Tracked request, Carried carried) {
            int i = index[request.number];
            recorder.resumed(
                    i,
                    known[i],
                    carried.scheduledAt() < 0 ? -1 : time(carried.scheduledAt()),
                    carried.reused(),
                    carried.firstTokenAt() < 0 ? -1 : time(carried.firstTokenAt()),
                    carried.tokens());
        }

        @Override
        public void preempted(Tracked request, long now) {
            recorder.preempted(index[request.number], time(now));
        }

        @Override
        public void started(BatchShape shape, long now) {
            recorder.started(shape, time(now));
        }

        @Override
        public void prefilled(Tracked request, int context, long now) {
            int i = index[request.number];
            recorder.prefilled(i, known[i], context, 0, time(now));
        }

        @Override
        public void scheduledAgain(Tracked request, long now) {
            recorder.scheduledAgain(index[request.number], time(now));
        }

        @Override
        public void emitted(Tracked request, long now) {
            int i = index[request.number];
            recorder.emitted(i, known[i], time(now));
        }

        @Override
        public void finished(Tracked request, long now) {
            recorder.finished(index[request.number], time(now));
        }

        @Override
        public void loaded(Gauges gauges, int inFlight, long now) {
            double busy = inFlight >= header().stages() ? 1 : (double) inFlight / header().stages();
            recorder.loaded(
                    0, new RunRecorder.Load(busy, gauges.kvBlocks(), gauges.waiting(), gauges.running()), time(now));
        }

        /** A step that was formed before the file began may have been formed before the clock does. */
        private long time(long ofLog) {
            return Math.max(0, ofLog - origin);
        }
    }
}
