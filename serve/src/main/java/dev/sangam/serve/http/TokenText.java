package dev.sangam.serve.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A token's bytes as text. */
final class TokenText {
    private TokenText() {}

    /** As a string; null where the bytes are no characters by themselves. */
    static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** As OpenAI shows it: {@code \xf0\x9f} where it is part of a character, after a prefix. */
    static String shown(byte[] bytes, String prefix) {
        String text = text(bytes);
        if (text != null) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(prefix);
        for (byte each : bytes) {
            escaped.append("\\x")
                    .append(Character.forDigit(each >> 4 & 15, 16))
                    .append(Character.forDigit(each & 15, 16));
        }
        return escaped.toString();
    }

    /** Characters that begin in these bytes. */
    static int characters(byte[] bytes) {
        int count = 0;
        for (byte each : bytes) {
            count += (each & 0xC0) == 0x80 ? 0 : 1;
        }
        return count;
    }
}
