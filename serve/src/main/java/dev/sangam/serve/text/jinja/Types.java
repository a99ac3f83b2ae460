package dev.sangam.serve.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Values taken for the type that is needed, or an error that names what they are. */
final class Types {
    private Types() {}

    /** Python's name of the value's type. */
    static String name(Value value) {
        return switch (value) {
            case Value.Text _ -> "a string";
            case Value.Int _ -> "an integer";
            case Value.Real _ -> "a float";
            case Value.Bool _ -> "a boolean";
            case Value.None _ -> "none";
            case Value.Undefined(String name) -> name + " (undefined)";
            case Value.Items _ -> "a list";
            case Value.Mapping _ -> "a dictionary";
            case Value.Namespace _ -> "a namespace";
            case Value.Loop _ -> "a loop";
            case Value.Callable(String name, Value.Body body) -> "function " + name;
        };
    }

    static long integer(Value value) {
        if (value instanceof Value.Int(long number)) {
            return number;
        }
        if (value instanceof Value.Bool(boolean truth)) {
            return truth ? 1 : 0;
        }
        throw new TemplateException(name(value) + " stands where an integer must");
    }

    /** A whole number that fits an int. */
    static int size(Value value) {
        long number = integer(value);
        if (number != (int) number) {
            throw new TemplateException(number + " is too large a number");
        }
        return (int) number;
    }

    static MarkedText text(Value value) {
        if (value instanceof Value.Text(MarkedText text)) {
            return text;
        }
        throw new TemplateException(name(value) + " stands where a string must");
    }

    /** What a loop over the value goes through. */
    static List<Value> items(Value value) {
        return switch (value) {
            case Value.Items(List<Value> list) -> list;
            case Value.Mapping(Map<Value, Value> entries) -> List.copyOf(entries.keySet());
            case Value.Text(MarkedText text) -> characters(text);
            case Value.Undefined _ -> List.of();
            case Value.Int _,
                    Value.Real _,
                    Value.Bool _,
                    Value.None _,
                    Value.Namespace _,
                    Value.Loop _,
                    Value.Callable _ -> throw new TemplateException(name(value) + " has no items");
        };
    }

    static boolean hasItems(Value value) {
        return value instanceof Value.Items
                || value instanceof Value.Mapping
                || value instanceof Value.Text
                || value instanceof Value.Undefined;
    }

    private static List<Value> characters(MarkedText text) {
        List<Value> characters = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = text.text().offsetByCodePoints(from, 1);
            characters.add(new Value.Text(text.slice(from, to)));
            from = to;
        }
        return characters;
    }
}
