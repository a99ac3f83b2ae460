package dev.sangam.files.eventlog;

import dev.sangam.core.InputException;
import dev.sangam.core.request.QosClass;
import dev.sangam.files.Section;
import dev.sangam.files.eventlog.LogEvent.Gauges;
import dev.sangam.files.eventlog.LogEvent.Prefill;
import dev.sangam.files.eventlog.LogEvent.Reason;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** Turns the lines of a file back into events: the opposite of {@link LineWriter}. */
final class LineReader {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private final Map<String, QosClass> known;
    private final ExpectedDecodes expected = new ExpectedDecodes();
    private Gauges gauges = Gauges.NONE;

    LineReader(EventLogHeader header) {
        this.known = RequestFields.known(header);
    }

    /** Value of {@code e}. */
    static String name(LogEvent event) {
        return switch (event) {
            case LogEvent.Arrived e -> "arrived";
            case LogEvent.Cancelled e -> "cancelled";
            case LogEvent.Preempted e -> "preempted";
            case LogEvent.Relegated e -> "relegated";
            case LogEvent.Reinstated e -> "reinstated";
            case LogEvent.Stepped e -> "step";
            case LogEvent.Finished e -> "finished";
            case LogEvent.Loaded e -> "load";
            case LogEvent.Snapshot e -> "snapshot";
            case LogEvent.Carried e -> "carried";
        };
    }

    /** The object of a line; {@code place} names it in errors. */
    static LineFields fields(byte[] bytes, int from, int length, Supplier<String> place) {
        try {
            return new LineFields(JSON.readTree(bytes, from, length), place);
        } catch (JacksonException e) {
            throw new InputException(place.get() + ": is not valid JSON", e);
        }
    }

    LogEvent event(LineFields line) {
        String name = line.text("e");
        long time = line.time("t");
        LogEvent event = switch (name) {
            case "arrived" -> new LogEvent.Arrived(time, RequestFields.read(line, known));
            case "cancelled" -> new LogEvent.Cancelled(time, id(line));
            case "preempted" -> new LogEvent.Preempted(time, ids(line));
            case "relegated" -> new LogEvent.Relegated(time, ids(line));
            case "reinstated" -> new LogEvent.Reinstated(time, ids(line));
            case "step" -> step(line, time);
            case "finished" ->
                new LogEvent.Finished(time, id(line), reason(line), (int) line.whole("tokens", 1, Integer.MAX_VALUE));
            case "load" -> new LogEvent.Loaded(time, gauges(line));
            case "snapshot" -> snapshot(line, time);
            case "carried" -> carried(line, time);
            default -> throw line.error("e", "is not the name of an event known here");
        };
        line.done();
        return event;
    }

    private static long id(LineFields line) {
        return line.whole("id", 0, Long.MAX_VALUE);
    }

    private static List<Long> ids(LineFields line) {
        return line.wholes("ids", 0, Long.MAX_VALUE);
    }

    private static Reason reason(LineFields line) {
        return Stream.of(Reason.values())
                .filter(reason -> Section.word(reason).equals(line.text("reason")))
                .findFirst()
                .orElseThrow(() -> line.error("reason", "must be stop or length"));
    }

    private LogEvent step(LineFields line, long time) {
        List<Prefill> prefills = line.tuples("prefill", 4).stream()
                .map(p -> {
                    if (p[2] == 0 || p[3] > 1) {
                        throw line.error("prefill", "must hold [id, context, tokens >= 1, 1 if it emits, else 0]");
                    }
                    return new Prefill(p[0], (int) p[1], (int) p[2], p[3] == 1);
                })
                .toList();
        Decodes decodes = line.has("decodes") ? decodes(line) : Decodes.NONE;
        expected.advance(decodes, prefills);
        List<Integer> late = line.wholes("late", 0, Integer.MAX_VALUE).stream()
                .map(Math::toIntExact)
                .toList();
        return new LogEvent.Stepped(
                time,
                line.whole("ns", 0, time),
                (int) line.whole("back", 0, Integer.MAX_VALUE, 0),
                prefills,
                decodes,
                late,
                line.has("kv") ? gauges(line) : null);
    }

    private Decodes decodes(LineFields line) {
        Decodes in = new Decodes(0);
        line.tuples("in", 2).forEach(each -> in.add(each[0], (int) each[1]));
        Decodes decodes;
        try {
            decodes = expected.changed(in.sorted(), line.wholes("out", 0, Long.MAX_VALUE));
        } catch (IllegalArgumentException e) {
            throw new InputException(line.place() + ": " + e.getMessage(), e);
        }
        long count = line.whole("decodes", 1, Integer.MAX_VALUE);
        if (decodes.size() != count) {
            throw line.error("decodes", "must be " + decodes.size() + ", what in and out make of the steps before");
        }
        return decodes;
    }

    private Gauges gauges(LineFields line) {
        gauges = new Gauges(
                (int) line.whole("kv", 0, Integer.MAX_VALUE),
                (int) line.whole("waiting", 0, Integer.MAX_VALUE, gauges.waiting()),
                (int) line.whole("running", 0, Integer.MAX_VALUE, gauges.running()));
        return gauges;
    }

    private LogEvent snapshot(LineFields line, long time) {
        expected.clear();
        gauges = Gauges.NONE;
        return new LogEvent.Snapshot(
                time,
                line.whole("dropped", 0, Long.MAX_VALUE),
                (int) line.whole("alive", 0, Integer.MAX_VALUE),
                gauges(line));
    }

    private LogEvent carried(LineFields line, long time) {
        return new LogEvent.Carried(
                time,
                RequestFields.read(line, known),
                line.whole("scheduled", -1, LineFields.MAX_TIME),
                (int) line.whole("reused", 0, Integer.MAX_VALUE),
                line.whole("first", -1, LineFields.MAX_TIME),
                (int) line.whole("tokens", 0, Integer.MAX_VALUE));
    }
}
