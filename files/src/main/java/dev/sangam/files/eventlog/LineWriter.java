package dev.sangam.files.eventlog;

import dev.sangam.core.request.QosClass;
import dev.sangam.files.Section;
import dev.sangam.files.eventlog.LogEvent.Gauges;
import dev.sangam.files.eventlog.LogEvent.Prefill;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Turns events into the lines of a file. */
final class LineWriter {
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final Map<String, QosClass> known;
    private final ByteArrayOutputStream out;
    private final ExpectedDecodes expected = new ExpectedDecodes();
    private Gauges gauges = Gauges.NONE;

    /** Lines are appended to {@code out}. */
    LineWriter(EventLogHeader header, ByteArrayOutputStream out) {
        this.known = RequestFields.known(header);
        this.out = out;
    }

    void header(EventLogHeader header) {
        out.writeBytes(header.line().getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }

    void event(LogEvent event) {
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("e", LineReader.name(event));
            json.writeNumberProperty("t", event.time());
            switch (event) {
                case LogEvent.Arrived e -> RequestFields.write(json, e.request(), known);
                case LogEvent.Cancelled e -> json.writeNumberProperty("id", e.id());
                case LogEvent.Preempted e -> numbers(json, "ids", e.ids());
                case LogEvent.Relegated e -> numbers(json, "ids", e.ids());
                case LogEvent.Reinstated e -> numbers(json, "ids", e.ids());
                case LogEvent.Stepped e -> step(json, e);
                case LogEvent.Finished e -> {
                    json.writeNumberProperty("id", e.id());
                    json.writeStringProperty("reason", Section.word(e.reason()));
                    json.writeNumberProperty("tokens", e.tokens());
                }
                case LogEvent.Loaded e -> gauges(json, e.gauges());
                case LogEvent.Snapshot e -> snapshot(json, e);
                case LogEvent.Carried e -> {
                    RequestFields.write(json, e.request(), known);
                    json.writeNumberProperty("scheduled", e.scheduledAt());
                    json.writeNumberProperty("reused", e.reused());
                    json.writeNumberProperty("first", e.firstTokenAt());
                    json.writeNumberProperty("tokens", e.tokens());
                }
            }
            json.writeEndObject();
        }
        out.write('\n');
    }

    private void step(JsonGenerator json, LogEvent.Stepped step) {
        json.writeNumberProperty("ns", step.nanos());
        if (step.back() > 0) {
            json.writeNumberProperty("back", step.back());
        }
        if (!step.prefills().isEmpty()) {
            json.writeArrayPropertyStart("prefill");
            for (Prefill p : step.prefills()) {
                tuple(json, p.id(), p.context(), p.tokens(), p.emits() ? 1 : 0);
            }
            json.writeEndArray();
        }
        Decodes decodes = step.decodes().sorted();
        if (decodes.size() > 0) {
            json.writeNumberProperty("decodes", decodes.size());
            ExpectedDecodes.Change change = expected.change(decodes);
            if (change.in().size() > 0) {
                json.writeArrayPropertyStart("in");
                for (int i = 0; i < change.in().size(); i++) {
                    tuple(json, change.in().id(i), change.in().context(i));
                }
                json.writeEndArray();
            }
            numbers(json, "out", change.out());
        }
        numbers(json, "late", step.late());
        if (step.gauges() != null) {
            gauges(json, step.gauges());
        }
        expected.advance(decodes, step.prefills());
    }

    private void snapshot(JsonGenerator json, LogEvent.Snapshot snapshot) {
        expected.clear();
        gauges = Gauges.NONE;
        json.writeNumberProperty("dropped", snapshot.dropped());
        json.writeNumberProperty("alive", snapshot.alive());
        gauges(json, snapshot.gauges());
    }

    /** KV blocks, which change the most and say that there are gauges, and what else differs from the gauges above. */
    private void gauges(JsonGenerator json, Gauges now) {
        json.writeNumberProperty("kv", now.kvBlocks());
        if (now.waiting() != gauges.waiting()) {
            json.writeNumberProperty("waiting", now.waiting());
        }
        if (now.running() != gauges.running()) {
            json.writeNumberProperty("running", now.running());
        }
        gauges = now;
    }

    private static void numbers(JsonGenerator json, String key, List<? extends Number> numbers) {
        if (!numbers.isEmpty()) {
            json.writeArrayPropertyStart(key);
            numbers.forEach(n -> json.writeNumber(n.longValue()));
            json.writeEndArray();
        }
    }

    private static void tuple(JsonGenerator json, long... numbers) {
        json.writeStartArray();
        for (long n : numbers) {
            json.writeNumber(n);
        }
        json.writeEndArray();
    }
}
