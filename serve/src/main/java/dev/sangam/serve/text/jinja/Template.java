package dev.sangam.serve.text.jinja;

import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A template, parsed. What it can do to the world is to return a text: it reaches no file, class or other template, and one
 * rendering is bounded in steps, depth and size.
 */
public final class Template {
    private final List<Node> nodes;

    private Template(List<Node> nodes) {
        this.nodes = nodes;
    }

    /**
     * Parses a template.
     *
     * @throws TemplateException when it cannot be parsed
     */
    public static Template parse(String source) {
        return new Template(Parser.parse(source));
    }

    /**
     * Renders the template.
     *
     * @param variables texts, which are not trusted; {@link MarkedText}s; numbers, booleans, lists and maps of them, and null
     * @param now for {@code strftime_now}
     * @throws TemplateException when it cannot go on, or refuses its variables
     */
    public MarkedText render(Map<String, ? extends @Nullable Object> variables, Supplier<ZonedDateTime> now) {
        Scope globals = new Scope(null);
        Globals.addTo(globals, now);
        variables.forEach((name, value) -> globals.set(name, value(value)));
        return new Renderer().render(nodes, new Scope(globals));
    }

    private static Value value(@Nullable Object value) {
        return switch (value) {
            case null -> Value.NONE;
            case MarkedText text -> new Value.Text(text);
            case String text -> new Value.Text(MarkedText.of(text, false));
            case Boolean truth -> Value.Bool.of(truth);
            case Integer number -> new Value.Int(number);
            case Long number -> new Value.Int(number);
            case Number number -> new Value.Real(number.doubleValue());
            case List<?> list ->
                new Value.Items(list.stream().map(Template::value).toList());
            case Map<?, ?> map -> {
                Map<Value, Value> entries = new LinkedHashMap<>();
                map.forEach((key, item) -> entries.put(value(key), value(item)));
                yield new Value.Mapping(entries);
            }
            default -> throw new IllegalArgumentException(value.getClass() + " has no place in a template");
        };
    }
}
