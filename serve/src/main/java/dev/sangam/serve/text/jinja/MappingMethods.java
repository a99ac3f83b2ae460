package dev.sangam.serve.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Methods of dictionaries that change nothing. */
final class MappingMethods {
    static final Set<String> NAMES = Set.of("items", "keys", "values", "get");

    private MappingMethods() {}

    static Value call(String name, Map<Value, Value> entries, Arguments arguments) {
        if (name.equals("get")) {
            List<@Nullable Value> bound = arguments.bind("get", "key", "default");
            Value found = entries.get(arguments.first("get"));
            Value otherwise = bound.get(1);
            return found != null ? found : otherwise != null ? otherwise : Value.NONE;
        }
        arguments.bind(name);
        return switch (name) {
            case "items" -> items(entries);
            case "keys" -> new Value.Items(List.copyOf(entries.keySet()));
            default -> new Value.Items(List.copyOf(entries.values()));
        };
    }

    /** Pairs of key and value. */
    static Value items(Map<Value, Value> entries) {
        List<Value> pairs = new ArrayList<>();
        entries.forEach((key, value) -> pairs.add(new Value.Items(List.of(key, value))));
        return new Value.Items(pairs);
    }
}
