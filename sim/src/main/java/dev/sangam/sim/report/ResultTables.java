package dev.sangam.sim.report;

import static dev.sangam.files.output.TableColumn.flag;
import static dev.sangam.files.output.TableColumn.number;
import static dev.sangam.files.output.TableColumn.text;
import static dev.sangam.files.output.TableColumn.whole;

import dev.sangam.core.metric.RequestLog;
import dev.sangam.core.metric.Summaries;
import dev.sangam.core.metric.TimeSeries;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.output.OutputFile;
import dev.sangam.files.output.TableColumn;
import dev.sangam.files.output.TableFormat;
import dev.sangam.files.output.TableWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A run as tables for programs, with SI units: one row per request, per interval of time, and per step. */
public final class ResultTables {
    /** One row per request, in order of arrival. All but the first columns are unknown for one that did not finish. */
    public static final List<TableColumn> REQUESTS = List.of(
            whole("request", "number of the request, from 0 in order of arrival"),
            text("class", "class of service"),
            text("tenant", "who pays"),
            whole("priority", "importance; lower is more important"),
            whole("prompt_tokens", "length of the prompt"),
            whole("output_tokens", "length of the output"),
            number("arrival_seconds", "when it arrived, from the start of the run"),
            flag("finished", "whether it got its last token"),
            whole("replica", "number of the replica that served it, from 0"),
            number("scheduled_seconds", "when its first step started"),
            number("first_token_seconds", "when its first token came"),
            number("last_token_seconds", "when its last token came"),
            number("scheduling_delay_seconds", "scheduled - arrival"),
            number("ttft_seconds", "time to first token: first token - arrival"),
            number("tpot_seconds", "time per output token after the first; unknown for outputs of one token"),
            number("ttlt_seconds", "time to last token: last token - arrival"),
            number("normalised_latency_seconds_per_token", "time to last token / output tokens"),
            whole("preemptions", "how often it lost its KV blocks"),
            number("preempted_seconds", "time between losing them and its next step, summed"),
            number("fluidity_share", "token deadlines met / token deadlines; unknown for a class without"),
            flag("slo_met", "whether it met its SLO; unknown for a class that promises nothing"));

    /** One row per interval of the time series. */
    public static final List<TableColumn> TIMESERIES = timeSeriesColumns();

    /** One row per step of a replica, in order of completion. */
    public static final List<TableColumn> STEPS = List.of(
            whole("step", "number of the step, from 0 in order of completion over all replicas"),
            whole("replica", "number of the replica, from 0"),
            number("start_seconds", "when it was formed and handed to the first pipeline stage"),
            number("end_seconds", "when its last pipeline stage had run"),
            whole("prefills", "sequences that computed a part of their prompt"),
            whole("prefill_tokens", "prompt tokens computed"),
            whole("prefill_context_tokens", "tokens in the cache before these prefills, summed"),
            whole("decodes", "sequences that computed one output token"),
            whole("decode_context_tokens", "tokens these decodes attended to, summed"),
            whole("preempted", "sequences that lost their KV blocks while it was formed"),
            whole("saved_tokens", "tokens whose KV was saved to host memory then, in place of being computed again"),
            whole("restored_tokens", "tokens whose KV was restored from there before it ran"),
            whole("kv_blocks_used", "KV blocks held at its end, before finished sequences let go of theirs"),
            whole("waiting", "requests waiting at its end"),
            whole("running", "requests admitted at its end"));

    private ResultTables() {}

    /** Writes {@link #REQUESTS}. */
    public static void requests(RunResult result, TableFormat format, OutputFile file) {
        try (TableWriter table = format.open(file, REQUESTS)) {
            for (int id = 0; id < result.workload().size(); id++) {
                request(result, id, table);
            }
        }
    }

    private static void request(RunResult result, int id, TableWriter table) {
        Workload workload = result.workload();
        RequestLog log = result.run().requests();
        table.add(id)
                .add(workload.qos(id).name())
                .add(workload.tenant(id))
                .add(workload.priority(id))
                .add(workload.promptTokens(id))
                .add(workload.outputTokens(id))
                .seconds(workload.arrival(id))
                .add((Boolean) log.finished(id));
        if (log.finished(id)) {
            finished(workload, log, id, table);
        } else {
            for (int i = 8; i < REQUESTS.size() - 1; i++) {
                table.unknown();
            }
        }
        table.add(Summaries.attained(workload, log, id)).end();
    }

    private static void finished(Workload workload, RequestLog log, int id, TableWriter table) {
        long arrival = workload.arrival(id);
        long ttlt = log.lastTokenAt(id) - arrival;
        table.add(log.replica(id))
                .seconds(log.scheduledAt(id))
                .seconds(log.firstTokenAt(id))
                .seconds(log.lastTokenAt(id))
                .seconds(log.scheduledAt(id) - arrival)
                .seconds(log.firstTokenAt(id) - arrival)
                .add(log.tpotNanos(id) / 1e9)
                .seconds(ttlt)
                .add(ttlt / 1e9 / log.outputTokens(id))
                .add(log.preemptions(id))
                .seconds(log.preemptedNanos(id))
                .add(fluidity(workload, log, id));
    }

    private static double fluidity(Workload workload, RequestLog log, int id) {
        return workload.qos(id).slo() instanceof Slo.Interactive ? log.fluidity(id) : Double.NaN;
    }

    /** Writes {@link #TIMESERIES}. */
    public static void timeSeries(RunResult result, TableFormat format, OutputFile file) {
        Timeline timeline = Timeline.of(result, TimeSeries.MAX_BINS);
        try (TableWriter table = format.open(file, TIMESERIES)) {
            for (int i = 0; i < timeline.size(); i++) {
                table.add(timeline.startSeconds(i)).add(timeline.lengthSeconds(i));
                for (Measure measure : Measure.values()) {
                    table.add(timeline.value(measure, i));
                }
                table.end();
            }
        }
    }

    /** Opens {@link #STEPS} for a run that is about to start; close it when the run is over. */
    public static StepTable steps(TableFormat format, OutputFile file) {
        return new StepTable(format.open(file, STEPS));
    }

    private static List<TableColumn> timeSeriesColumns() {
        List<TableColumn> columns = new ArrayList<>();
        columns.add(number("start_seconds", "start of the interval, from the start of the run"));
        columns.add(number("length_seconds", "length of the interval"));
        Arrays.stream(Measure.values())
                .map(measure -> number(measure.id(), measure.description()))
                .forEach(columns::add);
        return List.copyOf(columns);
    }
}
