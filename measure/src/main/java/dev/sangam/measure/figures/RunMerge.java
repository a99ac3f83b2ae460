package dev.sangam.measure.figures;

import dev.sangam.core.InputException;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.workload.Label;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunFacts;
import dev.sangam.measure.run.RunFacts.Generator;
import dev.sangam.measure.run.RunRecord;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * One run of the parts that several load generators made of it at the same time. Requests are taken over as they are, on the clock of
 * the part that started first, so that figures of the whole are those of all its requests.
 *
 * <p>The parts' clocks are as far apart as the wall clocks of their machines. That moves parts against each other, and with
 * them the makespan; no latency, as both ends of one are of the same machine.
 *
 * <p>Parts with one seed are taken for shares of one workload, and keep the numbers of their requests; else requests are
 * numbered anew in the order of their arrival, and a conversation gets the number of its first turn.
 *
 * <p>The warm-up is over when it is over for every part. The CPU time is that of generators as busy as the busiest of them,
 * so that a part that was held up by its generator makes the whole invalid.
 */
public final class RunMerge {
    /** Requests that were never due come last. */
    private static final Comparator<Moved> BY_ARRIVAL = Comparator.comparing(
                    (Moved m) -> m.intended == RequestRecord.NEVER)
            .thenComparingLong(Moved::intended)
            .thenComparingInt(Moved::part)
            .thenComparingInt(m -> m.request.id());

    private final List<RunRecord> parts;
    private final long[] shifts;

    private RunMerge(List<RunRecord> parts, long[] shifts) {
        this.parts = parts;
        this.shifts = shifts;
    }

