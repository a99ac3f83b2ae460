package dev.sangam.measure.client;

import java.util.Arrays;

/**
 * Finds server-sent events in what has been read (WHATWG HTML, section 9.2.6), whole lines only. An event came when the
 * blank line that ends it did.
 */
final class EventReader {
    private static final byte[] DATA = {'d', 'a', 't', 'a'};
    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
    private static final byte[] ERROR = {'e', 'r', 'r', 'o', 'r'};

    private final ReplyBuffer in;
    private final int maxBytes;
    private final Sink sink;

    private int scanned;
    private boolean skipLineFeed;
    private boolean firstLine = true;
    private boolean hasData;
    private boolean namedError;
    /** The one data line of an event, in the buffer. */
    private int dataFrom;

    private int dataEnd;
    /** Data of an event of several lines, or of one that has not all come; unused while empty. */
    private byte[] joined = new byte[0];

    private int joinedBytes = -1;

    /** Takes events. */
    interface Sink {
        /**
         * An event with data.
         *
         * @param error whether it is named {@code error}
         * @param nanos when it came
         */
        void event(byte[] bytes, int from, int length, boolean error, long nanos) throws MalformedReply;
    }

    EventReader(ReplyBuffer in, int maxBytes, Sink sink) {
        this.in = in;
        this.maxBytes = maxBytes;
        this.sink = sink;
    }

    /** Hands over the events that are whole. */
    void parse() throws MalformedReply {
        byte[] bytes = in.bytes;
        int to = in.to;
        while (true) {
            if (skipLineFeed && in.from < to) {
                in.from += bytes[in.from] == '\n' ? 1 : 0;
                skipLineFeed = false;
            }
            int i = in.from + scanned;
            while (i < to && bytes[i] != '\n' && bytes[i] != '\r') {
                i++;
            }
            if (i == to) {
                break;
            }
            line(bytes, in.from, i);
            skipLineFeed = bytes[i] == '\r';
            in.from = i + 1;
            scanned = 0;
        }
        scanned = to - in.from;
        requireAtMost(scanned);
        if (hasData && joinedBytes < 0) {
            join(bytes);
        }
    }

    private void line(byte[] bytes, int lineFrom, int end) throws MalformedReply {
        int from = lineFrom;
        if (firstLine) {
            firstLine = false;
            boolean mark = end - from >= 3 && bytes[from] == (byte) 0xEF && bytes[from + 1] == (byte) 0xBB;
            from += mark && bytes[from + 2] == (byte) 0xBF ? 3 : 0;
        }
        if (from == end) {
            dispatch(bytes, in.timeOf(end));
        } else if (is(DATA, bytes, from, end)) {
            data(bytes, value(bytes, from + DATA.length, end), end);
        } else if (is(EVENT, bytes, from, end)) {
            int value = value(bytes, from + EVENT.length, end);
            namedError = Arrays.equals(bytes, value, end, ERROR, 0, ERROR.length);
        }
    }

    /** Whether a line is a field of that name. */
    private static boolean is(byte[] name, byte[] bytes, int from, int end) {
        int length = name.length;
        return end - from >= length
                && Arrays.equals(bytes, from, from + length, name, 0, length)
                && (end - from == length || bytes[from + length] == ':');
    }

    /** Where the value begins after the name: behind the colon and one space. */
    private static int value(byte[] bytes, int afterName, int end) {
        int value = Math.min(afterName + 1, end);
        return value < end && bytes[value] == ' ' ? value + 1 : value;
    }

    private void data(byte[] bytes, int from, int end) throws MalformedReply {
        if (!hasData) {
            hasData = true;
            dataFrom = from;
            dataEnd = end;
            return;
        }
        if (joinedBytes < 0) {
            join(bytes);
        }
        requireAtMost((long) joinedBytes + 1 + end - from);
        append(new byte[] {'\n'}, 0, 1);
        append(bytes, from, end);
    }

    private void join(byte[] bytes) {
        joinedBytes = 0;
        append(bytes, dataFrom, dataEnd);
    }

    private void append(byte[] bytes, int from, int end) {
        int size = joinedBytes + end - from;
        if (size > joined.length) {
            joined = Arrays.copyOf(joined, Math.max(size, 2 * joined.length));
        }
        System.arraycopy(bytes, from, joined, joinedBytes, end - from);
        joinedBytes = size;
    }

    private void dispatch(byte[] bytes, long nanos) throws MalformedReply {
        if (hasData && joinedBytes < 0) {
            sink.event(bytes, dataFrom, dataEnd - dataFrom, namedError, nanos);
        } else if (hasData) {
            sink.event(joined, 0, joinedBytes, namedError, nanos);
        }
        hasData = false;
        namedError = false;
        joinedBytes = -1;
    }

    private void requireAtMost(long size) throws MalformedReply {
        if (size > maxBytes) {
            throw new MalformedReply("an event is longer than " + maxBytes + " bytes");
        }
    }
}
