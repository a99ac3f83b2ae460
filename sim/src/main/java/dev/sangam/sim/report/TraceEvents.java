package dev.sangam.sim.report;

import java.io.OutputStream;
import java.math.BigDecimal;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes events of the Chrome trace format ("Trace Event Format", JSON object form), which Perfetto and chrome://tracing
 * read. Times are nanoseconds here and microseconds with three decimals in the file. A process is a replica.
 */
final class TraceEvents implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int NANOS_PER_MICRO_DIGITS = 3;

    private final JsonGenerator out;

    TraceEvents(OutputStream stream) {
        out = MAPPER.createGenerator(stream);
        out.writeStartObject();
        out.writeStringProperty("displayTimeUnit", "ms");
        out.writeName("traceEvents");
        out.writeStartArray();
    }

    /** Names a replica. */
    void processName(int process, String name) {
        named("process_name", process, 0, name);
    }

    /** Names a track of a replica. */
    void threadName(int process, int thread, String name) {
        named("thread_name", process, thread, name);
    }

    /** Something with a start and an end on a track where nothing overlaps. */
    void complete(int process, int thread, String name, long start, long end, Runnable arguments) {
        begin("X", name, process, thread, start);
        time("dur", end - start);
        arguments(arguments);
        out.writeEndObject();
    }

    /** A gauge with one or more values. */
    void counter(int process, String name, long time, Runnable values) {
        begin("C", name, process, 0, time);
        arguments(values);
        out.writeEndObject();
    }

    /** A part of the life of request {@code id}; parts nest. */
    void span(int process, long id, String name, long start, long end, Runnable inside) {
        async("b", process, id, name, start);
        out.writeEndObject();
        inside.run();
        async("e", process, id, name, end);
        out.writeEndObject();
    }

    /** The life of request {@code id}. */
    void span(int process, long id, String name, long start, long end, Runnable arguments, Runnable inside) {
        async("b", process, id, name, start);
        arguments(arguments);
        out.writeEndObject();
        inside.run();
        async("e", process, id, name, end);
        out.writeEndObject();
    }

    /** A notice that concerns all. */
    void notice(String text, long time) {
        begin("i", text, 0, 0, time);
        out.writeStringProperty("s", "g");
        out.writeEndObject();
    }

    /** An argument, to be written when asked for. */
    void argument(String key, long value) {
        out.writeNumberProperty(key, value);
    }

    void argument(String key, String value) {
        out.writeStringProperty(key, value);
    }

    @Override
    public void close() {
        out.writeEndArray();
        out.writeEndObject();
        out.close();
    }

    private void named(String kind, int process, int thread, String name) {
        begin("M", kind, process, thread, 0);
        arguments(() -> argument("name", name));
        out.writeEndObject();
    }

    private void async(String phase, int process, long id, String name, long time) {
        begin(phase, name, process, 0, time);
        out.writeStringProperty("cat", "request");
        out.writeStringProperty("id", Long.toString(id));
    }

    private void begin(String phase, String name, int process, int thread, long time) {
        out.writeStartObject();
        out.writeStringProperty("ph", phase);
        out.writeStringProperty("name", name);
        out.writeNumberProperty("pid", process);
        out.writeNumberProperty("tid", thread);
        time("ts", time);
    }

    private void time(String key, long nanos) {
        out.writeNumberProperty(key, BigDecimal.valueOf(nanos, NANOS_PER_MICRO_DIGITS));
    }

    private void arguments(Runnable content) {
        out.writeName("args");
        out.writeStartObject();
        content.run();
        out.writeEndObject();
    }
}