    /**
     * Merges parts of a run.
     *
     * @param names of the parts, for errors: their files
     * @throws InputException when they are not parts of one run: they asked for different models or of different endpoints, were
     *     not made at the same time, sent the same requests, mean different things by the name of a class, or mix open and
     *     closed loops
     */
    public static RunRecord of(List<RunRecord> parts, List<String> names) {
        if (parts.isEmpty() || parts.size() != names.size()) {
            throw new IllegalArgumentException(parts.size() + " parts with " + names.size() + " names");
        }
        List<OffsetDateTime> starts = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            starts.add(start(parts.get(i), names.get(i)));
            requireSame(parts, names, i);
        }
        OffsetDateTime first = starts.stream().min(Comparator.naturalOrder()).orElseThrow();
        long[] shifts = starts.stream()
                .mapToLong(start -> Duration.between(first, start).toNanos())
                .toArray();
        requireSameTime(parts, names, shifts);
        requireOnce(parts, names);
        return new RunMerge(List.copyOf(parts), shifts)
                .merge(parts.get(starts.indexOf(first)).facts().startedAt());
    }

    private static OffsetDateTime start(RunRecord part, String name) {
        try {
            return OffsetDateTime.parse(part.facts().startedAt());
        } catch (DateTimeParseException e) {
            throw new InputException(
                    name + ": started at '" + part.facts().startedAt()
                            + "'; it must be a time such as 2026-01-31T12:00:00Z",
                    e);
        }
    }

    private static void requireSame(List<RunRecord> parts, List<String> names, int i) {
        RunFacts a = parts.getFirst().facts();
        RunFacts b = parts.get(i).facts();
        same("model", a.model(), b.model(), names, i);
        same("endpoints", new TreeSet<>(a.endpoints()), new TreeSet<>(b.endpoints()), names, i);
        same("kind of loop", loop(a), loop(b), names, i);
        Map<String, QosClass> classes = new HashMap<>();
        for (int p = 0; p <= i; p++) {
            for (Label label : parts.get(p).labels()) {
                QosClass other = classes.putIfAbsent(label.qos().name(), label.qos());
                if (other != null) {
                    same(
                            "SLO of class '" + label.qos().name() + "'",
                            other.slo(),
                            label.qos().slo(),
                            names,
                            i);
                }
            }
        }
    }

    private static String loop(RunFacts facts) {
        return facts.openLoop() ? "open" : "closed";
    }

    private static void same(String what, Object a, Object b, List<String> names, int i) {
        if (!a.equals(b)) {
            throw new InputException(names.get(i) + ": its " + what + " is " + b + ", but that of " + names.getFirst()
                    + " is " + a + "; only parts of one run can be merged. Maybe use 'sangam bench compare'");
        }
    }

    private static void requireSameTime(List<RunRecord> parts, List<String> names, long[] shifts) {
        int latest = 0;
        int ended = 0;
        for (int i = 1; i < shifts.length; i++) {
            latest = shifts[i] > shifts[latest] ? i : latest;
            ended = end(parts, shifts, i) < end(parts, shifts, ended) ? i : ended;
        }
        if (shifts[latest] >= end(parts, shifts, ended) && parts.size() > 1) {
            throw new InputException(names.get(latest) + ": started when " + names.get(ended)
                    + " had ended; parts of one run run at the same time. Maybe the machines' clocks differ");
        }
    }

    private static long end(List<RunRecord> parts, long[] shifts, int i) {
        return shifts[i] + parts.get(i).facts().nanos();
    }

    /** Equal seeds are those of one workload, of which each part must have sent requests of its own. */
    private static void requireOnce(List<RunRecord> parts, List<String> names) {
        Map<Long, Map<Integer, Integer>> senders = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            Map<Integer, Integer> ofSeed =
                    senders.computeIfAbsent(parts.get(i).facts().seed(), s -> new HashMap<>());
            for (RequestRecord request : parts.get(i).requests()) {
                Integer other = ofSeed.putIfAbsent(request.id(), i);
                if (other != null && other != i) {
                    throw new InputException(names.get(i) + ": sent request " + request.id() + " of seed "
                            + parts.get(i).facts().seed() + ", and so did " + names.get(other)
                            + "; prompts sent twice may be answered from a cache. Maybe give every part its own"
                            + " --seed");
                }
            }
        }
    }

    private record Moved(int part, RequestRecord request, long intended) {}

    private RunRecord merge(String startedAt) {
        List<Label> labels = List.copyOf(new LinkedHashSet<>(
                parts.stream().flatMap(p -> p.labels().stream()).toList()));
        List<String> endpoints = parts.getFirst().facts().endpoints();
        List<Moved> moved = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            for (RequestRecord request : parts.get(part).requests()) {
                moved.add(new Moved(part, request, shifted(request.intended(), part)));
            }
        }
        boolean oneWorkload =
                parts.stream().map(p -> p.facts().seed()).distinct().count() == 1;
        moved.sort(oneWorkload ? Comparator.comparingInt(m -> m.request.id()) : BY_ARRIVAL);
        Map<List<Integer>, Integer> conversations = new HashMap<>();
        List<RequestRecord> requests = new ArrayList<>(moved.size());
        for (int i = 0; i < moved.size(); i++) {
            Moved m = moved.get(i);
            RunRecord part = parts.get(m.part);
            int first = Objects.requireNonNullElse(
                    conversations.putIfAbsent(List.of(m.part, m.request.conversation()), i), i);
            requests.add(renumbered(
                    m,
                    oneWorkload ? m.request.id() : i,
                    oneWorkload ? m.request.conversation() : first,
                    labels.indexOf(part.labels().get(m.request.label())),
                    endpoints.indexOf(part.facts().endpoints().get(m.request.endpoint()))));
        }
        return new RunRecord(facts(startedAt, requests), labels, requests);
    }

    private RequestRecord renumbered(Moved m, int id, int conversation, int label, int endpoint) {
        RequestRecord r = m.request;
        return new RequestRecord(
                id,
                endpoint,
                label,
                conversation,
                m.intended,
                shifted(r.sent(), m.part),
                shifted(r.headers(), m.part),
                shifted(r.ended(), m.part),
                r.promptTokens(),
                r.cachedTokens(),
                r.requestedTokens(),
                r.outputTokens(),
                r.tokenSource(),
                Arrays.stream(r.chunkTimes()).map(t -> shifted(t, m.part)).toArray(),
                r.chunkTokens(),
                r.finishReason(),
                r.outcome(),
                r.status(),
                r.detail(),
                r.reasoningChunks());
    }

    private long shifted(long time, int part) {
        return time == RequestRecord.NEVER ? time : time + shifts[part];
    }

    private RunFacts facts(String startedAt, List<RequestRecord> requests) {
        RunFacts first = parts.getFirst().facts();
        long warmup = 0;
        long nanos = 0;
        int cores = 0;
        double busiest = 0;
        Set<String> loads = new LinkedHashSet<>();
        for (int i = 0; i < parts.size(); i++) {
            RunFacts facts = parts.get(i).facts();
            Generator generator = facts.generator();
            warmup = Math.max(warmup, shifts[i] + facts.warmupNanos());
            nanos = Math.max(nanos, shifts[i] + facts.nanos());
            cores += generator.cores();
            busiest = Math.max(busiest, generator.cpuNanos() / ((double) facts.nanos() * generator.cores()));
            loads.add(facts.load());
        }
        String load = parts.size() == 1 ? first.load() : parts.size() + " generators: " + String.join(" + ", loads);
        Generator generator = new Generator(Math.round(busiest * nanos * cores), cores, peak(requests));
        return new RunFacts(
                first.endpoints(),
                first.model(),
                load,
                first.openLoop(),
                first.seed(),
                startedAt,
                warmup,
                nanos,
                generator);
    }

    private static int peak(List<RequestRecord> requests) {
        long[] sent = requests.stream()
                .mapToLong(RequestRecord::sent)
                .filter(t -> t != RequestRecord.NEVER)
                .sorted()
                .toArray();
        long[] ended = requests.stream()
                .filter(r -> r.sent() != RequestRecord.NEVER)
                .mapToLong(r -> r.ended() == RequestRecord.NEVER ? Long.MAX_VALUE : r.ended())
                .sorted()
                .toArray();
        int most = 0;
        int done = 0;
        for (int i = 0; i < sent.length; i++) {
            while (ended[done] <= sent[i]) {
                done++;
            }
            most = Math.max(most, i + 1 - done);
        }
        return most;
    }
}
