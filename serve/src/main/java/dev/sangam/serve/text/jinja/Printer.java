package dev.sangam.serve.text.jinja;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** What Python's {@code str} and {@code repr} say of values. */
final class Printer {
    private Printer() {}

    /** As {@code str} shows it, and as <code>{{ }}</code> prints it: nothing for what is undefined. */
    static MarkedText text(Value value) {
        if (value instanceof Value.Text(MarkedText text)) {
            return text;
        }
        if (value instanceof Value.Undefined) {
            return MarkedText.EMPTY;
        }
        MarkedText.Builder builder = new MarkedText.Builder();
        show(value, builder, 0);
        return builder.build();
    }

    private static void show(Value value, MarkedText.Builder out, int depth) {
        if (depth > JsonWriter.MAX_DEPTH) {
            throw new TemplateException("a value is nested deeper than " + JsonWriter.MAX_DEPTH);
        }
        switch (value) {
            case Value.Text(MarkedText text) -> quoted(text, out);
            case Value.Int(long number) -> out.append(Long.toString(number), true);
            case Value.Real(double number) -> out.append(real(number), true);
            case Value.Bool(boolean truth) -> out.append(truth ? "True" : "False", true);
            case Value.None _ -> out.append("None", true);
            case Value.Undefined _ -> out.append("Undefined", true);
            case Value.Items(List<Value> list) -> {
                String before = "[";
                for (Value item : list) {
                    out.append(before, true);
                    show(item, out, depth + 1);
                    before = ", ";
                }
                out.append(list.isEmpty() ? "[]" : "]", true);
            }
            case Value.Mapping(Map<Value, Value> entries) -> {
                String before = "{";
                for (Map.Entry<Value, Value> entry : entries.entrySet()) {
                    out.append(before, true);
                    show(entry.getKey(), out, depth + 1);
                    out.append(": ", true);
                    show(entry.getValue(), out, depth + 1);
                    before = ", ";
                }
                out.append(entries.isEmpty() ? "{}" : "}", true);
            }
            case Value.Namespace _, Value.Loop _, Value.Callable _ ->
                throw new TemplateException(Types.name(value) + " cannot be printed");
        }
    }

    private static void quoted(MarkedText text, MarkedText.Builder out) {
        String quote = text.text().contains("'") && !text.text().contains("\"") ? "\"" : "'";
        out.append(quote, true)
                .append(text.map(run -> run.replace("\\", "\\\\")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t")
                        .replace(quote, "\\" + quote)))
                .append(quote, true);
    }

    /** Python's shortest form: a point always, an exponent from 1e16 up and below 1e-4. */
    static String real(double number) {
        double size = Math.abs(number);
        if (size != 0 && (size >= 1e16 || size < 1e-4)) {
            String[] parts = Double.toString(number).split("E", 2);
            int exponent = Integer.parseInt(parts[1]);
            String digits = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
            return digits + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "")
                    + Math.abs(exponent);
        }
        String plain = new BigDecimal(Double.toString(number)).toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }
}
