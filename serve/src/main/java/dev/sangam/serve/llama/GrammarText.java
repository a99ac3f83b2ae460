package dev.sangam.serve.llama;

import dev.sangam.core.InputException;

/** Refuses the grammars that llama.cpp would not survive reading. */
final class GrammarText {
    private static final int MAX_CHARS = 1 << 18;
    private static final int MAX_DEPTH = 64;

    private GrammarText() {}

    static void check(String gbnf, String root) {
        if (gbnf.isBlank()) {
            throw new InputException("the grammar is empty");
        }
        if (gbnf.length() > MAX_CHARS) {
            throw new InputException(
                    "the grammar has " + gbnf.length() + " characters; it must have at most " + MAX_CHARS);
        }
        if (gbnf.indexOf('\0') >= 0 || root.indexOf('\0') >= 0) {
            throw new InputException("the grammar has a character of code 0; write it as \\x00");
        }
        int depth = 0;
        for (int i = 0; i < gbnf.length(); i++) {
            switch (gbnf.charAt(i)) {
                case '(' -> depth++;
                case ')' -> depth--;
                default -> {}
            }
            if (depth > MAX_DEPTH) {
                throw new InputException("the grammar nests parentheses more than " + MAX_DEPTH + " deep");
            }
        }
    }
}
