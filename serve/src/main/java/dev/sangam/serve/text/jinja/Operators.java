package dev.sangam.serve.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Python's operators. */
final class Operators {
    private static final int MAX_ITEMS = 100_000;

    private Operators() {}

    static boolean truth(Value value) {
        return switch (value) {
            case Value.Text(MarkedText text) -> text.length() > 0;
            case Value.Int(long number) -> number != 0;
            case Value.Real(double number) -> number != 0;
            case Value.Bool(boolean truth) -> truth;
            case Value.None _, Value.Undefined _ -> false;
            case Value.Items(List<Value> list) -> !list.isEmpty();
            case Value.Mapping(Map<Value, Value> entries) -> !entries.isEmpty();
            case Value.Namespace _, Value.Loop _, Value.Callable _ -> true;
        };
    }

    static boolean equal(Value left, Value right) {
        if (isNumber(left) && isNumber(right)) {
            return (isReal(left) || isReal(right))
                    ? number(left) == number(right)
                    : Types.integer(left) == Types.integer(right);
        }
        if (left instanceof Value.Items(List<Value> a) && right instanceof Value.Items(List<Value> b)) {
            boolean equal = a.size() == b.size();
            for (int i = 0; equal && i < a.size(); i++) {
                equal = equal(a.get(i), b.get(i));
            }
            return equal;
        }
        if (left instanceof Value.Undefined && right instanceof Value.Undefined) {
            return true;
        }
        return left.equals(right);
    }

    static boolean compares(Expr.Comparator operator, Value left, Value right) {
        return switch (operator) {
            case EQUAL -> equal(left, right);
            case NOT_EQUAL -> !equal(left, right);
            case LESS -> order(left, right) < 0;
            case LESS_OR_EQUAL -> order(left, right) <= 0;
            case GREATER -> order(left, right) > 0;
            case GREATER_OR_EQUAL -> order(left, right) >= 0;
            case IN -> contains(right, left);
            case NOT_IN -> !contains(right, left);
        };
    }

