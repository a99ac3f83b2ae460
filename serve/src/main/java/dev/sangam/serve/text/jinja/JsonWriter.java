package dev.sangam.serve.text.jinja;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The filter {@code tojson} as Hugging Face defines it: Python's {@code json.dumps} with nothing escaped for HTML. */
final class JsonWriter {
    /** Deepest nesting of a value. */
    static final int MAX_DEPTH = 100;

    private final MarkedText.Builder out = new MarkedText.Builder();
    private final boolean ascii;
    private final boolean sorted;
    private final int indent;
    private final String itemSeparator;
    private final String keySeparator;

    /** {@code indent} is negative for everything on one line. */
    private JsonWriter(boolean ascii, boolean sorted, int indent, String itemSeparator, String keySeparator) {
        this.ascii = ascii;
        this.sorted = sorted;
        this.indent = indent;
        this.itemSeparator = itemSeparator;
        this.keySeparator = keySeparator;
    }

    static Value json(Value value, Arguments arguments) {
        var bound = arguments.bind("tojson", "ensure_ascii", "indent", "separators", "sort_keys");
        Value ascii = bound.get(0);
        Value indent = bound.get(1);
        Value separators = bound.get(2);
        Value sorted = bound.get(3);
        int width = indent == null || indent.equals(Value.NONE) ? -1 : Math.clamp(Types.size(indent), 0, 16);
        List<Value> pair = separators == null || separators.equals(Value.NONE)
                ? List.of(Value.Text.trusted(width < 0 ? ", " : ","), Value.Text.trusted(": "))
                : Types.items(separators);
        if (pair.size() != 2) {
            throw new TemplateException("tojson has " + pair.size() + " separators; it must have two");
        }
        JsonWriter writer = new JsonWriter(
                ascii != null && Operators.truth(ascii),
                sorted != null && Operators.truth(sorted),
                width,
                Types.text(pair.get(0)).text(),
                Types.text(pair.get(1)).text());
        writer.write(value, 0);
        return new Value.Text(writer.out.build());
    }

    private void write(Value value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new TemplateException("a value is nested deeper than " + MAX_DEPTH);
        }
        switch (value) {
            case Value.Text(MarkedText text) -> string(text);
            case Value.Int(long number) -> out.append(Long.toString(number), true);
            case Value.Real(double number) -> out.append(Printer.real(number), true);
            case Value.Bool(boolean truth) -> out.append(truth ? "true" : "false", true);
            case Value.None _ -> out.append("null", true);
            case Value.Items(List<Value> list) -> {
                out.append("[", true);
                for (int i = 0; i < list.size(); i++) {
                    item(i, depth + 1);
                    write(list.get(i), depth + 1);
                }
                end(list.isEmpty(), "]", depth);
            }
            case Value.Mapping(Map<Value, Value> entries) -> object(entries, depth);
            case Value.Undefined _, Value.Namespace _, Value.Loop _, Value.Callable _ ->
                throw new TemplateException(Types.name(value) + " has no JSON");
        }
    }

    private void object(Map<Value, Value> entries, int depth) {
        List<Map.Entry<Value, Value>> list = entries.entrySet().stream().toList();
        if (sorted) {
            list = list.stream()
                    .sorted(Comparator.comparing(
                            entry -> Types.text(entry.getKey()).text()))
                    .toList();
        }
        out.append("{", true);
        for (int i = 0; i < list.size(); i++) {
            item(i, depth + 1);
            string(Printer.text(list.get(i).getKey()));
            out.append(keySeparator, true);
            write(list.get(i).getValue(), depth + 1);
        }
        end(list.isEmpty(), "}", depth);
    }

    private void item(int at, int depth) {
        out.append(at > 0 ? itemSeparator : "", true);
        line(depth);
    }

    private void end(boolean empty, String bracket, int depth) {
        if (!empty) {
            line(depth);
        }
        out.append(bracket, true);
    }

    private void line(int depth) {
        if (indent >= 0) {
            out.append("\n" + " ".repeat(indent * depth), true);
        }
    }

    private void string(MarkedText text) {
        out.append("\"", true).append(text.map(this::escaped)).append("\"", true);
    }

    private String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case '\b' -> escaped.append("\\b");
                case '\f' -> escaped.append("\\f");
                default -> {
                    if (c < ' ' || (ascii && c > '~')) {
                        escaped.append(String.format("\\u%04x", (int) c));
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }
}
