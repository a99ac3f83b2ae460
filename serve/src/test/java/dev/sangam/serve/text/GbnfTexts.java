package dev.sangam.serve.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * The texts of a grammar in GBNF, by the plainest means: whether a text is one of them, and random ones. Written apart from the
 * product's reader of grammars, so that it can tell what the notation says.
 */
final class GbnfTexts {
    private sealed interface Part {
        record Letters(List<int[]> ranges, boolean negated) implements Part, IntPredicate {
            @Override
            public boolean test(int c) {
                return ranges.stream().anyMatch(range -> range[0] <= c && c <= range[1]) != negated;
            }
        }

        record Rule(String name) implements Part {}

        record All(List<Part> parts) implements Part {}

        record Any(List<Part> parts) implements Part {}

        record Times(Part part, int min, int max) implements Part {}
    }

    private final Map<String, Part> rules = new LinkedHashMap<>();
    private final String source;
    private int at;

    GbnfTexts(String gbnf) {
        source = gbnf;
        while (at < source.length()) {
            String name = name();
            skip("::=");
            rules.put(name, any());
            skip("\n");
        }
    }

    boolean contains(String text) {
        return new Match(text.codePoints().toArray()).whole();
    }

    /** A text by chance; {@code size} is about how many choices are made freely before the shortest are taken. */
    String sample(SplittableRandom random, int size) {
        StringBuilder text = new StringBuilder();
        new Sample(random, size, text).add(new Part.Rule("root"));
        return text.toString();
    }

    private final class Match {
        private final int[] text;
        private final Map<String, Map<Integer, Set<Integer>>> known = new HashMap<>();

        Match(int[] text) {
            this.text = text;
        }

        boolean whole() {
            return ends(new Part.Rule("root"), 0).contains(text.length);
        }

        private Set<Integer> ends(Part part, int start) {
            return switch (part) {
                case Part.Letters letters ->
                    start < text.length && letters.test(text[start]) ? Set.of(start + 1) : Set.of();
                case Part.Rule(String name) -> {
                    Map<Integer, Set<Integer>> here = known.computeIfAbsent(name, n -> new HashMap<>());
                    Set<Integer> ends = here.get(start);
                    if (ends == null) {
                        ends = ends(rule(name), start);
                        here.put(start, ends);
                    }
                    yield ends;
                }
                case Part.All(List<Part> parts) -> {
                    Set<Integer> ends = Set.of(start);
                    for (Part one : parts) {
                        ends = after(one, ends);
                    }
                    yield ends;
                }
                case Part.Any(List<Part> parts) -> {
                    Set<Integer> ends = new TreeSet<>();
                    parts.forEach(one -> ends.addAll(ends(one, start)));
                    yield ends;
                }
                case Part.Times(Part one, int min, int max) -> {
                    Set<Integer> ends = new TreeSet<>();
                    Set<Integer> now = Set.of(start);
                    for (int i = 0; !now.isEmpty() && (max < 0 || i <= max); i++) {
                        if (i >= min && !ends.addAll(now)) {
                            break;
                        }
                        now = after(one, now);
                    }
                    yield ends;
                }
            };
        }

        private Set<Integer> after(Part part, Set<Integer> starts) {
            Set<Integer> ends = new TreeSet<>();
            starts.forEach(start -> ends.addAll(ends(part, start)));
            return ends;
        }
    }

    private final class Sample {
        private final SplittableRandom random;
        private final StringBuilder text;
        private int choices;
        private final Map<String, Integer> heights = new HashMap<>();

        Sample(SplittableRandom random, int choices, StringBuilder text) {
            this.random = random;
            this.choices = choices;
            this.text = text;
            boolean changed = true;
            while (changed) {
                changed = false;
                for (Map.Entry<String, Part> rule : rules.entrySet()) {
                    int height = height(rule.getValue()) + 1;
                    changed |= height < heights.getOrDefault(rule.getKey(), 1_000);
                    heights.merge(rule.getKey(), Math.min(height, 1_000), Math::min);
                }
            }
        }

        /** How deeply rules must call each other at least. */
        private int height(Part part) {
            return switch (part) {
                case Part.Letters letters -> 0;
                case Part.Rule(String name) -> heights.getOrDefault(name, 1_000);
                case Part.All(List<Part> parts) ->
                    parts.stream().mapToInt(this::height).max().orElse(0);
                case Part.Any(List<Part> parts) ->
                    parts.stream().mapToInt(this::height).min().orElse(0);
                case Part.Times(Part one, int min, int max) -> min == 0 ? 0 : height(one);
            };
        }

