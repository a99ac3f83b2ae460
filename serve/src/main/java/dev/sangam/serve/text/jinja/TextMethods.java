package dev.sangam.serve.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Methods of Python's {@code str}. */
final class TextMethods {
    static final Set<String> NAMES = Set.of(
            "strip",
            "lstrip",
            "rstrip",
            "split",
            "rsplit",
            "splitlines",
            "startswith",
            "endswith",
            "removeprefix",
            "removesuffix",
            "upper",
            "lower",
            "title",
            "capitalize",
            "replace",
            "find",
            "rfind",
            "index",
            "count",
            "join",
            "isdigit",
            "isnumeric",
            "isalpha",
            "isalnum",
            "isspace",
            "islower",
            "isupper",
            "zfill",
            "format");

    private TextMethods() {}

    static Value call(String name, MarkedText text, Arguments arguments) {
        return switch (name) {
            case "strip", "lstrip", "rstrip" -> strip(name, text, arguments);
            case "split", "rsplit" -> split(name, text, arguments);
            case "splitlines" -> lines(text, arguments.bind(name, "keepends").getFirst());
            case "startswith", "endswith" -> Value.Bool.of(begins(name, text.text(), arguments));
            case "removeprefix" -> {
                String prefix = part(name, arguments);
                yield part(text, text.text().startsWith(prefix) ? prefix.length() : 0, text.length());
            }
            case "removesuffix" -> {
                String suffix = part(name, arguments);
                yield part(text, 0, text.length() - (text.text().endsWith(suffix) ? suffix.length() : 0));
            }
            case "replace" -> replace(text, arguments);
            case "find", "index" -> find(name, text, text.text().indexOf(part(name, arguments)));
            case "rfind" -> find(name, text, text.text().lastIndexOf(part(name, arguments)));
            case "count" ->
                new Value.Int(places(text.text(), part(name, arguments)).size());
            case "join" -> Filters.joined(Types.items(arguments.first(name)), text);
            case "format" -> new Value.Text(Format.format(text, arguments));
            case "zfill" -> zeros(text, Types.size(arguments.first(name)));
            case "upper", "lower", "title", "capitalize" -> {
                arguments.bind(name);
                yield new Value.Text(cased(name, text));
            }
            default -> {
                arguments.bind(name);
                yield Value.Bool.of(is(name, text.text()));
            }
        };
    }

    static MarkedText cased(String name, MarkedText text) {
        return switch (name) {
            case "upper" -> text.map(run -> run.toUpperCase(Locale.ROOT));
            case "lower" -> text.map(run -> run.toLowerCase(Locale.ROOT));
            case "title" -> titled(text, true);
            default -> titled(text, false);
        };
    }

    /** The text without white space, or without these characters, at both ends. */
    static MarkedText stripped(MarkedText text, @Nullable String characters, boolean left, boolean right) {
        IntPredicate strips = characters == null ? Whitespace::is : c -> characters.indexOf(c) >= 0;
        String plain = text.text();
        int from = 0;
        int to = plain.length();
        while (left && from < to && strips.test(plain.charAt(from))) {
            from++;
        }
        while (right && to > from && strips.test(plain.charAt(to - 1))) {
            to--;
        }
        return text.slice(from, to);
    }

    private static Value strip(String name, MarkedText text, Arguments arguments) {
        Value characters = arguments.bind(name, "chars").getFirst();
        return new Value.Text(stripped(
                text,
                characters == null || characters.equals(Value.NONE)
                        ? null
                        : Types.text(characters).text(),
                !name.equals("rstrip"),
                !name.equals("lstrip")));
    }

    private static Value split(String name, MarkedText text, Arguments arguments) {
        List<@Nullable Value> bound = arguments.bind(name, "sep", "maxsplit");
        Value separator = bound.get(0);
        Value limit = bound.get(1);
        int most = limit == null || Types.size(limit) < 0 ? Integer.MAX_VALUE : Types.size(limit);
        if (separator == null || separator.equals(Value.NONE)) {
            return words(text, name.equals("split") ? most : Integer.MAX_VALUE);
        }
        String mark = Types.text(separator).text();
        List<Integer> places = places(text.text(), mark);
        if (most < places.size()) {
            places = name.equals("split")
                    ? places.subList(0, most)
                    : places.subList(places.size() - most, places.size());
        }
        List<Value> parts = new ArrayList<>();
        int from = 0;
        for (int place : places) {
            parts.add(part(text, from, place));
            from = place + mark.length();
        }
        parts.add(part(text, from, text.length()));
        return new Value.Items(parts);
    }

