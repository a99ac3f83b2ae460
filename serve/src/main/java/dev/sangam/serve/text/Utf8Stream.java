package dev.sangam.serve.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text of tokens whose bytes may begin or end within a character: gives out complete characters alone, and U+FFFD for what
 * cannot become one. All that is given out, {@link #finish} included, is what {@code new String(bytes, UTF_8)} makes of all
 * the bytes at once.
 */
public final class Utf8Stream {
    /** Longest beginning of a character that can be held back. */
    private static final int MAX_HELD = 3;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    private byte[] held = new byte[0];

    /** The characters that these bytes complete. */
    public String append(byte[] bytes) {
        if (held.length == 0 && isAscii(bytes)) {
            return new String(bytes, StandardCharsets.US_ASCII);
        }
        return decode(bytes, false);
    }

    /** What is still held back, as U+FFFD; a new text may follow. */
    public String finish() {
        String rest = decode(new byte[0], true);
        decoder.reset();
        return rest;
    }

    private String decode(byte[] bytes, boolean last) {
        ByteBuffer in = ByteBuffer.allocate(held.length + bytes.length)
                .put(held)
                .put(bytes)
                .flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + MAX_HELD);
        CoderResult result = decoder.decode(in, out, last);
        if (last && result.isUnderflow()) {
            result = decoder.flush(out);
        }
        if (!result.isUnderflow()) {
            throw new IllegalStateException("a byte became more than a character: " + result);
        }
        held = new byte[in.remaining()];
        in.get(held);
        return out.flip().toString();
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }
}
