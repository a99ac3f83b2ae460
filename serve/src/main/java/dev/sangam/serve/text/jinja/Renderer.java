package dev.sangam.serve.text.jinja;

import dev.sangam.serve.text.jinja.Node.FilterCall;
import dev.sangam.serve.text.jinja.Node.Parameter;
import dev.sangam.serve.text.jinja.Node.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders nodes into a text. */
final class Renderer {
    /** How a body ended. */
    private enum End {
        NORMAL,
        BREAK,
        CONTINUE
    }

    private final Budget budget = new Budget();
    private final Evaluator evaluator = new Evaluator(budget);

    MarkedText render(List<Node> nodes, Scope scope) {
        MarkedText.Builder out = new MarkedText.Builder();
        body(nodes, scope, out);
        return out.build();
    }

    private End body(List<Node> nodes, Scope scope, MarkedText.Builder out) {
        for (Node node : nodes) {
            budget.enter();
            End end = node(node, scope, out);
            budget.leave();
            if (end != End.NORMAL) {
                return end;
            }
        }
        return End.NORMAL;
    }

    private End node(Node node, Scope scope, MarkedText.Builder out) {
        switch (node) {
            case Node.Data(MarkedText text) -> out.append(text);
            case Node.Print(int line, Expr value) -> out.append(Printer.text(value(line, value, scope)));
            case Node.If conditional -> {
                return conditional(conditional, scope, out);
            }
            case Node.For loop -> {
                return loop(loop, scope, out);
            }
            case Node.Assign(int line, List<Target> targets, Expr value) ->
                assign(line, targets, value(line, value, scope), scope);
            case Node.AssignBlock(int line, Target target, List<FilterCall> filters, List<Node> body) ->
                assign(line, target, filtered(line, filters, body, scope), scope);
            case Node.Macro(int line, String name, List<Parameter> parameters, List<Node> body) ->
                scope.set(name, macro(name, parameters, body, scope));
            case Node.CallBlock block -> out.append(Printer.text(callBlock(block, scope)));
            case Node.FilterBlock(int line, List<FilterCall> filters, List<Node> body) ->
                out.append(Printer.text(filtered(line, filters, body, scope)));
            case Node.With(int line, Map<String, Expr> values, List<Node> body) -> {
                Scope inner = new Scope(scope);
                values.forEach((name, value) -> inner.set(name, value(line, value, scope)));
                return body(body, inner, out);
            }
            case Node.Group(List<Node> body) -> {
                return body(body, scope, out);
            }
            case Node.Jump(boolean leaves) -> {
                return leaves ? End.BREAK : End.CONTINUE;
            }
        }
        return End.NORMAL;
    }

    private Value value(int line, Expr expression, Scope scope) {
        try {
            return evaluator.evaluate(expression, scope);
        } catch (TemplateException e) {
            throw e.at(line);
        }
    }

    private End conditional(Node.If conditional, Scope scope, MarkedText.Builder out) {
        for (Node.Branch branch : conditional.branches()) {
            if (Operators.truth(value(branch.line(), branch.condition(), scope))) {
                return body(branch.body(), scope, out);
            }
        }
        return body(conditional.otherwise(), scope, out);
    }

    private End loop(Node.For loop, Scope scope, MarkedText.Builder out) {
        List<Value> items = items(loop, scope);
        if (items.isEmpty()) {
            return body(loop.otherwise(), scope, out);
        }
        for (int i = 0; i < items.size(); i++) {
            budget.step();
            Scope round = new Scope(scope);
            round.set("loop", new Value.Loop(items, i));
            bind(loop, items.get(i), round);
            if (body(loop.body(), round, out) == End.BREAK) {
                break;
            }
        }
        return End.NORMAL;
    }

