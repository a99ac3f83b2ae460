package dev.sangam.measure.fidelity.records;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import dev.sangam.files.Unpacked;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads files of JSON objects: one after the other, as a rule one a line, or all in one list. A file may be compressed with
 * gzip, which is seen by how it begins.
 */
public final class JsonRecords {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_TEXT = 16 << 20;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_TEXT)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();
    /** Of a file of many objects, the next of which follows each. */
    private static final JsonMapper ONE_OF_MANY = MAPPER.rebuild()
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonRecords() {}

    /**
     * Reads all of them.
     *
     * @param maxBytes most bytes of the file, unpacked
     * @throws InputException naming file and line of what is wrong
     */
    public static List<JsonRecord> read(Path file, long maxBytes) {
        List<JsonRecord> records = new ArrayList<>();
        read(file, maxBytes, records::add);
        return records;
    }

    /** Reads one after the other, and hands each on. */
    public static void read(Path file, long maxBytes, Consumer<JsonRecord> taker) {
        try (InputStream in = open(file, maxBytes)) {
            read(file.toString(), in, taker);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** One object in a text. */
    public static JsonRecord parse(String place, String text) {
        try {
            return JsonRecord.of(place, MAPPER.readTree(text));
        } catch (JacksonException e) {
            throw new InputException(place + ": is not JSON (" + e.getOriginalMessage() + ")", e);
        }
    }

    /** Whether a text is a JSON object, and a whole one. */
    public static boolean isObject(String text) {
        try {
            return MAPPER.readTree(text).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }

    /** What a file holds, unpacked where it is compressed; reading more than {@code maxBytes} of it fails. */
    public static InputStream open(Path file, long maxBytes) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            return new Bounded(file, Unpacked.of(raw), maxBytes);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /** What to tell the user of a file that cannot be read. */
    public static InputException unreadable(Path file, IOException e) {
        return new InputException(file + ": cannot be read (" + Reasons.of(e) + ")", e);
    }

    private static void read(String file, InputStream in, Consumer<JsonRecord> taker) {
        int line = 1;
        try (JsonParser json = ONE_OF_MANY.createParser(in)) {
            boolean list = false;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                line = json.currentTokenLocation().getLineNr();
                switch (token) {
                    case START_OBJECT -> taker.accept(JsonRecord.of(file + ":" + line, ONE_OF_MANY.readTree(json)));
                    case START_ARRAY -> {
                        if (list) {
                            throw new InputException(
                                    file + ":" + line + ": holds a list in a list; it must be of objects");
                        }
                        list = true;
                    }
                    case END_ARRAY -> list = false;
                    default ->
                        throw new InputException(file + ":" + line + ": holds " + JsonRecord.shown(json.getString())
                                + "; it must hold JSON objects, as a rule one a line");
                }
            }
        } catch (JacksonException e) {
            int at = e.getLocation() == null
                    ? line
                    : Math.max(line, e.getLocation().getLineNr());
            throw new InputException(file + ":" + at + ": is not JSON (" + e.getOriginalMessage() + ")", e);
        }
    }

    /** A stream that ends with an error when it is too long. */
    private static final class Bounded extends InputStream {
        private final Path file;
        private final InputStream in;
        private final long most;
        private long left;

        private Bounded(Path file, InputStream in, long most) {
            this.file = file;
            this.in = in;
            this.most = most;
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int count = in.read(bytes, from, length);
            left -= Math.max(0, count);
            if (left < 0) {
                throw new InputException(file + ": holds more than " + most + " bytes; it must be smaller");
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
