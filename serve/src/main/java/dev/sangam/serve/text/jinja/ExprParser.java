package dev.sangam.serve.text.jinja;

import dev.sangam.serve.text.jinja.Expr.ArgumentList;
import dev.sangam.serve.text.jinja.Expr.Comparator;
import dev.sangam.serve.text.jinja.Expr.Compared;
import dev.sangam.serve.text.jinja.Expr.Operator;
import dev.sangam.serve.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses expressions with Jinja's precedence, loosest first: conditional, {@code or}, {@code and}, {@code not}, comparisons,
 * {@code + -}, {@code ~}, {@code * / // %}, {@code **}, signs, then members, calls, filters and tests.
 */
final class ExprParser {
    /** Deepest nesting; far beyond any template, and far from the end of a thread's stack. */
    private static final int MAX_DEPTH = 100;

    /** Words that no test's argument begins with. */
    private static final Set<String> AFTER_TEST = Set.of("else", "or", "and", "not", "in", "is", "if");

    private final TokenStream tokens;
    private int depth;

    ExprParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    /** An expression, or several with commas between, which make a tuple. */
    Expr tuple() {
        Expr first = expression();
        if (!tokens.peek().is(Kind.OPERATOR, ",")) {
            return first;
        }
        List<Expr> items = new ArrayList<>(List.of(first));
        while (tokens.skip(",") && !atEnd()) {
            items.add(expression());
        }
        return new Expr.Sequence(items);
    }

    Expr expression() {
        Expr value = or();
        while (tokens.skipName("if")) {
            Expr condition = or();
            Expr otherwise = tokens.skipName("else") ? expression() : null;
            value = new Expr.Conditional(condition, value, otherwise);
        }
        return value;
    }

    /** An expression without a condition after it: the items of a loop, where {@code if} is the loop's own. */
    Expr or() {
        if (++depth > MAX_DEPTH) {
            throw new TemplateException(tokens.line(), "an expression is nested deeper than " + MAX_DEPTH);
        }
        Expr left = and();
        while (tokens.skipName("or")) {
            left = new Expr.Logical(false, left, and());
        }
        depth--;
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (tokens.skipName("and")) {
            left = new Expr.Logical(true, left, not());
        }
        return left;
    }

    private Expr not() {
        int count = 0;
        while (tokens.skipName("not")) {
            count++;
        }
        Expr value = comparison();
        return switch (count) {
            case 0 -> value;
            default -> count % 2 == 1 ? new Expr.Not(value) : new Expr.Not(new Expr.Not(value));
        };
    }

    private Expr comparison() {
        Expr first = sum();
        List<Compared> rest = new ArrayList<>();
        for (Comparator operator = comparator(); operator != null; operator = comparator()) {
            rest.add(new Compared(operator, sum()));
        }
        return rest.isEmpty() ? first : new Expr.Comparison(first, rest);
    }

    private @Nullable Comparator comparator() {
        if (tokens.peek().is(Kind.NAME, "not") && tokens.peekSecond().is(Kind.NAME, "in")) {
            tokens.next();
            tokens.next();
            return Comparator.NOT_IN;
        }
        if (tokens.skipName("in")) {
            return Comparator.IN;
        }
        Comparator comparator = !tokens.peek().is(Kind.OPERATOR)
                ? null
                : switch (tokens.peek().text()) {
                    case "==" -> Comparator.EQUAL;
                    case "!=" -> Comparator.NOT_EQUAL;
                    case "<" -> Comparator.LESS;
                    case "<=" -> Comparator.LESS_OR_EQUAL;
                    case ">" -> Comparator.GREATER;
                    case ">=" -> Comparator.GREATER_OR_EQUAL;
                    default -> null;
                };
        if (comparator != null) {
            tokens.next();
        }
        return comparator;
    }

    private Expr sum() {
        Expr left = concatenation();
        while (true) {
            if (tokens.skip("+")) {
                left = new Expr.Binary(Operator.ADD, left, concatenation());
            } else if (tokens.skip("-")) {
                left = new Expr.Binary(Operator.SUBTRACT, left, concatenation());
            } else {
                return left;
            }
        }
    }

    private Expr concatenation() {
        Expr left = product();
        while (tokens.skip("~")) {
            left = new Expr.Binary(Operator.CONCATENATE, left, product());
        }
        return left;
    }

    private Expr product() {
        Expr left = power();
        while (true) {
            if (tokens.skip("*")) {
                left = new Expr.Binary(Operator.MULTIPLY, left, power());
            } else if (tokens.skip("/")) {
                left = new Expr.Binary(Operator.DIVIDE, left, power());
            } else if (tokens.skip("//")) {
                left = new Expr.Binary(Operator.FLOOR_DIVIDE, left, power());
            } else if (tokens.skip("%")) {
                left = new Expr.Binary(Operator.MODULO, left, power());
            } else {
                return left;
            }
        }
    }

    private Expr power() {
        Expr left = signed(true);
        while (tokens.skip("**")) {
            left = new Expr.Binary(Operator.POWER, left, signed(true));
        }
        return left;
    }

    /** A sign binds tighter than a filter: {@code -1|abs} is 1. */
    private Expr signed(boolean filtered) {
        if (++depth > MAX_DEPTH) {
            throw new TemplateException(tokens.line(), "an expression is nested deeper than " + MAX_DEPTH);
        }
        Expr value;
        if (tokens.skip("-")) {
            value = new Expr.Negative(signed(false));
        } else if (tokens.skip("+")) {
            value = signed(false);
        } else {
            value = members(primary());
        }
        depth--;
        return filtered ? filtersAndTests(value) : value;
    }

    private Expr primary() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NAME -> name(token.text());
            case STRING -> string(token);
            case INTEGER -> integer(token);
            case FLOAT -> new Expr.Literal(new Value.Real(Double.parseDouble(token.text())));
            case OPERATOR ->
                switch (token.text()) {
                    case "(" -> parenthesis();
                    case "[" -> new Expr.Sequence(expressions("]"));
                    case "{" -> dictionary();
                    default -> throw noExpression(token);
                };
            case DATA, PRINT_BEGIN, PRINT_END, TAG_BEGIN, TAG_END, END -> throw noExpression(token);
        };
    }

    private static TemplateException noExpression(Token token) {
        return new TemplateException(token.line(), token.shown() + " stands where an expression must");
    }

    private static Expr name(String name) {
        return switch (name) {
            case "true", "True" -> new Expr.Literal(Value.TRUE);
            case "false", "False" -> new Expr.Literal(Value.FALSE);
            case "none", "None" -> new Expr.Literal(Value.NONE);
            default -> new Expr.Name(name);
        };
    }

    private Expr string(Token first) {
        StringBuilder text = new StringBuilder(first.text());
        while (tokens.peek().is(Kind.STRING)) {
            text.append(tokens.next().text());
        }
        return new Expr.Literal(Value.Text.trusted(text.toString()));
    }

    private static Expr integer(Token token) {
        try {
            return new Expr.Literal(new Value.Int(Long.parseLong(token.text())));
        } catch (NumberFormatException e) {
            throw new TemplateException(token.line(), token.text() + " is too large a number");
        }
    }

    private Expr parenthesis() {
        if (tokens.skip(")")) {
            return new Expr.Sequence(List.of());
        }
        Expr value = tuple();
        tokens.expect(")");
        return value;
    }

    private List<Expr> expressions(String end) {
        List<Expr> items = new ArrayList<>();
        while (!tokens.skip(end)) {
            items.add(expression());
            if (!tokens.peek().is(Kind.OPERATOR, end)) {
                tokens.expect(",");
            }
        }
        return items;
    }

    private Expr dictionary() {
        List<Map.Entry<Expr, Expr>> entries = new ArrayList<>();
        while (!tokens.skip("}")) {
            Expr key = expression();
            tokens.expect(":");
            entries.add(Map.entry(key, expression()));
            if (!tokens.peek().is(Kind.OPERATOR, "}")) {
                tokens.expect(",");
            }
        }
        return new Expr.Dictionary(entries);
    }

    private Expr members(Expr target) {
        Expr value = target;
        while (true) {
            if (tokens.skip(".")) {
                value = tokens.peek().is(Kind.INTEGER)
                        ? new Expr.Item(value, integer(tokens.next()))
                        : new Expr.Attribute(value, tokens.expectName());
            } else if (tokens.skip("[")) {
                value = subscript(value);
            } else if (tokens.peek().is(Kind.OPERATOR, "(")) {
                value = new Expr.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    private Expr subscript(Expr target) {
        Expr from = tokens.peek().is(Kind.OPERATOR, ":") ? null : expression();
        if (from != null && tokens.skip("]")) {
            return new Expr.Item(target, from);
        }
        tokens.expect(":");
        Expr to = atSliceEnd() ? null : expression();
        Expr step = tokens.skip(":") && !atSliceEnd() ? expression() : null;
        tokens.expect("]");
        return new Expr.Slice(target, from, to, step);
    }

    private boolean atSliceEnd() {
        return tokens.peek().is(Kind.OPERATOR, ":") || tokens.peek().is(Kind.OPERATOR, "]");
    }

    private Expr filtersAndTests(Expr target) {
        Expr value = target;
        while (true) {
            if (tokens.skip("|")) {
                value = new Expr.Filter(value, dotted(), optionalArguments());
            } else if (tokens.skipName("is")) {
                value = test(value);
            } else if (tokens.peek().is(Kind.OPERATOR, "(")) {
                value = new Expr.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    /** A filter by name, and its arguments. */
    Node.FilterCall filter() {
        return new Node.FilterCall(dotted(), optionalArguments());
    }

    private String dotted() {
        StringBuilder name = new StringBuilder(tokens.expectName());
        while (tokens.skip(".")) {
            name.append('.').append(tokens.expectName());
        }
        return name.toString();
    }

    private ArgumentList optionalArguments() {
        return tokens.peek().is(Kind.OPERATOR, "(") ? arguments() : ArgumentList.NONE;
    }

    private Expr test(Expr target) {
        boolean negated = tokens.skipName("not");
        String name = tokens.expectName();
        Token next = tokens.peek();
        ArgumentList arguments = ArgumentList.NONE;
        if (next.is(Kind.OPERATOR, "(")) {
            arguments = arguments();
        } else if (beginsTestArgument(next)) {
            arguments = new ArgumentList(List.of(members(primary())), Map.of());
        }
        Expr test = new Expr.Test(target, name, arguments);
        return negated ? new Expr.Not(test) : test;
    }

    private static boolean beginsTestArgument(Token token) {
        return switch (token.kind()) {
            case NAME -> !AFTER_TEST.contains(token.text());
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> token.text().equals("[") || token.text().equals("{");
            case DATA, PRINT_BEGIN, PRINT_END, TAG_BEGIN, TAG_END, END -> false;
        };
    }

    /** Arguments in parentheses. */
    ArgumentList arguments() {
        tokens.expect("(");
        List<Expr> positional = new ArrayList<>();
        Map<String, Expr> named = new LinkedHashMap<>();
        while (!tokens.skip(")")) {
            if (tokens.peek().is(Kind.NAME) && tokens.peekSecond().is(Kind.OPERATOR, "=")) {
                String name = tokens.expectName();
                tokens.expect("=");
                if (named.put(name, expression()) != null) {
                    throw new TemplateException(tokens.line(), "argument " + name + " is given twice");
                }
            } else if (named.isEmpty()) {
                positional.add(expression());
            } else {
                throw tokens.unexpected("a named argument");
            }
            if (!tokens.peek().is(Kind.OPERATOR, ")")) {
                tokens.expect(",");
            }
        }
        return new ArgumentList(List.copyOf(positional), named);
    }

    private boolean atEnd() {
        Token token = tokens.peek();
        return token.is(Kind.TAG_END)
                || token.is(Kind.PRINT_END)
                || token.is(Kind.OPERATOR, ")")
                || token.is(Kind.OPERATOR, "=");
    }
}
