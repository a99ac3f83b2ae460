package dev.sangam.measure.figures;

import static dev.sangam.files.output.TableColumn.flag;
import static dev.sangam.files.output.TableColumn.number;
import static dev.sangam.files.output.TableColumn.text;
import static dev.sangam.files.output.TableColumn.whole;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.workload.Label;
import dev.sangam.files.output.OutputFile;
import dev.sangam.files.output.TableColumn;
import dev.sangam.files.output.TableFormat;
import dev.sangam.files.output.TableWriter;
import dev.sangam.measure.figures.Promise.Kept;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunRecord;
import java.util.List;
import java.util.Locale;

/** The requests of a benchmark as a table for programs, with SI units. */
public final class RequestTable {
    /** One row per request, in the order of the record; those of the warm-up are among them. */
    public static final List<TableColumn> COLUMNS = List.of(
            whole("request", "number of the request in its workload"),
            text("endpoint", "address it was sent to"),
            text("class", "class of service"),
            text("tenant", "who pays"),
            whole("priority", "importance; lower is more important"),
            whole("conversation", "number of the conversation it is a turn of"),
            flag("warmup", "whether it belongs to the warm-up, which no figure counts"),
            text("outcome", "how it ended"),
            whole("http_status", "HTTP status, 0 without one"),
            text("finish_reason", "the server's word for why the answer ended"),
            text("detail", "what went wrong"),
            whole("prompt_tokens", "length of the prompt"),
            whole("cached_tokens", "prompt tokens that the server had in its cache; -1 when it does not say"),
            whole("requested_tokens", "output tokens asked for"),
            whole("output_tokens", "output tokens that came"),
            text("token_source", "where the number of output tokens comes from"),
            whole("chunks", "chunks with output"),
            number("intended_seconds", "when it was to be sent, from the start of the run"),
            number("sent_seconds", "when it was sent"),
            number("headers_seconds", "when the status line had been read"),
            number("first_token_seconds", "when its first output came"),
            number("last_token_seconds", "when its last output came"),
            number("ended_seconds", "when the answer was whole, or had failed"),
            number("lateness_seconds", "lateness: sent - intended"),
            number("ttft_seconds", "ttft: first token - intended"),
            number("ttft_sent_seconds", "ttft_sent: first token - sent"),
            number("tpot_seconds", "tpot: (last token - first token) / (output tokens - 1)"),
            number("ttlt_seconds", "ttlt: last token - intended"),
            number("ttlt_sent_seconds", "ttlt_sent: last token - sent"),
            number("normalised_latency_seconds_per_token", "normalised_latency: ttlt / output tokens"),
            number("fluidity_share", "fluidity: token deadlines met / token deadlines; unknown for a class without"),
            flag("slo_met", "whether it got what it was promised; unknown where nothing was, or it cannot be known"));

    private RequestTable() {}

    /** Writes {@link #COLUMNS}. */
    public static void write(RunRecord run, SloSettings slos, TableFormat format, OutputFile file) {
        List<Promise> promises = run.labels().stream().map(slos::promise).toList();
        try (TableWriter table = format.open(file, COLUMNS)) {
            for (RequestRecord request : run.requests()) {
                labels(run, request, table);
                times(request, table);
                Promise promise = promises.get(request.label());
                Kept kept = promise.kept(request, run.facts().nanos());
                table.add(fluidity(request, promise))
                        .add(kept == Kept.UNKNOWN ? null : (Boolean) (kept == Kept.YES))
                        .end();
            }
        }
    }

    private static void labels(RunRecord run, RequestRecord request, TableWriter table) {
        Label label = run.labels().get(request.label());
        table.add(request.id())
                .add(run.facts().endpoints().get(request.endpoint()))
                .add(label.qos().name())
                .add(label.tenant())
                .add(label.priority())
                .add(request.conversation())
                .add((Boolean) !RunSummary.counted(request, run.facts()))
                .add(request.outcome().name().toLowerCase(Locale.ROOT))
                .add(request.status())
                .add(request.finishReason())
                .add(request.detail())
                .add(request.promptTokens())
                .add(request.cachedTokens())
                .add(request.requestedTokens())
                .add(request.outputTokens())
                .add(request.tokenSource().name().toLowerCase(Locale.ROOT))
                .add(request.chunkTimes().length);
    }

    private static void times(RequestRecord request, TableWriter table) {
        long[] times = request.chunkTimes();
        time(request.intended(), table);
        time(request.sent(), table);
        time(request.headers(), table);
        time(times.length == 0 ? RequestRecord.NEVER : times[0], table);
        time(times.length == 0 ? RequestRecord.NEVER : times[times.length - 1], table);
        time(request.ended(), table);
        for (Metric metric : List.of(
                Metric.LATENESS,
                Metric.TTFT,
                Metric.TTFT_SENT,
                Metric.TPOT,
                Metric.TTLT,
                Metric.TTLT_SENT,
                Metric.NORMALISED_LATENCY)) {
            table.add(RequestTimes.single(metric, request));
        }
    }

    private static void time(long nanos, TableWriter table) {
        table.add(nanos == RequestRecord.NEVER ? Double.NaN : nanos / 1e9);
    }

    private static double fluidity(RequestRecord request, Promise promise) {
        long[] tokens = RequestTimes.tokens(request);
        return request.outcome() == Outcome.COMPLETED
                ? RequestTimes.value(Metric.FLUIDITY, request, tokens, promise.slo(request.promptTokens()))
                : Double.NaN;
    }
}
