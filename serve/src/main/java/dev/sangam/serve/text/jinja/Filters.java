package dev.sangam.serve.text.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may stand after a bar. */
final class Filters {
    private Filters() {}

    static Value apply(String name, Value value, Arguments arguments) {
        return switch (name) {
            case "tojson" -> JsonWriter.json(value, arguments);
            case "default", "d" -> otherwise(value, arguments);
            case "length", "count" -> new Value.Int(length(value, arguments));
            case "items" -> {
                arguments.bind(name);
                yield value instanceof Value.Mapping(Map<Value, Value> entries)
                        ? MappingMethods.items(entries)
                        : new Value.Items(Types.items(value));
            }
            case "trim",
                    "upper",
                    "lower",
                    "title",
                    "capitalize",
                    "replace",
                    "indent",
                    "string",
                    "safe",
                    "escape",
                    "e" -> text(name, Printer.text(value), arguments);
            case "int", "float", "abs", "round" -> number(name, value, arguments);
            default -> ListFilters.apply(name, value, arguments);
        };
    }

    /** The items as texts, with the separator between them. */
    static Value joined(List<Value> items, MarkedText separator) {
        MarkedText.Builder builder = new MarkedText.Builder();
        for (int i = 0; i < items.size(); i++) {
            builder.append(i > 0 ? separator : MarkedText.EMPTY).append(Printer.text(items.get(i)));
        }
        return new Value.Text(builder.build());
    }

    private static Value otherwise(Value value, Arguments arguments) {
        List<@Nullable Value> bound = arguments.bind("default", "default_value", "boolean");
        Value otherwise = bound.get(0);
        Value falseToo = bound.get(1);
        boolean replace = value instanceof Value.Undefined
                || (falseToo != null && Operators.truth(falseToo) && !Operators.truth(value));
        return !replace ? value : otherwise == null ? new Value.Text(MarkedText.EMPTY) : otherwise;
    }

    private static int length(Value value, Arguments arguments) {
        arguments.bind("length");
        return value instanceof Value.Text(MarkedText text)
                ? text.text().codePointCount(0, text.length())
                : Types.items(value).size();
    }

    private static Value text(String name, MarkedText text, Arguments arguments) {
        return switch (name) {
            case "trim" -> {
                Value characters = arguments.bind(name, "chars").getFirst();
                yield new Value.Text(TextMethods.stripped(
                        text, characters == null ? null : Types.text(characters).text(), true, true));
            }
            case "indent" -> indent(text, arguments);
            case "escape", "e" -> {
                arguments.bind(name);
                yield new Value.Text(text.map(run -> run.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("'", "&#39;")
                        .replace("\"", "&#34;")));
            }
            case "string", "safe" -> {
                arguments.bind(name);
                yield new Value.Text(text);
            }
            default -> TextMethods.call(name, text, arguments);
        };
    }

    private static Value indent(MarkedText text, Arguments arguments) {
        List<@Nullable Value> bound = arguments.bind("indent", "width", "first", "blank");
        Value width = bound.get(0);
        MarkedText margin = width instanceof Value.Text(MarkedText given)
                ? given
                : MarkedText.of(" ".repeat(Math.clamp(width == null ? 4 : Types.size(width), 0, 1_000)), true);
        boolean first = isTrue(bound.get(1));
        boolean blank = isTrue(bound.get(2));
        MarkedText.Builder builder = new MarkedText.Builder();
        String plain = text.text();
        for (int from = 0; from <= plain.length(); ) {
            int end = plain.indexOf('\n', from) < 0 ? plain.length() : plain.indexOf('\n', from);
            boolean indents = from == 0 ? first : blank || end > from;
            builder.append(indents ? margin : MarkedText.EMPTY)
                    .append(text.slice(from, Math.min(end + 1, plain.length())));
            from = end + 1;
        }
        return new Value.Text(builder.build());
    }

    private static Value number(String name, Value value, Arguments arguments) {
        return switch (name) {
            case "abs" -> {
                arguments.bind(name);
                yield Operators.order(value, new Value.Int(0)) < 0 ? Operators.negative(value) : value;
            }
            case "round" -> round(value, arguments);
            default -> parsed(name, value, arguments);
        };
    }

    private static Value parsed(String name, Value value, Arguments arguments) {
        Value otherwise = arguments.bind(name, "default").getFirst();
        boolean whole = name.equals("int");
        try {
            double number = Operators.isNumber(value)
                    ? Operators.number(value)
                    : Double.parseDouble(Printer.text(value).text().strip());
            return whole ? new Value.Int((long) number) : new Value.Real(number);
        } catch (NumberFormatException e) {
            return otherwise != null ? otherwise : whole ? new Value.Int(0) : new Value.Real(0);
        }
    }

    private static Value round(Value value, Arguments arguments) {
        List<@Nullable Value> bound = arguments.bind("round", "precision", "method");
        Value precision = bound.get(0);
        Value method = bound.get(1);
        RoundingMode mode =
                switch (method == null ? "common" : Types.text(method).text()) {
                    case "ceil" -> RoundingMode.CEILING;
                    case "floor" -> RoundingMode.FLOOR;
                    default -> RoundingMode.HALF_EVEN;
                };
        int digits = Math.clamp(precision == null ? 0 : Types.size(precision), -15, 15);
        return new Value.Real(
                new BigDecimal(Operators.number(value)).setScale(digits, mode).doubleValue());
    }

    static boolean isTrue(@Nullable Value value) {
        return value != null && Operators.truth(value);
    }

    /** A copy of the list that may be changed. */
    static List<Value> copy(Value value) {
        return new ArrayList<>(Types.items(value));
    }
}