        void add(Part part) {
            choices--;
            switch (part) {
                case Part.Letters letters -> {
                    int c = letters.negated || random.nextInt(4) == 0 ? random.nextInt(0x20, 0x180) : 0;
                    while (!letters.test(c) || Character.isSurrogate((char) c)) {
                        int[] range = letters.negated
                                ? new int[] {' ', 0x17f}
                                : letters.ranges.get(random.nextInt(letters.ranges.size()));
                        c = random.nextInt(range[0], Math.min(range[1], range[0] + 200) + 1);
                    }
                    text.appendCodePoint(c);
                }
                case Part.Rule(String name) -> add(rule(name));
                case Part.All(List<Part> parts) -> parts.forEach(this::add);
                case Part.Any(List<Part> parts) -> {
                    int least = height(part);
                    List<Part> open = choices > 0
                            ? parts
                            : parts.stream().filter(one -> height(one) == least).toList();
                    add(open.get(random.nextInt(open.size())));
                }
                case Part.Times(Part one, int min, int max) -> {
                    int most = max < 0 ? min + 4 : Math.min(max, min + 20);
                    int times = choices > 0 ? random.nextInt(min, most + 1) : min;
                    for (int i = 0; i < times; i++) {
                        add(one);
                    }
                }
            }
        }
    }

    private Part rule(String name) {
        Part part = rules.get(name);
        if (part == null) {
            throw new IllegalArgumentException("no rule " + name);
        }
        return part;
    }

    private Part any() {
        List<Part> parts = new ArrayList<>(List.of(all()));
        while (peek() == '|') {
            skip("|");
            parts.add(all());
        }
        return new Part.Any(parts);
    }

    private Part all() {
        List<Part> parts = new ArrayList<>();
        blanks();
        while (at < source.length() && "|)\n".indexOf(peek()) < 0) {
            parts.add(times(part()));
            blanks();
        }
        return new Part.All(parts);
    }

    private Part part() {
        return switch (peek()) {
            case '"' -> literal();
            case '[' -> letters();
            case '(' -> {
                skip("(");
                Part inside = any();
                skip(")");
                yield inside;
            }
            default -> new Part.Rule(name());
        };
    }

    private Part literal() {
        at++;
        List<Part> letters = new ArrayList<>();
        while (peek() != '"') {
            int c = letter();
            letters.add(new Part.Letters(List.of(new int[] {c, c}), false));
        }
        at++;
        return new Part.All(letters);
    }

    private Part letters() {
        at++;
        boolean negated = peek() == '^';
        at += negated ? 1 : 0;
        List<int[]> ranges = new ArrayList<>();
        while (peek() != ']') {
            int first = letter();
            boolean range = peek() == '-' && source.charAt(at + 1) != ']';
            at += range ? 1 : 0;
            ranges.add(new int[] {first, range ? letter() : first});
        }
        at++;
        return new Part.Letters(ranges, negated);
    }

    private Part times(Part part) {
        char sign = at < source.length() ? peek() : ' ';
        if ("*+?{".indexOf(sign) < 0) {
            return part;
        }
        at++;
        if (sign != '{') {
            return new Part.Times(part, sign == '+' ? 1 : 0, sign == '?' ? 1 : -1);
        }
        String[] bounds = source.substring(at, source.indexOf('}', at)).split(",", -1);
        at = source.indexOf('}', at) + 1;
        int min = Integer.parseInt(bounds[0]);
        int max = bounds.length == 1 ? min : bounds[1].isEmpty() ? -1 : Integer.parseInt(bounds[1]);
        return new Part.Times(part, min, max);
    }

    private int letter() {
        int c = source.codePointAt(at);
        at += Character.charCount(c);
        if (c != '\\') {
            return c;
        }
        char escape = source.charAt(at++);
        int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
        at += digits;
        return switch (escape) {
            case 'x', 'u', 'U' -> Integer.parseInt(source.substring(at - digits, at), 16);
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '"', '\\', '[', ']' -> escape;
            default -> throw new IllegalArgumentException("unknown escape " + escape);
        };
    }

    private String name() {
        int start = at;
        while (at < source.length() && (Character.isLetterOrDigit(peek()) || peek() == '-')) {
            at++;
        }
        if (at == start) {
            throw new IllegalArgumentException(
                    "no name at " + source.substring(at, Math.min(at + 30, source.length())));
        }
        return source.substring(start, at);
    }

    private void skip(String sign) {
        blanks();
        if (!source.startsWith(sign, at)) {
            throw new IllegalArgumentException("no " + sign + " before " + source.substring(at));
        }
        at += sign.length();
        blanks();
    }

    private void blanks() {
        while (at < source.length() && peek() == ' ') {
            at++;
        }
    }

    private char peek() {
        return source.charAt(at);
    }
}
