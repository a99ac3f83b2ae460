package dev.sangam.measure.run;

import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The lines of a {@link RunFile} as JSON: the first, one for each request, the last. */
final class RunLines {
    /** Value of {@code format}. */
    static final String FORMAT = "sangam.run";

    static final int VERSION = 1;

    /** How the last line begins. */
    static final String END = "{\"end\":true,";

    /** Keys are as they stand here, in snake case; every key must be there, and no other. */
    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(tools.jackson.databind.MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private RunLines() {}

    /** The first line: what is known when a run starts. */
    record Head(
            String format,
            int version,
            List<String> endpoints,
            String model,
            String load,
            boolean openLoop,
            long seed,
            String startedAt,
            long warmupNs,
            List<LabelLine> labels) {
        static Head of(RunFacts facts, List<Label> labels) {
            return new Head(
                    FORMAT,
                    VERSION,
                    facts.endpoints(),
                    facts.model(),
                    facts.load(),
                    facts.openLoop(),
                    facts.seed(),
                    facts.startedAt(),
                    facts.warmupNanos(),
                    labels.stream().map(LabelLine::of).toList());
        }

        RunFacts facts(End end) {
            return new RunFacts(
                    endpoints,
                    model,
                    load,
                    openLoop,
                    seed,
                    startedAt,
                    warmupNs,
                    end.durationNs,
                    new RunFacts.Generator(end.cpuNs, end.cores, end.peakStreams),
                    end.stopped);
        }
    }

    /** A label; of the promises 0 stands for none. */
    record LabelLine(String qos, long ttftNs, long tbtNs, long ttltNs, int priority, String tenant) {
        static LabelLine of(Label label) {
            Slo slo = label.qos().slo();
            return new LabelLine(
                    label.qos().name(),
                    slo instanceof Slo.Interactive it ? it.ttftNanos() : 0,
                    slo instanceof Slo.Interactive it ? it.tbtNanos() : 0,
                    slo instanceof Slo.NonInteractive it ? it.ttltNanos() : 0,
                    label.priority(),
                    label.tenant());
        }

        Label label() {
            Slo slo = ttltNs != 0
                    ? new Slo.NonInteractive(ttltNs)
                    : ttftNs != 0 || tbtNs != 0 ? new Slo.Interactive(ttftNs, tbtNs) : new Slo.BestEffort();
            return new Label(new QosClass(qos, slo), priority, tenant);
        }
    }

    /** A request. {@code chunkGapsNs} holds the time of the first chunk, and then how much later each came. */
    @SuppressWarnings("ArrayRecordComponent") // lives as long as it takes to write a line
    record Line(
            int id,
            int endpoint,
            int label,
            int conversation,
            long intendedNs,
            long sentNs,
            long headersNs,
            long endedNs,
            int promptTokens,
            int cachedTokens,
            int requestedTokens,
            int outputTokens,
            String tokenSource,
            String outcome,
            int status,
            String finishReason,
            String detail,
            int reasoningChunks,
            long[] chunkGapsNs,
            int[] chunkTokens) {
        static Line of(RequestRecord r) {
            long[] gaps = new long[r.chunkTimes().length];
            for (int i = 0; i < gaps.length; i++) {
                gaps[i] = r.chunkTimes()[i] - (i == 0 ? 0 : r.chunkTimes()[i - 1]);
            }
            return new Line(
                    r.id(),
                    r.endpoint(),
                    r.label(),
                    r.conversation(),
                    r.intended(),
                    r.sent(),
                    r.headers(),
                    r.ended(),
                    r.promptTokens(),
                    r.cachedTokens(),
                    r.requestedTokens(),
                    r.outputTokens(),
                    word(r.tokenSource()),
                    word(r.outcome()),
                    r.status(),
                    r.finishReason(),
                    r.detail(),
                    r.reasoningChunks(),
                    gaps,
                    r.chunkTokens());
        }

        RequestRecord request() {
            long[] times = chunkGapsNs.clone();
            for (int i = 1; i < times.length; i++) {
                times[i] += times[i - 1];
            }
            return new RequestRecord(
                    id,
                    endpoint,
                    label,
                    conversation,
                    intendedNs,
                    sentNs,
                    headersNs,
                    endedNs,
                    promptTokens,
                    cachedTokens,
                    requestedTokens,
                    outputTokens,
                    constant(TokenSource.values(), tokenSource),
                    times,
                    chunkTokens,
                    finishReason,
                    constant(Outcome.values(), outcome),
                    status,
                    detail,
                    reasoningChunks);
        }

        /** What makes no sense in it; null when all does. */
        @Nullable
        String fault(Head head) {
            long tokens = 0;
            for (int count : chunkTokens) {
                tokens += count;
            }
            long time = 0;
            for (long gap : chunkGapsNs) {
                time = gap < 0 ? Long.MIN_VALUE : Math.max(Long.MIN_VALUE, time + gap);
            }
            if (endpoint < 0 || endpoint >= head.endpoints.size()) {
                return "endpoint is " + endpoint + "; the first line names " + head.endpoints.size();
            }
            if (label < 0 || label >= head.labels.size()) {
                return "label is " + label + "; the first line names " + head.labels.size();
            }
            if (tokens != outputTokens) {
                return "chunk_tokens add up to " + tokens + "; they must be output_tokens, " + outputTokens;
            }
            return time < 0 ? "chunk_gaps_ns has a negative number; chunks come one after the other" : null;
        }
    }

    /** The last line: what is known when a run is over. */
    record End(boolean end, int requests, long durationNs, long cpuNs, int cores, int peakStreams, String stopped) {}

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E constant(E[] constants, String word) {
        for (E constant : constants) {
            if (word(constant).equals(word)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is not known; it must be one of "
                + String.join(
                        ", ",
                        java.util.Arrays.stream(constants).map(RunLines::word).toList()));
    }
}
