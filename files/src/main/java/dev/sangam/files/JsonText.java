package dev.sangam.files;

import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a JSON document in the order of the calls, the same bytes on every machine. Numbers are written in full, without
 * an exponent, which YAML readers would take for text; what is not finite becomes {@code null}.
 */
public final class JsonText {
    /** Valid in JSON as they are, but not in YAML, whose parser reads our files back. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\x7f-\\x9f\\ufffe\\uffff\\p{Cs}]");

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final JsonGenerator out;

    private JsonText(JsonGenerator out) {
        this.out = out;
    }

    /** An object with a line for every value, ending in a line feed. */
    public static String pretty(Consumer<JsonText> content) {
        DefaultIndenter indent = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent);
        return write(MAPPER.writer().with(printer), content) + "\n";
    }

    /** An object on one line. */
    public static String compact(Consumer<JsonText> content) {
        return write(MAPPER.writer(), content);
    }

    private static String write(ObjectWriter writer, Consumer<JsonText> content) {
        Writer text = new StringWriter();
        try (JsonGenerator generator = writer.createGenerator(text)) {
            generator.writeStartObject();
            content.accept(new JsonText(generator));
            generator.writeEndObject();
        }
        return UNPRINTABLE
                .matcher(text.toString())
                .replaceAll(odd -> String.format("\\\\u%04x", (int) odd.group().charAt(0)));
    }

    /** Text. */
    public void text(String key, String value) {
        out.writeStringProperty(key, value);
    }

    /** A whole number. */
    public void whole(String key, long value) {
        out.writeNumberProperty(key, value);
    }

    /** {@code true} or {@code false}. */
    public void flag(String key, boolean value) {
        out.writeBooleanProperty(key, value);
    }

    /** A number. */
    public void number(String key, double value) {
        out.writeName(key);
        number(value);
    }

    /** A list of numbers. */
    public void numbers(String key, double[] values) {
        out.writeName(key);
        array(values);
    }

    /** A list of texts. */
    public void texts(String key, List<String> values) {
        out.writeName(key);
        out.writeStartArray();
        values.forEach(out::writeString);
        out.writeEndArray();
    }

    /** A list of whole numbers. */
    public void wholes(String key, List<Long> values) {
        out.writeName(key);
        out.writeStartArray();
        values.forEach(out::writeNumber);
        out.writeEndArray();
    }

    /** A list of lists of numbers. */
    public void arrays(String key, List<double[]> values) {
        out.writeName(key);
        out.writeStartArray();
        values.forEach(this::array);
        out.writeEndArray();
    }

    /** An object. */
    public void section(String key, Runnable content) {
        out.writeName(key);
        out.writeStartObject();
        content.run();
        out.writeEndObject();
    }

    /** A list of objects. */
    public <T> void list(String key, List<T> items, Consumer<T> content) {
        out.writeName(key);
        out.writeStartArray();
        for (T item : items) {
            out.writeStartObject();
            content.accept(item);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void array(double[] values) {
        out.writeStartArray();
        for (double value : values) {
            number(value);
        }
        out.writeEndArray();
    }

    private void number(double value) {
        if (Double.isFinite(value)) {
            BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
            out.writeNumber(decimal.toPlainString());
        } else {
            out.writeNull();
        }
    }
}
