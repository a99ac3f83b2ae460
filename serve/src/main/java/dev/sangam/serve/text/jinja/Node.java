package dev.sangam.serve.text.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of a template as parsed. Lines count from 1. */
sealed interface Node {
    /** Text as it stands. */
    record Data(MarkedText text) implements Node {}

    /** <code>{{ value }}</code>. */
    record Print(int line, Expr value) implements Node {}

    /** {@code if}, {@code elif} and {@code else}. */
    record If(List<Branch> branches, List<Node> otherwise) implements Node {}

    /** A condition and what it guards. */
    record Branch(int line, Expr condition, List<Node> body) {}

    /** {@code for targets in items if condition}. */
    record For(
            int line,
            List<String> targets,
            Expr items,
            @Nullable Expr condition,
            List<Node> body,
            List<Node> otherwise) implements Node {}

    /** {@code set a, b = value}. */
    record Assign(int line, List<Target> targets, Expr value) implements Node {}

    /** {@code set a} up to {@code endset}, through filters. */
    record AssignBlock(int line, Target target, List<FilterCall> filters, List<Node> body) implements Node {}

    /** {@code macro name(parameters)}. */
    record Macro(int line, String name, List<Parameter> parameters, List<Node> body) implements Node {}

    /** {@code call(parameters) value}: the body becomes {@code caller}. */
    record CallBlock(int line, List<Parameter> parameters, Expr.Call call, List<Node> body) implements Node {}

    /** {@code filter name}: the body, filtered. */
    record FilterBlock(int line, List<FilterCall> filters, List<Node> body) implements Node {}

    /** {@code with a = value}. */
    record With(int line, Map<String, Expr> values, List<Node> body) implements Node {}

    /** A body without more ado, such as that of Hugging Face's {@code generation}. */
    record Group(List<Node> body) implements Node {}

    /** {@code break} or {@code continue}. */
    record Jump(boolean out) implements Node {}

    /**
     * What is assigned to.
     *
     * @param name of the variable
     * @param member of the namespace that the variable holds; null for the variable itself
     */
    record Target(String name, @Nullable String member) {}

    /** A parameter of a macro, and what it is when it is not given. */
    record Parameter(String name, @Nullable Expr otherwise) {}

    /** A filter of a block. */
    record FilterCall(String name, Expr.ArgumentList arguments) {}
}
