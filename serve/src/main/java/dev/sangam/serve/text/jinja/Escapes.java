package dev.sangam.serve.text.jinja;

/** The backslashes of Python's string literals. */
final class Escapes {
    private Escapes() {}

    /** What a literal says; an escape that Python does not know stays as it is. */
    static String unescape(String literal) {
        if (literal.indexOf('\\') < 0) {
            return literal;
        }
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < literal.length()) {
            char c = literal.charAt(at++);
            if (c != '\\' || at == literal.length()) {
                text.append(c);
            } else {
                at = escape(literal, at, text);
            }
        }
        return text.toString();
    }

    /** Appends what the escape at the place after its backslash says, and returns where it ends. */
    private static int escape(String literal, int at, StringBuilder text) {
        char c = literal.charAt(at);
        switch (c) {
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'v' -> text.append('\u000b');
            case 'a' -> text.append('\u0007');
            case '\\', '\'', '"' -> text.append(c);
            case '\n' -> {
                // A line goes on after a backslash.
            }
            case 'x' -> {
                return hex(literal, at, 2, text);
            }
            case 'u' -> {
                return hex(literal, at, 4, text);
            }
            case 'U' -> {
                return hex(literal, at, 8, text);
            }
            default -> {
                return octal(literal, at, text);
            }
        }
        return at + 1;
    }

    private static int hex(String literal, int at, int digits, StringBuilder text) {
        int end = at + 1 + digits;
        String code = end <= literal.length() ? literal.substring(at + 1, end) : "";
        if (!code.matches("[0-9a-fA-F]+") || !Character.isValidCodePoint((int) Long.parseLong(code, 16))) {
            throw new TemplateException("'\\" + literal.charAt(at) + code + "' is not a character");
        }
        text.appendCodePoint((int) Long.parseLong(code, 16));
        return end;
    }

    private static int octal(String literal, int at, StringBuilder text) {
        int end = at;
        while (end < literal.length() && end < at + 3 && literal.charAt(end) >= '0' && literal.charAt(end) <= '7') {
            end++;
        }
        if (end == at) {
            text.append('\\').append(literal.charAt(at));
            return at + 1;
        }
        text.append((char) Integer.parseInt(literal.substring(at, end), 8));
        return end;
    }
}
