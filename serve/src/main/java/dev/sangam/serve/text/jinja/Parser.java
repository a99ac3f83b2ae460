package dev.sangam.serve.text.jinja;

import dev.sangam.serve.text.jinja.Node.Branch;
import dev.sangam.serve.text.jinja.Node.FilterCall;
import dev.sangam.serve.text.jinja.Node.Parameter;
import dev.sangam.serve.text.jinja.Node.Target;
import dev.sangam.serve.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses the tags of a template. */
final class Parser {
    /** Deepest nesting of tags. */
    private static final int MAX_DEPTH = 50;

    private final TokenStream tokens;
    private final ExprParser expressions;
    private int depth;
    private int loops;

    private Parser(List<Token> tokens) {
        this.tokens = new TokenStream(tokens);
        expressions = new ExprParser(this.tokens);
    }

    static List<Node> parse(String source) {
        Parser parser = new Parser(Lexer.tokens(source));
        List<Node> nodes = parser.body();
        if (!parser.tokens.peek().is(Kind.END)) {
            parser.tokens.next();
            throw new TemplateException(
                    parser.tokens.line(), "tag " + parser.tokens.peek().text() + " ends nothing");
        }
        return nodes;
    }

    /** Nodes up to the end or to a tag that may end a body; this tag's beginning and name are left to be read. */
    private List<Node> body() {
        if (++depth > MAX_DEPTH) {
            throw new TemplateException(tokens.line(), "tags are nested deeper than " + MAX_DEPTH);
        }
        List<Node> nodes = new ArrayList<>();
        while (!atEndOfBody()) {
            Token token = tokens.next();
            switch (token.kind()) {
                case DATA -> nodes.add(new Node.Data(MarkedText.of(token.text(), true)));
                case PRINT_BEGIN -> {
                    nodes.add(new Node.Print(token.line(), expressions.tuple()));
                    tokens.expect(Kind.PRINT_END);
                }
                case TAG_BEGIN -> nodes.add(tag(token.line(), tokens.expectName()));
                case PRINT_END, TAG_END, NAME, STRING, INTEGER, FLOAT, OPERATOR, END ->
                    throw new TemplateException(token.line(), token.shown() + " stands outside of any tag");
            }
        }
        depth--;
        return List.copyOf(nodes);
    }

    private boolean atEndOfBody() {
        String name = tokens.peekSecond().text();
        return tokens.peek().is(Kind.END)
                || (tokens.peek().is(Kind.TAG_BEGIN)
                        && (name.startsWith("end") || name.equals("else") || name.equals("elif")));
    }

    private Node tag(int line, String name) {
        return switch (name) {
            case "if" -> conditional(line);
            case "for" -> loop(line);
            case "set" -> assignment(line);
            case "macro" -> macro(line);
            case "call" -> callBlock(line);
            case "filter" -> filterBlock(line);
            case "with" -> with(line);
            case "generation" -> {
                tokens.expect(Kind.TAG_END);
                yield new Node.Group(bodyUntil("endgeneration"));
            }
            case "break", "continue" -> jump(line, name);
            default -> throw new TemplateException(line, "tag " + name + " is not supported");
        };
    }

    private Node jump(int line, String name) {
        if (loops == 0) {
            throw new TemplateException(line, name + " stands outside of any loop");
        }
        tokens.expect(Kind.TAG_END);
        return new Node.Jump(name.equals("break"));
    }

    /** A body and its end tag. */
    private List<Node> bodyUntil(String end) {
        List<Node> body = body();
        endTag(end);
        return body;
    }

    private void endTag(String end) {
        if (!tokens.peek().is(Kind.TAG_BEGIN) || !tokens.peekSecond().is(Kind.NAME, end)) {
            throw new TemplateException(tokens.line(), end + " is missing");
        }
        tokens.next();
        tokens.next();
        // The name of what ends here may follow, as in "endmacro name".
        if (tokens.peek().is(Kind.NAME)) {
            tokens.next();
        }
        tokens.expect(Kind.TAG_END);
    }

    /** Takes a tag in the middle of a body, up to its name. */
    private boolean middleTag(String name) {
        boolean found = tokens.peek().is(Kind.TAG_BEGIN) && tokens.peekSecond().is(Kind.NAME, name);
        if (found) {
            tokens.next();
            tokens.next();
        }
        return found;
    }

