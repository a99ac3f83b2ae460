package dev.sangam.files.trace;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Rows of a file with a JSON object a line; this object is the current row. Keys that are not asked for are skipped.
 */
final class JsonRows implements Row {
    /** Longest line, characters: a prompt of a million token ids fits. */
    private static final int MAX_LINE = 1 << 24;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String file;
    private final Reader reader;
    private final Set<String> lists;
    private final Map<String, String> scalars = new HashMap<>();
    private final Map<String, long[]> listValues = new HashMap<>();
    private long line;

    /** {@code lists} are the keys whose value is kept when it is a list of whole numbers. */
    JsonRows(String file, Reader reader, Set<String> lists) {
        this.file = file;
        this.reader = reader;
        this.lists = lists;
    }

    /** Moves to the next line that is not blank; false at the end. */
    boolean advance() {
        for (String text = readLine(); text != null; text = readLine()) {
            if (!text.isBlank()) {
                parse(text);
                return true;
            }
        }
        return false;
    }

    List<String> keys() {
        return scalars.keySet().stream().sorted().toList();
    }

    @Override
    public String text(String field) {
        String text = scalars.get(field);
        if (text == null) {
            throw new InputException(place() + ": " + field + " is missing; it must be a number");
        }
        return text;
    }

    /** Whole numbers of a list; empty when the key is absent. */
    long[] list(String key) {
        return listValues.getOrDefault(key, new long[0]);
    }

    @Override
    public String place() {
        return file + ":" + line;
    }

    private void parse(String text) {
        scalars.clear();
        listValues.clear();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InputException(place() + ": must hold a JSON object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                parseValue(parser, parser.currentName());
            }
            if (parser.nextToken() != null) {
                throw new InputException(place() + ": has text after its JSON object; it must have one object a line");
            }
        } catch (JacksonException e) {
            throw new InputException(place() + ": is not valid JSON", e);
        }
    }

    private void parseValue(JsonParser parser, String key) {
        JsonToken value = parser.nextToken();
        if (lists.contains(key)) {
            listValues.put(key, longs(parser, key));
        } else if (value.isNumeric() || value == JsonToken.VALUE_STRING) {
            scalars.put(key, parser.getString());
        } else {
            parser.skipChildren();
        }
    }

    private long[] longs(JsonParser parser, String key) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new InputException(place() + ": " + key + " must be a list of whole numbers");
        }
        LongStream.Builder values = LongStream.builder();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                throw new InputException(place() + ": " + key + " holds " + Row.shown(parser.getString())
                        + "; it must hold whole numbers");
            }
            values.add(parser.getLongValue());
        }
        return values.build().toArray();
    }

    private @Nullable String readLine() {
        StringBuilder text = new StringBuilder();
        line++;
        try {
            int c = reader.read();
            if (c < 0) {
                return null;
            }
            for (; c >= 0 && c != '\n'; c = reader.read()) {
                if (text.length() == MAX_LINE) {
                    throw new InputException(place() + ": is longer than " + MAX_LINE + " characters");
                }
                text.append((char) c);
            }
            return text.toString();
        } catch (IOException e) {
            throw new InputException(place() + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
    }
}
