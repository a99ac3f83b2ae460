package dev.sangam.files.eventlog;

import dev.sangam.core.InputException;
import dev.sangam.core.request.QosClass;
import dev.sangam.files.Section;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The first line of every file of a log.
 *
 * @param run names the run: equal in all files of one, different in those of another
 * @param part number of the file within its run, from 0
 * @param started wall-clock time of {@code time}
 * @param time when the file begins, nanoseconds on the event loop's clock
 * @param product version of what wrote it
 * @param model name of the model served
 * @param stages steps that the executor can have in flight
 * @param kvBlocks KV blocks of the replica
 * @param blockTokens tokens of a KV block
 * @param classes classes of service that are known by name; requests of others say what they promise
 * @param deployment keys of a deployment file, as far as they are known: what a replay runs on by default
 */
public record EventLogHeader(
        String run,
        int part,
        Instant started,
        long time,
        String product,
        String model,
        int stages,
        int kvBlocks,
        int blockTokens,
        List<QosClass> classes,
        Map<String, Object> deployment) {
    /** Value of {@code format}. */
    static final String FORMAT = "sangam.events";

    /** How every file begins. */
    public static final String MAGIC = "{\"format\":\"" + FORMAT + "\",";

    static final int VERSION = 1;

    public EventLogHeader {
        classes = List.copyOf(classes);
    }

    /** The header of another file of the run, which begins at a time on the event loop's clock. */
    EventLogHeader next(int nextPart, long nextTime) {
        return new EventLogHeader(
                run,
                nextPart,
                started.plusNanos(nextTime - time),
                nextTime,
                product,
                model,
                stages,
                kvBlocks,
                blockTokens,
                classes,
                deployment);
    }

    /** The keys of a deployment, to be read or changed; errors name the log's file. */
    public Section deploymentSection(String file) {
        return Section.parse(file, JsonMapper.shared().writeValueAsString(deployment));
    }

    /** As a line, without its end. */
    String line() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("format", FORMAT);
        line.put("version", VERSION);
        line.put("product", product);
        line.put("run", run);
        line.put("part", part);
        line.put("started", started.toString());
        line.put("t", time);
        line.put("model", model);
        line.put("stages", stages);
        line.put("kv_blocks", kvBlocks);
        line.put("block_tokens", blockTokens);
        line.put(
                "classes",
                classes.stream()
                        .map(qos -> {
                            Map<String, Object> each = new LinkedHashMap<>(Map.of("name", qos.name()));
                            each.putAll(RequestFields.promise(qos.slo()));
                            return each;
                        })
                        .toList());
        line.put("deployment", deployment);
        return JsonMapper.shared().writeValueAsString(line);
    }

    /** The opposite of {@link #line}. */
    static EventLogHeader parse(LineFields line) {
        if (!line.text("format").equals(FORMAT)) {
            throw line.error("format", "must be " + FORMAT);
        }
        if (line.whole("version", 1, Integer.MAX_VALUE) != VERSION) {
            throw line.error("version", "must be " + VERSION + ", the one that this product reads");
        }
        List<QosClass> classes = line.objects("classes").stream()
                .map(each -> {
                    QosClass qos = new QosClass(each.text("name"), RequestFields.slo(each));
                    each.done();
                    return qos;
                })
                .toList();
        EventLogHeader header = new EventLogHeader(
                line.text("run"),
                (int) line.whole("part", 0, Integer.MAX_VALUE),
                started(line),
                line.time("t"),
                line.text("product"),
                line.text("model"),
                (int) line.whole("stages", 1, 1 << 16),
                (int) line.whole("kv_blocks", 1, Integer.MAX_VALUE),
                (int) line.whole("block_tokens", 1, 1 << 16),
                classes,
                deployment(line));
        line.done();
        return header;
    }

    private static Instant started(LineFields line) {
        try {
            return Instant.parse(line.text("started"));
        } catch (DateTimeException e) {
            throw line.error("started", "must be a time such as 2026-01-31T09:30:00Z");
        }
    }

    @SuppressWarnings("unchecked") // a JSON object is a map of names to values
    private static Map<String, Object> deployment(LineFields line) {
        JsonNode node = line.node("deployment");
        if (!node.isObject()) {
            throw new InputException(line.place() + ": deployment must be a mapping of keys to values");
        }
        return JsonMapper.shared().treeToValue(node, Map.class);
    }
}
