package dev.sangam.serve.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A vocabulary of every single byte, some longer pieces, a control token and an end. */
final class Letters {
    private static final List<String> WORDS = List.of("ab", "abc", "\": ", "{\"", "日", "日本", "true", "12");
    private static final List<byte[]> PIECES = pieces();

    static final int CONTROL = PIECES.size() - 2;
    static final int END = PIECES.size() - 1;
    static final TokenIndex INDEX = index();

    private Letters() {}

    private static List<byte[]> pieces() {
        List<byte[]> pieces = new ArrayList<>();
        for (int value = 0; value < 256; value++) {
            pieces.add(new byte[] {(byte) value});
        }
        for (String word : WORDS) {
            pieces.add(word.getBytes(StandardCharsets.UTF_8));
        }
        pieces.add(new byte[0]);
        pieces.add(new byte[0]);
        return pieces;
    }

    private static TokenIndex index() {
        BitSet ends = new BitSet();
        ends.set(END);
        return new TokenIndex(PIECES, ends);
    }

    static int word(String word) {
        return 256 + WORDS.indexOf(word);
    }

    static TokenGrammar grammar(String gbnf) {
        return TokenGrammar.compile(INDEX, gbnf, "root");
    }

    /** Whether a grammar takes a text, byte by byte, and takes it as a whole one. */
    static boolean takes(String gbnf, String text) {
        return takes(grammar(gbnf), text.getBytes(StandardCharsets.UTF_8));
    }

    static boolean takes(TokenGrammar grammar, byte[] text) {
        for (byte value : text) {
            if (!grammar.allows(value & 0xff)) {
                return false;
            }
            grammar.accept(value & 0xff);
        }
        return grammar.isWhole() && grammar.allows(END);
    }
}