    private Node conditional(int line) {
        List<Branch> branches = new ArrayList<>();
        int at = line;
        do {
            Expr condition = expressions.tuple();
            tokens.expect(Kind.TAG_END);
            branches.add(new Branch(at, condition, body()));
            at = tokens.line();
        } while (middleTag("elif"));
        return new Node.If(List.copyOf(branches), otherwise("endif"));
    }

    private List<Node> otherwise(String end) {
        List<Node> body = List.of();
        if (middleTag("else")) {
            tokens.expect(Kind.TAG_END);
            body = body();
        }
        endTag(end);
        return body;
    }

    private Node loop(int line) {
        List<String> targets = new ArrayList<>();
        boolean parenthesis = tokens.skip("(");
        do {
            targets.add(tokens.expectName());
        } while (tokens.skip(","));
        if (parenthesis) {
            tokens.expect(")");
        }
        if (!tokens.skipName("in")) {
            throw tokens.unexpected("'in'");
        }
        Expr items = loopItems();
        Expr condition = tokens.skipName("if") ? expressions.expression() : null;
        tokens.expect(Kind.TAG_END);
        loops++;
        List<Node> body = body();
        loops--;
        return new Node.For(line, List.copyOf(targets), items, condition, body, otherwise("endfor"));
    }

    private Expr loopItems() {
        List<Expr> items = new ArrayList<>(List.of(expressions.or()));
        while (tokens.skip(",")) {
            items.add(expressions.or());
        }
        return items.size() == 1 ? items.getFirst() : new Expr.Sequence(items);
    }

    private Node assignment(int line) {
        List<Target> targets = new ArrayList<>();
        do {
            String name = tokens.expectName();
            targets.add(new Target(name, tokens.skip(".") ? tokens.expectName() : null));
        } while (tokens.skip(","));
        if (tokens.skip("=")) {
            Expr value = expressions.tuple();
            tokens.expect(Kind.TAG_END);
            return new Node.Assign(line, List.copyOf(targets), value);
        }
        if (targets.size() > 1) {
            throw tokens.unexpected("'='");
        }
        List<FilterCall> filters = tokens.skip("|") ? filters() : List.of();
        tokens.expect(Kind.TAG_END);
        return new Node.AssignBlock(line, targets.getFirst(), filters, bodyUntil("endset"));
    }

    private List<FilterCall> filters() {
        List<FilterCall> filters = new ArrayList<>();
        do {
            filters.add(expressions.filter());
        } while (tokens.skip("|"));
        return List.copyOf(filters);
    }

    private Node macro(int line) {
        String name = tokens.expectName();
        List<Parameter> parameters = parameters();
        tokens.expect(Kind.TAG_END);
        return new Node.Macro(line, name, parameters, outsideOfLoops("endmacro"));
    }

    private Node callBlock(int line) {
        List<Parameter> parameters = tokens.peek().is(Kind.OPERATOR, "(") ? parameters() : List.of();
        if (!(expressions.expression() instanceof Expr.Call call)) {
            throw new TemplateException(line, "call must call something");
        }
        tokens.expect(Kind.TAG_END);
        return new Node.CallBlock(line, parameters, call, outsideOfLoops("endcall"));
    }

    private List<Node> outsideOfLoops(String end) {
        int around = loops;
        loops = 0;
        List<Node> body = bodyUntil(end);
        loops = around;
        return body;
    }

    private List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        tokens.expect("(");
        while (!tokens.skip(")")) {
            String name = tokens.expectName();
            @Nullable Expr otherwise = tokens.skip("=") ? expressions.expression() : null;
            parameters.add(new Parameter(name, otherwise));
            if (!tokens.peek().is(Kind.OPERATOR, ")")) {
                tokens.expect(",");
            }
        }
        return List.copyOf(parameters);
    }

    private Node filterBlock(int line) {
        List<FilterCall> filters = filters();
        tokens.expect(Kind.TAG_END);
        return new Node.FilterBlock(line, filters, bodyUntil("endfilter"));
    }

    private Node with(int line) {
        Map<String, Expr> values = new LinkedHashMap<>();
        while (!tokens.peek().is(Kind.TAG_END)) {
            String name = tokens.expectName();
            tokens.expect("=");
            values.put(name, expressions.expression());
            if (!tokens.peek().is(Kind.TAG_END)) {
                tokens.expect(",");
            }
        }
        tokens.expect(Kind.TAG_END);
        return new Node.With(line, values, bodyUntil("endwith"));
    }
}
