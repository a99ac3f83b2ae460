package dev.sangam.files.trace;

import dev.sangam.core.InputException;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.workload.Label;
import dev.sangam.files.Reasons;
import dev.sangam.files.Unpacked;
import dev.sangam.files.eventlog.RecordedRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Reads a trace of any {@link TraceFormat}, gzipped or not. What it does not understand is an error naming file and
 * line; rows with an empty prompt or output are errors too (the published traces have none).
 */
public final class TraceReader {
    private static final int BYTE_ORDER_MARK = 0xfeff;

    private TraceReader() {}

    /**
     * Reads a file.
     *
     * @param label given to the requests of formats that have no labels of their own
     * @param classes classes of service that our own CSV may name; {@code best-effort} is always known
     */
    public static Trace read(Path file, Label label, Map<String, QosClass> classes) {
        if (RecordedRun.isLog(file)) {
            return new Trace(
                    TraceFormat.EVENT_LOG, RecordedRun.read(List.of(file)).workload());
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in, label, classes);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
    }

    /** Reads bytes; {@code name} is the file's name in errors. */
    static Trace read(String name, InputStream in, Label label, Map<String, QosClass> classes) {
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
            Reader reader = new BufferedReader(new InputStreamReader(Unpacked.of(in), decoder), 1 << 16);
            int first = firstCharacter(name, reader);
            return first == '{' || first == '['
                    ? jsonLines(name, new JsonRows(name, reader, JsonTraces.LISTS), label)
                    : csv(name, new CsvRows(name, reader), label, classes);
        } catch (IOException e) {
            throw new InputException(name + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
    }

    private static Trace csv(String name, CsvRows rows, Label label, Map<String, QosClass> classes) {
        TraceFormat format = detected(rows.place(), "columns", rows.columns(), TraceFormat.csv());
        return new Trace(
                format,
                switch (format) {
                    case SANGAM -> WorkloadFile.read(name, rows, classes);
                    case AZURE -> CsvTraces.azure(name, rows, label);
                    case VIDUR -> CsvTraces.vidur(name, rows, label);
                    case LENGTHS -> CsvTraces.lengths(name, rows, label);
                    case MOONCAKE, VLLM_WORKLOAD, VLLM_REQUESTS, EVENT_LOG -> throw new AssertionError(format);
                });
    }

    private static Trace jsonLines(String name, JsonRows rows, Label label) {
        rows.advance();
        TraceFormat format = detected(rows.place(), "keys", rows.keys(), TraceFormat.jsonLines());
        return new Trace(
                format,
                switch (format) {
                    case MOONCAKE -> JsonTraces.mooncake(name, rows, label);
                    case VLLM_WORKLOAD -> JsonTraces.vllmWorkload(name, rows, label);
                    case VLLM_REQUESTS -> JsonTraces.vllmRequests(name, rows, label);
                    case SANGAM, AZURE, VIDUR, LENGTHS, EVENT_LOG -> throw new AssertionError(format);
                });
    }

    /** The first format of which nothing is missing; else an error about the nearest one. */
    private static TraceFormat detected(String place, String kind, List<String> present, List<TraceFormat> formats) {
        TraceFormat nearest = formats.stream()
                .min(Comparator.comparingInt(format -> missing(format, present).size()))
                .orElseThrow();
        List<String> missing = missing(nearest, present);
        if (missing.isEmpty()) {
            return nearest;
        }
        if (missing.size() < nearest.required().size()) {
            throw new InputException(
                    place + ": " + kind + " lack " + missing + ", which the " + nearest.title() + " format must have");
        }
        List<String> known =
                formats.stream().map(f -> f.title() + " " + f.required()).toList();
        throw new InputException(place + ": " + kind + " are " + Row.shown(String.join(",", present))
                + "; they must include those of one of " + known);
    }

    private static List<String> missing(TraceFormat format, List<String> present) {
        return format.required().stream()
                .filter(name -> !present.contains(name))
                .toList();
    }

    /** The first character that is neither space nor byte order mark; the reader is left on it. */
    private static int firstCharacter(String name, Reader reader) throws IOException {
        while (true) {
            reader.mark(1);
            int c = reader.read();
            if (c < 0) {
                throw new InputException(name + ": is empty; it must hold a trace");
            }
            if (!Character.isWhitespace(c) && c != BYTE_ORDER_MARK) {
                reader.reset();
                return c;
            }
        }
    }
}
