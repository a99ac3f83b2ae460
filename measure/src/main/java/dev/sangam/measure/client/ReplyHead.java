package dev.sangam.measure.client;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Status line and headers of an answer.
 *
 * @param status HTTP status
 * @param framing where the body ends
 * @param keepAlive whether the connection may be used again
 * @param events whether the body is a stream of events
 * @param encoded content coding that nobody asked for; empty when there is none
 * @param location where a redirect points; empty when it is none
 */
record ReplyHead(int status, Framing framing, boolean keepAlive, boolean events, String encoded, String location) {
    private static final int STATUS_AT = "HTTP/1.x ".length();

    /** Position behind the blank line that ends a head; -1 when it has not all come. */
    static int end(byte[] bytes, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (bytes[i] == '\n'
                    && (bytes[i - 1] == '\n' || (i - 2 >= from && bytes[i - 1] == '\r' && bytes[i - 2] == '\n'))) {
                return i + 1;
            }
        }
        return -1;
    }

    /** Reads a head that is whole. */
    static ReplyHead parse(byte[] bytes, int from, int end) throws MalformedReply {
        String[] lines = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1).split("\r?\n", -1);
        int status = status(lines[0]);
        boolean keepAlive = lines[0].startsWith("HTTP/1.1");
        boolean chunked = false;
        boolean events = false;
        long length = -1;
        String encoded = "";
        String location = "";
        for (int i = 1; !lines[i].isEmpty(); i++) {
            int colon = lines[i].indexOf(':');
            if (colon <= 0) {
                throw new MalformedReply("a header without a name: " + lines[i]);
            }
            String value = lines[i].substring(colon + 1).strip();
            String small = value.toLowerCase(Locale.ROOT);
            switch (lines[i].substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = length(value, length);
                case "transfer-encoding" -> chunked = small.endsWith("chunked");
                case "connection" -> keepAlive = small.equals("keep-alive") || (keepAlive && !small.contains("close"));
                case "content-type" -> events = small.startsWith("text/event-stream");
                case "content-encoding" -> encoded = small.equals("identity") ? "" : value;
                case "location" -> location = value;
                default -> {}
            }
        }
        return new ReplyHead(status, framing(status, chunked, length), keepAlive, events, encoded, location);
    }

    private static Framing framing(int status, boolean chunked, long length) {
        if (status < 200 || status == 204 || status == 304) {
            return Framing.ofLength(0);
        }
        return chunked ? Framing.ofChunks() : length >= 0 ? Framing.ofLength(length) : Framing.untilClose();
    }

    private static int status(String line) throws MalformedReply {
        boolean http = (line.startsWith("HTTP/1.1 ") || line.startsWith("HTTP/1.0 ")) && line.length() >= STATUS_AT + 3;
        int status = 0;
        for (int i = STATUS_AT; http && i < STATUS_AT + 3; i++) {
            http = line.charAt(i) >= '0' && line.charAt(i) <= '9';
            status = status * 10 + line.charAt(i) - '0';
        }
        if (!http || status < 100) {
            throw new MalformedReply("not HTTP/1.1: " + line);
        }
        return status;
    }

    private static long length(String value, long before) throws MalformedReply {
        long length = -1;
        if (value.matches("\\d{1,18}")) {
            length = Long.parseLong(value);
        }
        if (length < 0 || (before >= 0 && before != length)) {
            throw new MalformedReply("Content-Length is " + value);
        }
        return length;
    }
}
