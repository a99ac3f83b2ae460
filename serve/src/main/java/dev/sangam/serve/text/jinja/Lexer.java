package dev.sangam.serve.text.jinja;

import dev.sangam.serve.text.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a template into tokens. White space is controlled as Hugging Face configures Jinja: {@code trim_blocks} (the newline
 * after a tag goes) and {@code lstrip_blocks} (blanks before a tag at the beginning of a line go), both for <code>{% %}</code>
 * and <code>{# #}</code>; a minus sign eats all white space on its side, a plus sign turns either rule off; one newline at the
 * end of the template goes.
 */
final class Lexer {
    private static final Pattern BEGIN = Pattern.compile("\\{([{%#])([-+]?)");
    private static final Pattern COMMENT_END = Pattern.compile("([-+]?)#}");
    private static final Pattern RAW = Pattern.compile("\\s*raw\\s*([-+]?)%}");
    private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%}");
    private static final Pattern NUMBER = Pattern.compile("\\d[\\d_]*(\\.\\d[\\d_]*)?([eE][+-]?\\d+)?");
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
    private static final Pattern OPERATOR = Pattern.compile("//|\\*\\*|==|!=|<=|>=|[-+*/%~<>=()\\[\\]{}.,:|]");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    /** Whether what was consumed last ended with a newline. */
    private boolean lineStarts = true;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String template) {
        String source = template.replace("\r\n", "\n").replace('\r', '\n');
        Lexer lexer = new Lexer(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
        lexer.scan();
        return lexer.tokens;
    }

    private void scan() {
        Matcher begin = BEGIN.matcher(source);
        while (begin.find(at)) {
            char kind = begin.group(1).charAt(0);
            data(begin.start(), begin.group(2), kind != '{');
            move(begin.end());
            switch (kind) {
                case '#' -> comment();
                case '%' -> tag();
                default -> inside(Kind.PRINT_BEGIN, Kind.PRINT_END, "}}");
            }
        }
        data(source.length(), "", false);
        add(Kind.END, "");
    }

    /** Adds the data up to a tag, and leaves out the white space that the tag's sign or {@code lstrip_blocks} takes away. */
    private void data(int to, String sign, boolean block) {
        String data = source.substring(at, to);
        int end = data.length();
        int lastLine = data.lastIndexOf('\n') + 1;
        if (sign.equals("-")) {
            end = Whitespace.end(data, 0);
        } else if (block && sign.isEmpty() && (lastLine > 0 || lineStarts)) {
            end = Whitespace.end(data, lastLine) == lastLine ? lastLine : end;
        }
        if (end > 0) {
            add(Kind.DATA, data.substring(0, end));
        }
        move(to);
    }

    private void comment() {
        Matcher end = COMMENT_END.matcher(source);
        if (!end.find(at)) {
            throw new TemplateException(line, "a comment has no end");
        }
        move(end.end());
        afterTag(end.group(1), true);
    }

    private void tag() {
        Matcher raw = RAW.matcher(source).region(at, source.length());
        if (!raw.lookingAt()) {
            inside(Kind.TAG_BEGIN, Kind.TAG_END, "%}");
            return;
        }
        move(raw.end());
        // Jinja keeps the newline after this tag, unlike after any other.
        afterTag(raw.group(1), false);
        Matcher end = END_RAW.matcher(source);
        if (!end.find(at)) {
            throw new TemplateException(line, "raw has no endraw");
        }
        data(end.start(), end.group(1), true);
        move(end.end());
        afterTag(end.group(2), true);
    }

    /** Tokens up to the end of a tag; brackets within must be closed before it. */
    private void inside(Kind begin, Kind end, String endMark) {
        add(begin, "");
        Deque<Character> open = new ArrayDeque<>();
        while (true) {
            while (at < source.length() && Whitespace.is(source.charAt(at))) {
                move(at + 1);
            }
            if (at == source.length()) {
                throw new TemplateException(line, "a tag has no end");
            }
            boolean signed = "-+".indexOf(source.charAt(at)) >= 0 && source.startsWith(endMark, at + 1);
            if (open.isEmpty() && (signed || source.startsWith(endMark, at))) {
                String sign = signed ? source.substring(at, at + 1) : "";
                add(end, "");
                move(at + sign.length() + 2);
                afterTag(sign, end == Kind.TAG_END);
                return;
            }
            token(open);
        }
    }

    /** Skips the white space after a tag that its sign or {@code trim_blocks} takes away. */
    private void afterTag(String sign, boolean block) {
        int to = at;
        if (sign.equals("-")) {
            while (to < source.length() && Whitespace.is(source.charAt(to))) {
                to++;
            }
        } else if (block && sign.isEmpty() && source.startsWith("\n", at)) {
            to++;
        }
        lineStarts = to > at && source.charAt(to - 1) == '\n';
        move(to);
    }

    private void token(Deque<Character> open) {
        char c = source.charAt(at);
        if (c == '\'' || c == '"') {
            string(c);
        } else if (Character.isDigit(c)) {
            Matcher number = match(NUMBER);
            boolean whole = number.group(1) == null && number.group(2) == null;
            add(whole ? Kind.INTEGER : Kind.FLOAT, number.group().replace("_", ""));
            move(number.end());
        } else {
            Kind kind = Character.isLetter(c) || c == '_' ? Kind.NAME : Kind.OPERATOR;
            Matcher match = match(kind == Kind.NAME ? NAME : OPERATOR);
            balance(open, match.group());
            add(kind, match.group());
            move(match.end());
        }
    }

    private Matcher match(Pattern pattern) {
        Matcher matcher = pattern.matcher(source).region(at, source.length());
        if (!matcher.lookingAt()) {
            throw new TemplateException(line, "'" + source.charAt(at) + "' is not part of any expression");
        }
        return matcher;
    }

    private void balance(Deque<Character> open, String operator) {
        char c = operator.charAt(0);
        switch (c) {
            case '(' -> open.push(')');
            case '[' -> open.push(']');
            case '{' -> open.push('}');
            case ')', ']', '}' -> {
                if (open.isEmpty() || open.pop() != c) {
                    throw new TemplateException(line, "'" + c + "' closes nothing");
                }
            }
            default -> {
                // No bracket.
            }
        }
    }

    private void string(char quote) {
        int end = at + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw new TemplateException(line, "a string has no end");
        }
        add(Kind.STRING, Escapes.unescape(source.substring(at + 1, end)));
        move(end + 1);
    }

    private void add(Kind kind, String text) {
        tokens.add(new Token(kind, text, line));
    }

    private void move(int to) {
        for (int i = at; i < to; i++) {
            line += source.charAt(i) == '\n' ? 1 : 0;
        }
        at = to;
    }
}
