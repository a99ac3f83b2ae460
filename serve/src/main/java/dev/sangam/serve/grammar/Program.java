package dev.sangam.serve.grammar;

import dev.sangam.core.InputException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A grammar as a network of nodes over bytes: a node reads a byte of a range, or goes on in two ways without reading, or
 * calls a rule, or returns from one. Characters are their UTF-8 bytes here, so that a token may end within one.
 */
final class Program {
    private static final int MAX_NODES = 300_000;

    /** What a node does. */
    enum Kind {
        /** Reads a byte from {@code low} to {@code high} and goes to {@code next}. */
        READ,
        /** Goes to {@code next} and to {@code other}. */
        FORK,
        /** Does rule {@code other}, then goes to {@code next}. */
        CALL,
        /** Goes to where the rule was called. */
        RETURN
    }

    private Kind[] kinds = new Kind[256];
    private int[] nexts = new int[256];
    private int[] others = new int[256];
    private int size;

    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final int[] starts;

    private Program(Map<String, Expression> rules) {
        for (String name : rules.keySet()) {
            numbers.put(name, numbers.size());
        }
        starts = new int[numbers.size()];
        int rule = 0;
        for (Expression body : rules.values()) {
            starts[rule++] = build(body, add(Kind.RETURN, -1, -1));
        }
    }

    /**
     * The network of rules.
     *
     * @throws InputException when a rule that is referred to is missing, or the network is too large
     */
    static Program of(Map<String, Expression> rules) {
        return new Program(rules);
    }

    Kind kind(int node) {
        return kinds[node];
    }

    int next(int node) {
        return nexts[node];
    }

    /** The second way of a fork; the rule of a call. */
    int other(int node) {
        return others[node];
    }

    boolean reads(int node, int value) {
        return value >= others[node] >> 8 && value <= (others[node] & 0xff);
    }

    int rules() {
        return starts.length;
    }

    int start(int rule) {
        return starts[rule];
    }

    /** The number of a rule. */
    int rule(String name) {
        Integer number = numbers.get(name);
        if (number == null) {
            throw new InputException("the grammar has no rule " + name);
        }
        return number;
    }

    String name(int rule) {
        return List.copyOf(numbers.keySet()).get(rule);
    }

    /** Adds the nodes of an expression that goes on at a node, and returns where it starts. */
    private int build(Expression expression, int next) {
        return switch (expression) {
            case Expression.OneOf one -> character(one.set(), next);
            case Expression.Reference reference -> add(Kind.CALL, next, rule(reference.rule()));
            case Expression.Sequence sequence -> {
                int start = next;
                for (Expression part : sequence.parts().reversed()) {
                    start = build(part, start);
                }
                yield start;
            }
            case Expression.Choice choice -> {
                int start = build(choice.choices().getLast(), next);
                List<Expression> others =
                        choice.choices().subList(0, choice.choices().size() - 1);
                for (Expression other : others.reversed()) {
                    start = add(Kind.FORK, build(other, next), start);
                }
                yield start;
            }
            case Expression.Repeat repeat -> repeat(repeat, next);
        };
    }

    private int repeat(Expression.Repeat repeat, int next) {
        int start = next;
        if (repeat.max() < 0) {
            // The loop's fork is needed before what it goes to.
            start = add(Kind.FORK, -1, next);
            // Not in one go: building may replace the array.
            int body = build(repeat.part(), start);
            nexts[start] = body;
        } else {
            for (int i = repeat.min(); i < repeat.max(); i++) {
                start = add(Kind.FORK, build(repeat.part(), start), next);
            }
        }
        for (int i = 0; i < repeat.min(); i++) {
            start = build(repeat.part(), start);
        }
        return start;
    }

    private int character(CodePoints set, int next) {
        int start = -1;
        for (List<CodePoints.Range> sequence : set.utf8()) {
            int node = next;
            for (CodePoints.Range bytes : sequence.reversed()) {
                node = add(Kind.READ, node, bytes.first() << 8 | bytes.last());
            }
            start = start < 0 ? node : add(Kind.FORK, node, start);
        }
        // An empty set: a byte that there is not.
        return start < 0 ? add(Kind.READ, next, 0xff << 8) : start;
    }

    private int add(Kind kind, int next, int other) {
        if (size == MAX_NODES) {
            throw new InputException("the grammar is too large: written out it has more than " + MAX_NODES + " parts");
        }
        if (size == kinds.length) {
            kinds = Arrays.copyOf(kinds, size * 2);
            nexts = Arrays.copyOf(nexts, size * 2);
            others = Arrays.copyOf(others, size * 2);
        }
        kinds[size] = kind;
        nexts[size] = next;
        others[size] = other;
        return size++;
    }
}