    private static Value words(MarkedText text, int most) {
        String plain = text.text();
        List<Value> words = new ArrayList<>();
        int from = Whitespace.next(plain, 0, false);
        while (from < plain.length()) {
            int to = words.size() < most ? Whitespace.next(plain, from, true) : plain.length();
            words.add(part(text, from, to));
            from = Whitespace.next(plain, to, false);
        }
        return new Value.Items(words);
    }

    private static Value lines(MarkedText text, @Nullable Value keep) {
        boolean keepEnds = keep != null && Operators.truth(keep);
        List<Value> lines = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int end = text.text().indexOf('\n', from);
            int to = end < 0 ? text.length() : end;
            int next = end < 0 ? to : end + 1;
            boolean carriage = end > from && text.text().charAt(end - 1) == '\r';
            lines.add(part(text, from, keepEnds ? next : carriage ? to - 1 : to));
            from = next;
        }
        return new Value.Items(lines);
    }

    private static boolean begins(String name, String text, Arguments arguments) {
        Value parts = arguments.bind(name, "prefix").getFirst();
        List<Value> list = parts instanceof Value.Items(List<Value> items) ? items : List.of(arguments.first(name));
        return list.stream()
                .map(part -> Types.text(part).text())
                .anyMatch(part -> name.equals("startswith") ? text.startsWith(part) : text.endsWith(part));
    }

    private static Value replace(MarkedText text, Arguments arguments) {
        List<@Nullable Value> bound = arguments.bind("replace", "old", "new", "count");
        Value by = bound.get(1);
        Value count = bound.get(2);
        if (by == null) {
            throw new TemplateException("replace has one argument; it must have two");
        }
        return new Value.Text(replaced(
                text,
                Types.text(arguments.first("replace")).text(),
                Types.text(by),
                count == null || Types.size(count) < 0 ? Integer.MAX_VALUE : Types.size(count)));
    }

    static MarkedText replaced(MarkedText text, String old, MarkedText by, int most) {
        MarkedText.Builder builder = new MarkedText.Builder();
        int from = 0;
        List<Integer> places = places(text.text(), old);
        for (int place : places.subList(0, Math.min(most, places.size()))) {
            builder.append(text.slice(from, place)).append(by);
            from = place + old.length();
        }
        return builder.append(text.slice(from, text.length())).build();
    }

    private static Value find(String name, MarkedText text, int place) {
        if (place < 0 && name.equals("index")) {
            throw new TemplateException("index finds nothing");
        }
        return new Value.Int(place < 0 ? -1 : text.text().codePointCount(0, place));
    }

    /** Where the part begins, occurrences that overlap an earlier one left out. */
    private static List<Integer> places(String text, String part) {
        if (part.isEmpty()) {
            throw new TemplateException("an empty string stands where a separator must");
        }
        List<Integer> places = new ArrayList<>();
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            places.add(at);
        }
        return places;
    }

    private static Value zeros(MarkedText text, int width) {
        String zeros = "0".repeat(Math.clamp(width - text.length(), 0, 100));
        return new Value.Text(MarkedText.of(zeros, true).plus(text));
    }

    private static MarkedText titled(MarkedText text, boolean everyWord) {
        boolean[] inWord = {false};
        return text.map(run -> {
            StringBuilder out = new StringBuilder();
            run.codePoints().forEach(c -> {
                out.appendCodePoint(inWord[0] ? Character.toLowerCase(c) : Character.toTitleCase(c));
                inWord[0] = !everyWord || Character.isLetter(c);
            });
            return out.toString();
        });
    }

    private static boolean is(String name, String text) {
        IntPredicate all = switch (name) {
            case "isdigit", "isnumeric" -> Character::isDigit;
            case "isalpha" -> Character::isLetter;
            case "isalnum" -> Character::isLetterOrDigit;
            case "isspace" -> Whitespace::is;
            case "islower" -> c -> !Character.isUpperCase(c);
            default -> c -> !Character.isLowerCase(c);
        };
        boolean cased = !name.equals("islower") && !name.equals("isupper");
        return !text.isEmpty()
                && text.codePoints().allMatch(all)
                && (cased || text.codePoints().anyMatch(Character::isLetter));
    }

    private static String part(String name, Arguments arguments) {
        arguments.bind(name, "part");
        return Types.text(arguments.first(name)).text();
    }

    private static Value part(MarkedText text, int from, int to) {
        return new Value.Text(text.slice(from, to));
    }
}
