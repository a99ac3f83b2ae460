package dev.sangam.serve.text.jinja;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's {@code str.format}, with fields by order, number or name alone: no members, no format specifications. */
final class Format {
    private static final Pattern FIELD = Pattern.compile("\\{\\{|}}|\\{(\\w*)}|[{}]");

    private Format() {}

    static MarkedText format(MarkedText text, Arguments arguments) {
        MarkedText.Builder out = new MarkedText.Builder();
        Matcher field = FIELD.matcher(text.text());
        int from = 0;
        int count = 0;
        while (field.find()) {
            out.append(text.slice(from, field.start()));
            from = field.end();
            String name = field.group(1);
            if (name != null) {
                out.append(Printer.text(argument(name.isEmpty() ? Integer.toString(count++) : name, arguments)));
            } else if (field.end() - field.start() == 2) {
                out.append(text.slice(field.start(), field.start() + 1));
            } else {
                throw new TemplateException("format supports plain fields alone, such as {} and {name}");
            }
        }
        return out.append(text.slice(from, text.length())).build();
    }

    private static Value argument(String name, Arguments arguments) {
        Value named = arguments.named().get(name);
        if (named != null) {
            return named;
        }
        if (name.matches("\\d{1,4}")
                && Integer.parseInt(name) < arguments.positional().size()) {
            return arguments.positional().get(Integer.parseInt(name));
        }
        throw new TemplateException("format has no argument " + name);
    }
}
