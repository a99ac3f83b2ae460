package dev.sangam.serve.text.jinja;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Functions that every chat template may call: Jinja's own, and those that Hugging Face adds. */
final class Globals {
    private static final int MAX_RANGE = 100_000;

    private Globals() {}

    static void addTo(Scope scope, Supplier<ZonedDateTime> now) {
        add(scope, "range", Globals::range);
        add(scope, "namespace", Globals::namespace);
        add(scope, "dict", arguments -> new Value.Mapping(members(arguments)));
        add(scope, "raise_exception", arguments -> {
            throw TemplateException.raised(
                    Printer.text(arguments.first("raise_exception")).text());
        });
        add(scope, "strftime_now", arguments -> {
            arguments.bind("strftime_now", "format");
            String format = Types.text(arguments.first("strftime_now")).text();
            return Value.Text.trusted(Strftime.format(format, now.get()));
        });
    }

    private static void add(Scope scope, String name, Value.Body body) {
        scope.set(name, new Value.Callable(name, body));
    }

    private static Value range(Arguments arguments) {
        List<@Nullable Value> bound = arguments.bind("range", "start", "stop", "step");
        Value second = bound.get(1);
        Value third = bound.get(2);
        long first = Types.integer(arguments.first("range"));
        long from = second == null ? 0 : first;
        long to = second == null ? first : Types.integer(second);
        long step = third == null ? 1 : Types.integer(third);
        if (step == 0) {
            throw new TemplateException("range has step 0");
        }
        List<Value> numbers = new ArrayList<>();
        for (long i = from; step > 0 ? i < to : i > to; i = Math.addExact(i, step)) {
            if (numbers.size() == MAX_RANGE) {
                throw new TemplateException("a range has more than " + MAX_RANGE + " numbers");
            }
            numbers.add(new Value.Int(i));
        }
        return new Value.Items(numbers);
    }

    private static Value namespace(Arguments arguments) {
        Map<String, Value> members = new LinkedHashMap<>();
        members(arguments).forEach((name, value) -> members.put(Types.text(name).text(), value));
        return new Value.Namespace(members);
    }

    private static Map<Value, Value> members(Arguments arguments) {
        Map<Value, Value> members = new LinkedHashMap<>();
        for (Value value : arguments.positional()) {
            if (!(value instanceof Value.Mapping(Map<Value, Value> entries))) {
                throw new TemplateException(Types.name(value) + " stands where a dictionary must");
            }
            members.putAll(entries);
        }
        arguments.named().forEach((name, value) -> members.put(Value.Text.trusted(name), value));
        return members;
    }
}
