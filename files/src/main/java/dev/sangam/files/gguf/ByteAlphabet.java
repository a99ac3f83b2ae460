package dev.sangam.files.gguf;

import java.nio.charset.StandardCharsets;

/**
 * How byte-level BPE writes bytes as visible characters: those that can be seen stand for themselves, the other 68 are
 * given the characters from U+0100 on ({@code bytes_to_unicode} of GPT-2's encoder.py).
 */
public final class ByteAlphabet {
    private static final char[] OF_BYTE = new char[256];
    private static final int[] BYTE_OF = new int[0x100 + 68];

    static {
        char next = 0x100;
        for (int b = 0; b < OF_BYTE.length; b++) {
            boolean visible = (b >= '!' && b <= '~') || (b >= 0xA1 && b != 0xAD);
            OF_BYTE[b] = visible ? (char) b : next++;
            BYTE_OF[OF_BYTE[b]] = b;
        }
    }

    private ByteAlphabet() {}

    /** The character that stands for a byte, 0 to 255. */
    public static char of(int b) {
        return OF_BYTE[b];
    }

    /** The byte, 0 to 255, that one of the alphabet's characters stands for. */
    public static int byteOf(char c) {
        return BYTE_OF[c];
    }

    /** The bytes of a text in UTF-8, each as its character. */
    public static String of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        char[] chars = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            chars[i] = OF_BYTE[bytes[i] & 0xFF];
        }
        return new String(chars);
    }
}
