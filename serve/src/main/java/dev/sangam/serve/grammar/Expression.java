package dev.sangam.serve.grammar;

import java.util.List;

/** The right side of a rule. */
sealed interface Expression {
    /** One character of a set. */
    record OneOf(CodePoints set) implements Expression {}

    /** What another rule stands for. */
    record Reference(String rule) implements Expression {}

    /** All parts, one after the other; with no parts, nothing. */
    record Sequence(List<Expression> parts) implements Expression {}

    /** One of the choices. */
    record Choice(List<Expression> choices) implements Expression {}

    /** The same again and again: at least {@code min} times, at most {@code max}, or without end when that is -1. */
    record Repeat(Expression part, int min, int max) implements Expression {}
}
