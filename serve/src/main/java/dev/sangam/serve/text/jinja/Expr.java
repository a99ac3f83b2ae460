package dev.sangam.serve.text.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An expression as parsed. */
sealed interface Expr {
    /** A value that stands there. */
    record Literal(Value value) implements Expr {}

    /** A variable. */
    record Name(String name) implements Expr {}

    /** {@code [a, b]} or {@code (a, b)}. */
    record Sequence(List<Expr> items) implements Expr {}

    /** <code>{a: b}</code>. */
    record Dictionary(List<Map.Entry<Expr, Expr>> entries) implements Expr {}

    /** {@code target.name}. */
    record Attribute(Expr target, String name) implements Expr {}

    /** {@code target[index]}. */
    record Item(Expr target, Expr index) implements Expr {}

    /** {@code target[from:to:step]}. */
    record Slice(
            Expr target,
            @Nullable Expr from,
            @Nullable Expr to,
            @Nullable Expr step) implements Expr {}

    /** {@code target(arguments)}. */
    record Call(Expr target, ArgumentList arguments) implements Expr {}

    /** {@code target | name(arguments)}. */
    record Filter(Expr target, String name, ArgumentList arguments) implements Expr {}

    /** {@code target is name(arguments)}. */
    record Test(Expr target, String name, ArgumentList arguments) implements Expr {}

    /** {@code not operand}. */
    record Not(Expr operand) implements Expr {}

    /** {@code -operand}. */
    record Negative(Expr operand) implements Expr {}

    /** {@code left op right}. */
    record Binary(Operator operator, Expr left, Expr right) implements Expr {}

    /** {@code left op1 middle op2 right}: all neighbours must compare so. */
    record Comparison(Expr first, List<Compared> rest) implements Expr {}

    /** {@code left and right}, or {@code left or right}; the right side is evaluated when it matters. */
    record Logical(boolean and, Expr left, Expr right) implements Expr {}

    /** {@code then if condition else otherwise}. */
    record Conditional(Expr condition, Expr then, @Nullable Expr otherwise) implements Expr {}

    /** An operator and what is on its right. */
    record Compared(Comparator operator, Expr right) {}

    /** Arguments as written. */
    record ArgumentList(List<Expr> positional, Map<String, Expr> named) {
        static final ArgumentList NONE = new ArgumentList(List.of(), Map.of());
    }

    /** Operators on two values. */
    enum Operator {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        FLOOR_DIVIDE,
        MODULO,
        POWER,
        CONCATENATE
    }

    /** Comparisons of two values. */
    enum Comparator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL,
        IN,
        NOT_IN
    }
}