    /** Order of numbers, of texts, and of lists of them. */
    static int order(Value left, Value right) {
        if (isNumber(left) && isNumber(right)) {
            return isReal(left) || isReal(right)
                    ? Double.compare(number(left), number(right))
                    : Long.compare(Types.integer(left), Types.integer(right));
        }
        if (left instanceof Value.Text(MarkedText a) && right instanceof Value.Text(MarkedText b)) {
            return a.text().compareTo(b.text());
        }
        if (left instanceof Value.Items(List<Value> a) && right instanceof Value.Items(List<Value> b)) {
            for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
                if (!equal(a.get(i), b.get(i))) {
                    return order(a.get(i), b.get(i));
                }
            }
            return Integer.compare(a.size(), b.size());
        }
        throw new TemplateException(Types.name(left) + " and " + Types.name(right) + " have no order");
    }

    static boolean contains(Value container, Value value) {
        return switch (container) {
            case Value.Text(MarkedText text) ->
                text.text().contains(Types.text(value).text());
            case Value.Mapping(Map<Value, Value> entries) -> entries.containsKey(value);
            case Value.Items _,
                    Value.Undefined _,
                    Value.Int _,
                    Value.Real _,
                    Value.Bool _,
                    Value.None _,
                    Value.Namespace _,
                    Value.Loop _,
                    Value.Callable _ -> Types.items(container).stream().anyMatch(item -> equal(item, value));
        };
    }

    static Value negative(Value value) {
        return isReal(value) ? new Value.Real(-number(value)) : new Value.Int(Math.negateExact(Types.integer(value)));
    }

    static Value binary(Expr.Operator operator, Value left, Value right) {
        return switch (operator) {
            case CONCATENATE -> new Value.Text(Printer.text(left).plus(Printer.text(right)));
            case ADD -> add(left, right);
            case MULTIPLY -> multiply(left, right);
            case SUBTRACT, DIVIDE, FLOOR_DIVIDE, MODULO, POWER -> arithmetic(operator, left, right);
        };
    }

    private static Value add(Value left, Value right) {
        if (left instanceof Value.Text(MarkedText a) && right instanceof Value.Text(MarkedText b)) {
            return new Value.Text(a.plus(b));
        }
        if (left instanceof Value.Items(List<Value> a) && right instanceof Value.Items(List<Value> b)) {
            List<Value> all = new ArrayList<>(a);
            all.addAll(b);
            return new Value.Items(all);
        }
        return arithmetic(Expr.Operator.ADD, left, right);
    }

    private static Value multiply(Value left, Value right) {
        if (left instanceof Value.Text(MarkedText text)) {
            MarkedText.Builder builder = new MarkedText.Builder();
            for (long i = 0; i < Types.integer(right) && text.length() > 0; i++) {
                builder.append(text);
            }
            return new Value.Text(builder.build());
        }
        if (left instanceof Value.Items(List<Value> list)) {
            List<Value> all = new ArrayList<>();
            for (long i = 0; i < Types.integer(right) && !list.isEmpty(); i++) {
                all.addAll(list);
                if (all.size() > MAX_ITEMS) {
                    throw new TemplateException("a list has more than " + MAX_ITEMS + " items");
                }
            }
            return new Value.Items(all);
        }
        return right instanceof Value.Text || right instanceof Value.Items
                ? multiply(right, left)
                : arithmetic(Expr.Operator.MULTIPLY, left, right);
    }

    private static Value arithmetic(Expr.Operator operator, Value left, Value right) {
        if (!isNumber(left) || !isNumber(right)) {
            throw new TemplateException(
                    "operator " + operator + " does not fit " + Types.name(left) + " and " + Types.name(right));
        }
        try {
            return isReal(left) || isReal(right) || operator == Expr.Operator.DIVIDE
                    ? new Value.Real(real(operator, number(left), number(right)))
                    : new Value.Int(whole(operator, Types.integer(left), Types.integer(right)));
        } catch (ArithmeticException e) {
            throw new TemplateException("operator " + operator + " gives no number: " + e.getMessage());
        }
    }

    private static double real(Expr.Operator operator, double left, double right) {
        double result = switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
            case FLOOR_DIVIDE -> Math.floor(left / right);
            case MODULO -> left - right * Math.floor(left / right);
            case POWER -> Math.pow(left, right);
            case CONCATENATE -> throw new IllegalArgumentException("numbers are not concatenated");
        };
        if (!Double.isFinite(result)) {
            throw new ArithmeticException("it is not finite");
        }
        return result;
    }

    private static long whole(Expr.Operator operator, long left, long right) {
        return switch (operator) {
            case ADD -> Math.addExact(left, right);
            case SUBTRACT -> Math.subtractExact(left, right);
            case MULTIPLY -> Math.multiplyExact(left, right);
            case FLOOR_DIVIDE -> Math.floorDiv(left, right);
            case MODULO -> Math.floorMod(left, right);
            case POWER -> power(left, right);
            case DIVIDE, CONCATENATE -> throw new IllegalArgumentException(operator + " has no whole result");
        };
    }

    private static long power(long base, long exponent) {
        if (exponent < 0 || exponent > 63) {
            throw new ArithmeticException("the exponent is not in 0 to 63");
        }
        long result = 1;
        for (long i = 0; i < exponent; i++) {
            result = Math.multiplyExact(result, base);
        }
        return result;
    }

    static boolean isNumber(Value value) {
        return value instanceof Value.Int || value instanceof Value.Real || value instanceof Value.Bool;
    }

    private static boolean isReal(Value value) {
        return value instanceof Value.Real;
    }

    /** The number in floating point. */
    static double number(Value value) {
        return value instanceof Value.Real(double number) ? number : Types.integer(value);
    }
}
