package dev.sangam.serve.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attributes, items and slices. What is not there is undefined; members of what is undefined are an error. */
final class Members {
    private Members() {}

    /** {@code target.name}: a method or field first, then an item of that name. */
    static Value attribute(Value target, String name) {
        return switch (target) {
            case Value.Text(MarkedText text)
            when TextMethods.NAMES.contains(name) ->
                new Value.Callable(name, arguments -> TextMethods.call(name, text, arguments));
            case Value.Mapping(Map<Value, Value> entries)
            when MappingMethods.NAMES.contains(name) ->
                new Value.Callable(name, arguments -> MappingMethods.call(name, entries, arguments));
            case Value.Mapping(Map<Value, Value> entries) -> entry(entries, Value.Text.trusted(name), name);
            case Value.Namespace(Map<String, Value> members) -> {
                Value value = members.get(name);
                yield value == null ? new Value.Undefined(name) : value;
            }
            case Value.Loop loop -> LoopMembers.member(loop, name);
            case Value.Undefined(String undefined) ->
                throw new TemplateException(undefined + " is undefined; it has no " + name);
            case Value.Text _, Value.Int _, Value.Real _, Value.Bool _, Value.None _, Value.Items _, Value.Callable _ ->
                new Value.Undefined(name);
        };
    }

    /** {@code target[index]}: an item first, then an attribute of that name. */
    static Value item(Value target, Value index) {
        return switch (target) {
            case Value.Mapping(Map<Value, Value> entries)
            when entries.containsKey(index) -> entry(entries, index, "an item");
            case Value.Items(List<Value> list)
            when Operators.isNumber(index) -> {
                long at = index(Types.integer(index), list.size());
                yield at < 0 ? new Value.Undefined("item " + Types.integer(index)) : list.get((int) at);
            }
            case Value.Text(MarkedText text)
            when Operators.isNumber(index) -> {
                int count = text.text().codePointCount(0, text.length());
                long at = index(Types.integer(index), count);
                yield at < 0
                        ? new Value.Undefined("character " + Types.integer(index))
                        : new Value.Text(characters(text, (int) at, (int) at + 1));
            }
            case Value.Undefined(String undefined) ->
                throw new TemplateException(undefined + " is undefined; it has no items");
            case Value.Text _,
                    Value.Mapping _,
                    Value.Items _,
                    Value.Int _,
                    Value.Real _,
                    Value.Bool _,
                    Value.None _,
                    Value.Namespace _,
                    Value.Loop _,
                    Value.Callable _ ->
                index instanceof Value.Text(MarkedText name)
                        ? attribute(target, name.text())
                        : new Value.Undefined("an item");
        };
    }

    /** Python's slices of lists and texts, with negative bounds and steps. */
    static Value slice(Value target, @Nullable Long from, @Nullable Long to, @Nullable Long step) {
        if (target instanceof Value.Text(MarkedText text) && (step == null || step == 1)) {
            int count = text.text().codePointCount(0, text.length());
            int start = (int) bound(from, count, 0);
            int end = (int) bound(to, count, count);
            return new Value.Text(characters(text, start, Math.max(start, end)));
        }
        List<Value> picked = picked(Types.items(target), from, to, step == null ? 1 : step);
        return target instanceof Value.Text ? Filters.joined(picked, MarkedText.EMPTY) : new Value.Items(picked);
    }

    private static List<Value> picked(List<Value> list, @Nullable Long from, @Nullable Long to, long step) {
        if (step == 0) {
            throw new TemplateException("a slice has step 0");
        }
        int size = list.size();
        List<Value> picked = new ArrayList<>();
        if (step > 0) {
            long end = bound(to, size, size);
            for (long i = bound(from, size, 0); i < end; i += step) {
                picked.add(list.get((int) i));
            }
        } else {
            long end = to == null ? -1 : Math.max(to < 0 ? to + size : to, -1);
            long start = from == null ? size - 1 : Math.min(from < 0 ? from + size : from, size - 1);
            for (long i = start; i > end; i += Math.max(step, -size - 1)) {
                picked.add(list.get((int) i));
            }
        }
        return picked;
    }

    /** A bound of a slice, within the size. */
    private static long bound(@Nullable Long bound, int size, int otherwise) {
        if (bound == null) {
            return otherwise;
        }
        return Math.clamp(bound < 0 ? bound + size : bound, 0, size);
    }

    /** Where the item stands, counted from the end when negative; -1 when there is none. */
    private static long index(long index, int size) {
        long at = index < 0 ? index + size : index;
        return at < size ? Math.max(at, -1) : -1;
    }

    private static MarkedText characters(MarkedText text, int from, int to) {
        int start = text.text().offsetByCodePoints(0, from);
        return text.slice(start, text.text().offsetByCodePoints(start, to - from));
    }

    private static Value entry(Map<Value, Value> entries, Value key, String name) {
        Value value = entries.get(key);
        return value == null ? new Value.Undefined(name) : value;
    }
}
