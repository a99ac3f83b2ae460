package dev.sangam.serve.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Filters of lists. What is a generator in Python is a list here. */
final class ListFilters {
    private ListFilters() {}

    static Value apply(String name, Value value, Arguments arguments) {
        return switch (name) {
            case "list" -> new Value.Items(Types.items(value));
            case "first", "last" -> end(name, Types.items(value));
            case "join" -> join(value, arguments);
            case "reverse" -> reverse(value);
            case "sort" -> sort(value, arguments);
            case "unique" -> new Value.Items(List.copyOf(new LinkedHashSet<>(Types.items(value))));
            case "min", "max" -> extreme(name, Types.items(value));
            case "sum" -> sum(value, arguments);
            case "map" -> map(value, arguments);
            case "select", "reject" -> select(value, predicate(arguments, Function.identity(), name.equals("select")));
            case "selectattr", "rejectattr" -> {
                Function<Value, Value> attribute =
                        attribute(Types.text(arguments.first(name)).text());
                yield select(value, predicate(arguments.rest(), attribute, name.equals("selectattr")));
            }
            case "dictsort" -> dictSort(value, arguments);
            default -> throw new TemplateException("filter " + name + " is not supported");
        };
    }

    private static Value end(String name, List<Value> items) {
        if (items.isEmpty()) {
            return new Value.Undefined("the " + name + " of no items");
        }
        return name.equals("first") ? items.getFirst() : items.getLast();
    }

    private static Value join(Value value, Arguments arguments) {
        List<@Nullable Value> bound = arguments.bind("join", "d", "attribute");
        Value separator = bound.get(0);
        Value attribute = bound.get(1);
        List<Value> items = attribute == null
                ? Types.items(value)
                : Types.items(value).stream()
                        .map(attribute(Types.text(attribute).text()))
                        .toList();
        return Filters.joined(items, separator == null ? MarkedText.EMPTY : Types.text(separator));
    }

    private static Value reverse(Value value) {
        List<Value> items = Filters.copy(value);
        Collections.reverse(items);
        return value instanceof Value.Text ? Filters.joined(items, MarkedText.EMPTY) : new Value.Items(items);
    }

    private static Value sort(Value value, Arguments arguments) {
        List<@Nullable Value> bound = arguments.bind("sort", "reverse", "case_sensitive", "attribute");
        Value name = bound.get(2);
        Function<Value, Value> attribute =
                name == null ? Function.identity() : attribute(Types.text(name).text());
        boolean cased = Filters.isTrue(bound.get(1));
        Comparator<Value> order =
                Comparator.comparing(attribute.andThen(item -> cased ? item : folded(item)), Operators::order);
        List<Value> items = Filters.copy(value);
        items.sort(Filters.isTrue(bound.get(0)) ? order.reversed() : order);
        return new Value.Items(items);
    }

    private static Value folded(Value value) {
        return value instanceof Value.Text(MarkedText text) ? new Value.Text(TextMethods.cased("lower", text)) : value;
    }

    private static Value extreme(String name, List<Value> items) {
        return items.stream()
                .reduce((a, b) -> Operators.order(b, a) < 0 == name.equals("min") ? b : a)
                .orElse(new Value.Undefined("the " + name + " of no items"));
    }

    private static Value sum(Value value, Arguments arguments) {
        List<@Nullable Value> bound = arguments.bind("sum", "attribute", "start");
        Value name = bound.get(0);
        Value start = bound.get(1);
        return Types.items(value).stream()
                .map(
                        name == null
                                ? Function.identity()
                                : attribute(Types.text(name).text()))
                .reduce(start == null ? new Value.Int(0) : start, (a, b) -> Operators.binary(Expr.Operator.ADD, a, b));
    }

    private static Value map(Value value, Arguments arguments) {
        Value name = arguments.named().get("attribute");
        Function<Value, Value> function;
        if (arguments.positional().isEmpty() && name != null) {
            Value otherwise = arguments.named().get("default");
            function = attribute(Types.text(name).text())
                    .andThen(item -> item instanceof Value.Undefined && otherwise != null ? otherwise : item);
        } else {
            String filter = Types.text(arguments.first("map")).text();
            function = item -> Filters.apply(filter, item, arguments.rest());
        }
        return new Value.Items(itemsIfAny(value).stream().map(function).toList());
    }

    private static Predicate<Value> predicate(Arguments arguments, Function<Value, Value> of, boolean wanted) {
        if (arguments.positional().isEmpty()) {
            return item -> Operators.truth(of.apply(item)) == wanted;
        }
        String test = Types.text(arguments.first("select")).text();
        return item -> Tests.holds(test, of.apply(item), arguments.rest()) == wanted;
    }

    private static Value select(Value value, Predicate<Value> predicate) {
        return new Value.Items(itemsIfAny(value).stream().filter(predicate).toList());
    }

    /** Jinja's {@code map} and {@code select} take whatever is false for no items. */
    private static List<Value> itemsIfAny(Value value) {
        return Operators.truth(value) ? Types.items(value) : List.of();
    }

    private static Value dictSort(Value value, Arguments arguments) {
        List<@Nullable Value> bound = arguments.bind("dictsort", "case_sensitive", "by", "reverse");
        if (!(value instanceof Value.Mapping(Map<Value, Value> entries))) {
            throw new TemplateException(Types.name(value) + " stands where a dictionary must");
        }
        Value by = bound.get(1);
        Value index = new Value.Int(by != null && Types.text(by).text().equals("value") ? 1 : 0);
        boolean cased = Filters.isTrue(bound.get(0));
        Comparator<Value> order = Comparator.comparing(
                (Value pair) -> cased ? Members.item(pair, index) : folded(Members.item(pair, index)),
                Operators::order);
        List<Value> pairs = new ArrayList<>(Types.items(MappingMethods.items(entries)));
        pairs.sort(Filters.isTrue(bound.get(2)) ? order.reversed() : order);
        return new Value.Items(pairs);
    }

    /** An attribute or item by name or number, members of members by dots. */
    private static Function<Value, Value> attribute(String path) {
        return item -> {
            Value value = item;
            for (String name : path.split("\\.", -1)) {
                value = name.matches("\\d{1,9}")
                        ? Members.item(value, new Value.Int(Integer.parseInt(name)))
                        : Members.attribute(value, name);
            }
            return value;
        };
    }
}
