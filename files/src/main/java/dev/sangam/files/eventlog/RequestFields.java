package dev.sangam.files.eventlog;

import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.TokenCount;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** How a request stands in a line: lengths, hashes of its prompt, class, priority and tenant. Never text or token ids. */
final class RequestFields {
    private static final String BEST_EFFORT = QosClass.BEST_EFFORT.name();
    private static final String DEFAULT_TENANT = "default";

    private RequestFields() {}

    /** @param known classes that the header defines */
    static void write(JsonGenerator json, Request r, Map<String, QosClass> known) {
        json.writeNumberProperty("id", r.id());
        json.writeNumberProperty("arrival", r.arrival());
        json.writeNumberProperty("prompt", r.promptTokens());
        json.writeNumberProperty("max", r.maxOutputTokens());
        json.writeStringProperty("class", whole(r.qos().name()));
        if (!r.qos().equals(known.get(r.qos().name()))) {
            json.writeObjectPropertyStart("slo");
            promise(r.qos().slo()).forEach(json::writeNumberProperty);
            json.writeEndObject();
        }
        if (r.priority() != 0) {
            json.writeNumberProperty("priority", r.priority());
        }
        if (!r.tenant().isBlank() && !r.tenant().equals(DEFAULT_TENANT)) {
            json.writeStringProperty("tenant", whole(r.tenant()));
        }
        if (r.promptBlocks().size() > 0) {
            json.writeStringProperty("blocks", text(r.promptBlocks()));
        }
    }

    /** Names come from clients: halves of surrogate pairs, which are no characters, become question marks. */
    private static String whole(String name) {
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    static Request read(LineFields line, Map<String, QosClass> known) {
        int prompt = (int) line.whole("prompt", 1, TokenCount.MAX);
        String tenant = line.has("tenant") ? line.text("tenant") : DEFAULT_TENANT;
        if (tenant.isBlank()) {
            throw line.error("tenant", "must be a name");
        }
        return new Request(
                line.whole("id", 0, Long.MAX_VALUE),
                line.time("arrival"),
                prompt,
                (int) line.whole("max", 1, Integer.MAX_VALUE),
                line.has("blocks") ? blocks(line, prompt) : BlockHashes.NONE,
                qos(line, known),
                (int) line.whole("priority", Integer.MIN_VALUE, Integer.MAX_VALUE, 0),
                tenant);
    }

    private static QosClass qos(LineFields line, Map<String, QosClass> known) {
        String name = line.text("class");
        if (line.has("slo")) {
            if (name.isBlank()) {
                throw line.error("class", "must be a name");
            }
            LineFields promise = line.object("slo");
            Slo slo = slo(promise);
            promise.done();
            return new QosClass(name, slo);
        }
        QosClass qos = known.get(name);
        if (qos == null) {
            throw line.error("class", "must be one of " + known.keySet() + ", or have an slo beside it");
        }
        return qos;
    }

    /** Classes by name, {@code best-effort} among them. */
    static Map<String, QosClass> known(EventLogHeader header) {
        Map<String, QosClass> known = new LinkedHashMap<>();
        known.put(BEST_EFFORT, QosClass.BEST_EFFORT);
        header.classes().forEach(qos -> known.put(qos.name(), qos));
        return known;
    }

    /** What a class promises. */
    static Map<String, Long> promise(Slo slo) {
        Map<String, Long> fields = new LinkedHashMap<>();
        switch (slo) {
            case Slo.Interactive(long ttft, long tbt) -> {
                fields.put("ttft_ns", ttft);
                fields.put("tbt_ns", tbt);
            }
            case Slo.NonInteractive(long ttlt) -> fields.put("ttlt_ns", ttlt);
            case Slo.BestEffort() -> {}
        }
        return fields;
    }

    /** The opposite of {@link #promise}. */
    static Slo slo(LineFields fields) {
        if (fields.has("ttlt_ns")) {
            return new Slo.NonInteractive(fields.whole("ttlt_ns", 1, Long.MAX_VALUE));
        }
        return fields.has("ttft_ns")
                ? new Slo.Interactive(
                        fields.whole("ttft_ns", 1, Long.MAX_VALUE), fields.whole("tbt_ns", 1, Long.MAX_VALUE))
                : new Slo.BestEffort();
    }

    /** 8 bytes a hash, in base64: two thirds of a character per token of a prompt. */
    private static String text(BlockHashes blocks) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * blocks.size());
        for (int i = 0; i < blocks.size(); i++) {
            bytes.putLong(blocks.at(i));
        }
        return Base64.getEncoder().withoutPadding().encodeToString(bytes.array());
    }

    private static BlockHashes blocks(LineFields line, int prompt) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(line.text("blocks")));
            long[] hashes = new long[bytes.remaining() / Long.BYTES];
            if (bytes.remaining() % Long.BYTES == 0 && hashes.length <= prompt) {
                bytes.asLongBuffer().get(hashes);
                return BlockHashes.of(hashes);
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message for everything that is no list of hashes.
        }
        throw line.error("blocks", "must be base64 of 8 bytes for every full block of the prompt");
    }
}
