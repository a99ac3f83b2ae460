package dev.sangam.serve.text.jinja;

/** White space as Python sees it. */
final class Whitespace {
    private Whitespace() {}

    static boolean is(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85 || (c >= 0x1c && c <= 0x1f);
    }

    /** The next place that holds white space, or that holds none; the text's end if there is none. */
    static int next(String text, int from, boolean white) {
        int at = from;
        while (at < text.length() && is(text.charAt(at)) != white) {
            at++;
        }
        return at;
    }

    /** Where the text ends, its trailing white space left out; at least {@code from}. */
    static int end(String text, int from) {
        int end = text.length();
        while (end > from && is(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }
}
