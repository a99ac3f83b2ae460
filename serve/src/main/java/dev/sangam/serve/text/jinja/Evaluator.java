package dev.sangam.serve.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates expressions. */
final class Evaluator {
    private final Budget budget;

    Evaluator(Budget budget) {
        this.budget = budget;
    }

    Value evaluate(Expr expression, Scope scope) {
        budget.enter();
        Value value = switch (expression) {
            case Expr.Literal(Value literal) -> literal;
            case Expr.Name(String name) -> variable(name, scope);
            case Expr.Sequence(List<Expr> items) -> new Value.Items(all(items, scope));
            case Expr.Dictionary(List<Map.Entry<Expr, Expr>> entries) -> dictionary(entries, scope);
            case Expr.Attribute(Expr target, String name) -> Members.attribute(evaluate(target, scope), name);
            case Expr.Item(Expr target, Expr index) -> Members.item(evaluate(target, scope), evaluate(index, scope));
            case Expr.Slice slice -> slice(slice, scope);
            case Expr.Call(Expr target, Expr.ArgumentList arguments) ->
                call(evaluate(target, scope), arguments(arguments, scope));
            case Expr.Filter(Expr target, String name, Expr.ArgumentList arguments) ->
                Filters.apply(name, evaluate(target, scope), arguments(arguments, scope));
            case Expr.Test(Expr target, String name, Expr.ArgumentList arguments) ->
                Value.Bool.of(Tests.holds(name, evaluate(target, scope), arguments(arguments, scope)));
            case Expr.Not(Expr operand) -> Value.Bool.of(!Operators.truth(evaluate(operand, scope)));
            case Expr.Negative(Expr operand) -> Operators.negative(evaluate(operand, scope));
            case Expr.Binary(Expr.Operator operator, Expr left, Expr right) ->
                Operators.binary(operator, evaluate(left, scope), evaluate(right, scope));
            case Expr.Comparison comparison -> Value.Bool.of(compares(comparison, scope));
            case Expr.Logical(boolean and, Expr left, Expr right) -> {
                Value first = evaluate(left, scope);
                yield Operators.truth(first) == and ? evaluate(right, scope) : first;
            }
            case Expr.Conditional conditional -> conditional(conditional, scope);
        };
        budget.leave();
        budget.made(value);
        return value;
    }

    Value call(Value target, Arguments arguments) {
        return switch (target) {
            case Value.Callable(String name, Value.Body body) -> body.call(arguments);
            case Value.Undefined(String name) ->
                throw new TemplateException(name + " is undefined; it cannot be called");
            case Value.Text _,
                    Value.Int _,
                    Value.Real _,
                    Value.Bool _,
                    Value.None _,
                    Value.Items _,
                    Value.Mapping _,
                    Value.Namespace _,
                    Value.Loop _ -> throw new TemplateException(Types.name(target) + " cannot be called");
        };
    }

    Arguments arguments(Expr.ArgumentList arguments, Scope scope) {
        if (arguments.positional().isEmpty() && arguments.named().isEmpty()) {
            return Arguments.NONE;
        }
        Map<String, Value> named = new LinkedHashMap<>();
        List<Value> positional = all(arguments.positional(), scope);
        arguments.named().forEach((name, value) -> named.put(name, evaluate(value, scope)));
        return new Arguments(positional, named);
    }

    private static Value variable(String name, Scope scope) {
        Value value = scope.get(name);
        return value == null ? new Value.Undefined(name) : value;
    }

    private List<Value> all(List<Expr> expressions, Scope scope) {
        List<Value> values = new ArrayList<>(expressions.size());
        for (Expr expression : expressions) {
            values.add(evaluate(expression, scope));
        }
        return values;
    }

    private Value dictionary(List<Map.Entry<Expr, Expr>> entries, Scope scope) {
        Map<Value, Value> values = new LinkedHashMap<>();
        for (Map.Entry<Expr, Expr> entry : entries) {
            values.put(evaluate(entry.getKey(), scope), evaluate(entry.getValue(), scope));
        }
        return new Value.Mapping(values);
    }

    private Value slice(Expr.Slice slice, Scope scope) {
        return Members.slice(
                evaluate(slice.target(), scope),
                bound(slice.from(), scope),
                bound(slice.to(), scope),
                bound(slice.step(), scope));
    }

    private @Nullable Long bound(@Nullable Expr expression, Scope scope) {
        Value value = expression == null ? Value.NONE : evaluate(expression, scope);
        return value.equals(Value.NONE) ? null : (Long) Types.integer(value);
    }

    private boolean compares(Expr.Comparison comparison, Scope scope) {
        Value left = evaluate(comparison.first(), scope);
        for (Expr.Compared compared : comparison.rest()) {
            Value right = evaluate(compared.right(), scope);
            if (!Operators.compares(compared.operator(), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private Value conditional(Expr.Conditional conditional, Scope scope) {
        if (Operators.truth(evaluate(conditional.condition(), scope))) {
            return evaluate(conditional.then(), scope);
        }
        Expr otherwise = conditional.otherwise();
        return otherwise == null ? new Value.Undefined("an expression without else") : evaluate(otherwise, scope);
    }
}
