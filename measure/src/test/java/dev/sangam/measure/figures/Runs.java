package dev.sangam.measure.figures;

import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunFacts;
import dev.sangam.measure.run.RunFacts.Generator;
import dev.sangam.measure.run.RunRecord;
import dev.sangam.measure.run.TokenSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Records of runs as tests need them. Times are milliseconds. */
final class Runs {
    static final long MS = 1_000_000;

    static final Label CHAT = Label.of(new QosClass("chat", new Slo.Interactive(300 * MS, 30 * MS)));
    static final Label BATCH = Label.of(new QosClass("batch", new Slo.NonInteractive(2000 * MS)));
    static final Label REST = Label.DEFAULT;
    static final List<Label> LABELS = List.of(CHAT, BATCH, REST);

    private Runs() {}

    static RunRecord run(RequestRecord... requests) {
        return run(List.of(requests));
    }

    static RunRecord run(List<RequestRecord> requests) {
        return new RunRecord(facts(requests), LABELS, requests);
    }

    /** An open loop on a generator at ease, that ended with its last request. */
    static RunFacts facts(List<RequestRecord> requests) {
        long end = requests.stream().mapToLong(RequestRecord::ended).max().orElse(0) + MS;
        return new RunFacts(
                List.of("http://one", "http://two"),
                "tiny",
                "open loop, poisson 5/s",
                true,
                7,
                "2026-01-31T12:00:00Z",
                0,
                end,
                new Generator(end / 100, 2, 10));
    }

    static RunFacts with(RunFacts f, long warmup, long cpu) {
        return new RunFacts(
                f.endpoints(),
                f.model(),
                f.load(),
                f.openLoop(),
                f.seed(),
                f.startedAt(),
                warmup,
                f.nanos(),
                new Generator(cpu, f.generator().cores(), f.generator().peakStreams()));
    }

    static RunRecord with(RunRecord run, String startedAt, long seed) {
        RunFacts f = run.facts();
        return new RunRecord(
                new RunFacts(
                        f.endpoints(),
                        f.model(),
                        f.load(),
                        f.openLoop(),
                        seed,
                        startedAt,
                        f.warmupNanos(),
                        f.nanos(),
                        f.generator()),
                run.labels(),
                run.requests());
    }

    /** A whole answer of one token a chunk. */
    static RequestRecord whole(int id, int label, double intended, double sent, double... tokens) {
        int[] ones = new int[tokens.length];
        Arrays.fill(ones, 1);
        return request(id, label, intended, sent, tokens, ones, Outcome.COMPLETED);
    }

    static RequestRecord failed(int id, int label, double intended, Outcome outcome) {
        return request(id, label, intended, intended, new double[0], new int[0], outcome);
    }

    /** Ends with its last chunk, or 5 s after it was sent. */
    static RequestRecord request(
            int id, int label, double intended, double sent, double[] chunks, int[] tokens, Outcome outcome) {
        double end = chunks.length == 0 ? sent + 5000 : chunks[chunks.length - 1];
        return new RequestRecord(
                id,
                0,
                label,
                id,
                nanos(intended),
                nanos(sent),
                nanos(sent),
                nanos(end),
                100,
                -1,
                Arrays.stream(tokens).sum(),
                Arrays.stream(tokens).sum(),
                TokenSource.USAGE,
                Arrays.stream(chunks).mapToLong(Runs::nanos).toArray(),
                tokens,
                outcome == Outcome.COMPLETED ? "stop" : "",
                outcome,
                outcome == Outcome.STATUS ? 503 : outcome == Outcome.CONNECT ? 0 : 200,
                outcome == Outcome.COMPLETED ? "" : "it went wrong",
                0);
    }

    static RequestRecord ended(RequestRecord r, long ended) {
        return new RequestRecord(
                r.id(),
                r.endpoint(),
                r.label(),
                r.conversation(),
                r.intended(),
                r.sent(),
                r.headers(),
                ended,
                r.promptTokens(),
                r.cachedTokens(),
                r.requestedTokens(),
                r.outputTokens(),
                r.tokenSource(),
                r.chunkTimes(),
                r.chunkTokens(),
                r.finishReason(),
                r.outcome(),
                r.status(),
                r.detail(),
                0);
    }

    static RequestRecord on(RequestRecord r, int endpoint, int promptTokens, int cachedTokens) {
        return new RequestRecord(
                r.id(),
                endpoint,
                r.label(),
                r.conversation(),
                r.intended(),
                r.sent(),
                r.headers(),
                r.ended(),
                promptTokens,
                cachedTokens,
                r.requestedTokens(),
                r.outputTokens(),
                r.tokenSource(),
                r.chunkTimes(),
                r.chunkTokens(),
                r.finishReason(),
                r.outcome(),
                r.status(),
                r.detail(),
                0);
    }

    /** Anything that may happen, with all classes, both endpoints, several tokens a chunk, and failures. */
    static List<RequestRecord> random(RandomGenerator random, int requests) {
        List<RequestRecord> result = new ArrayList<>();
        double time = 0;
        for (int id = 0; id < requests; id++) {
            time += random.nextExponential() * 50;
            double sent = time + random.nextExponential();
            double[] chunks = new double[random.nextInt(1, 12)];
            int[] tokens = new int[chunks.length];
            double at = sent + random.nextExponential() * 200;
            for (int c = 0; c < chunks.length; c++) {
                chunks[c] = at;
                tokens[c] = random.nextInt(1, 4);
                at += random.nextExponential() * (random.nextInt(10) == 0 ? 200 : 20);
            }
            Outcome[] outcomes = Outcome.values();
            Outcome outcome = random.nextInt(8) == 0 ? outcomes[random.nextInt(outcomes.length)] : Outcome.COMPLETED;
            RequestRecord r = outcome == Outcome.COMPLETED || outcome == Outcome.TRUNCATED
                    ? request(id, random.nextInt(LABELS.size()), time, sent, chunks, tokens, outcome)
                    : failed(id, random.nextInt(LABELS.size()), time, outcome);
            result.add(on(r, random.nextInt(2), random.nextInt(1, 4000), random.nextInt(3) - 1));
        }
        return result;
    }

    /**
     * A server that serves one request at a time, in order: time to the first token is waiting and {@code serviceMillis}
     * times an exponential of mean 1; then 10 tokens 20 ms apart, which cost the server nothing.
     */
    static RunRecord queue(RandomGenerator random, int requests, double perSecond, double serviceMillis) {
        List<RequestRecord> result = new ArrayList<>();
        double time = 0;
        double free = 0;
        for (int id = 0; id < requests; id++) {
            time += random.nextExponential() * 1000 / perSecond;
            free = Math.max(free, time) + serviceMillis * random.nextExponential();
            double[] tokens = new double[10];
            for (int t = 0; t < tokens.length; t++) {
                tokens[t] = free + 20 * t;
            }
            result.add(whole(id, 0, time, time, tokens));
        }
        return run(result);
    }

    static long nanos(double millis) {
        return Math.round(millis * MS);
    }
}