    private List<Value> items(Node.For loop, Scope scope) {
        List<Value> items;
        try {
            items = Types.items(value(loop.line(), loop.items(), scope));
        } catch (TemplateException e) {
            throw e.at(loop.line());
        }
        Expr condition = loop.condition();
        if (condition == null) {
            return items;
        }
        List<Value> chosen = new ArrayList<>();
        for (Value item : items) {
            Scope round = new Scope(scope);
            bind(loop, item, round);
            if (Operators.truth(value(loop.line(), condition, round))) {
                chosen.add(item);
            }
        }
        return chosen;
    }

    private static void bind(Node.For loop, Value item, Scope scope) {
        List<String> names = loop.targets();
        if (names.size() == 1) {
            scope.set(names.getFirst(), item);
            return;
        }
        List<Value> parts = parts(loop.line(), names.size(), item);
        for (int i = 0; i < parts.size(); i++) {
            scope.set(names.get(i), parts.get(i));
        }
    }

    private static List<Value> parts(int line, int count, Value value) {
        List<Value> parts = value instanceof Value.Items(List<Value> list) ? list : List.of(value);
        if (parts.size() != count) {
            throw new TemplateException(line, parts.size() + " values cannot be assigned to " + count + " names");
        }
        return parts;
    }

    private static void assign(int line, List<Target> targets, Value value, Scope scope) {
        if (targets.size() == 1) {
            assign(line, targets.getFirst(), value, scope);
            return;
        }
        List<Value> parts = parts(line, targets.size(), value);
        for (int i = 0; i < parts.size(); i++) {
            assign(line, targets.get(i), parts.get(i), scope);
        }
    }

    private static void assign(int line, Target target, Value value, Scope scope) {
        String member = target.member();
        if (member == null) {
            scope.set(target.name(), value);
        } else if (scope.get(target.name()) instanceof Value.Namespace(Map<String, Value> members)) {
            members.put(member, value);
        } else {
            throw new TemplateException(
                    line, target.name() + "." + member + " cannot be set: " + target.name() + " is no namespace");
        }
    }

    private Value filtered(int line, List<FilterCall> filters, List<Node> body, Scope scope) {
        Value value = new Value.Text(render(body, new Scope(scope)));
        for (FilterCall filter : filters) {
            try {
                value = Filters.apply(filter.name(), value, evaluator.arguments(filter.arguments(), scope));
            } catch (TemplateException e) {
                throw e.at(line);
            }
        }
        return value;
    }

    private Value callBlock(Node.CallBlock block, Scope scope) {
        Scope inner = new Scope(scope);
        Value caller = macro("caller", block.parameters(), block.body(), scope);
        inner.set("caller", caller);
        Value target = value(block.line(), block.call().target(), scope);
        try {
            Arguments arguments = evaluator.arguments(block.call().arguments(), scope);
            Map<String, Value> named = new LinkedHashMap<>(arguments.named());
            named.put("caller", caller);
            return evaluator.call(target, new Arguments(arguments.positional(), named));
        } catch (TemplateException e) {
            throw e.at(block.line());
        }
    }

    private Value macro(String name, List<Parameter> parameters, List<Node> body, Scope scope) {
        return new Value.Callable(name, arguments -> {
            Scope inner = new Scope(scope);
            Value caller = arguments.named().get("caller");
            Map<String, Value> named = new LinkedHashMap<>(arguments.named());
            if (caller != null
                    && parameters.stream()
                            .noneMatch(parameter -> parameter.name().equals("caller"))) {
                inner.set("caller", caller);
                named.remove("caller");
            }
            var bound = new Arguments(arguments.positional(), named)
                    .bind(
                            "macro " + name,
                            parameters.stream().map(Parameter::name).toArray(String[]::new));
            for (int i = 0; i < bound.size(); i++) {
                Value value = bound.get(i);
                Expr otherwise = parameters.get(i).otherwise();
                inner.set(
                        parameters.get(i).name(),
                        value != null
                                ? value
                                : otherwise != null
                                        ? evaluator.evaluate(otherwise, inner)
                                        : new Value.Undefined(parameters.get(i).name()));
            }
            budget.enter();
            MarkedText text = render(body, inner);
            budget.leave();
            return new Value.Text(text);
        });
    }
}
