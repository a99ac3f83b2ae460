package dev.sangam.serve.text.jinja;

import dev.sangam.serve.text.jinja.Token.Kind;
import java.util.List;

/** Tokens, one after the other. */
final class TokenStream {
    private final List<Token> tokens;
    private int at;

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    /** The token after the next one. */
    Token peekSecond() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    int line() {
        return peek().line();
    }

    /** Takes the operator if it comes next. */
    boolean skip(String operator) {
        return skip(Kind.OPERATOR, operator);
    }

    /** Takes the word if it comes next. */
    boolean skipName(String name) {
        return skip(Kind.NAME, name);
    }

    private boolean skip(Kind kind, String text) {
        boolean found = peek().is(kind, text);
        if (found) {
            next();
        }
        return found;
    }

    void expect(String operator) {
        if (!skip(operator)) {
            throw unexpected("'" + operator + "'");
        }
    }

    String expectName() {
        if (!peek().is(Kind.NAME)) {
            throw unexpected("a name");
        }
        return next().text();
    }

    void expect(Kind kind) {
        if (!peek().is(kind)) {
            throw unexpected(kind == Kind.TAG_END ? "the end of the tag" : "the end of the expression");
        }
        next();
    }

    TemplateException unexpected(String wanted) {
        return new TemplateException(line(), peek().shown() + " stands where " + wanted + " must");
    }
}
