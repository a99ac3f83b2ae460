package dev.sangam.measure.client;

import java.util.Arrays;

/**
 * Bytes that have been read and not yet looked at, and when each of them came: a mark for every read. Reading appends at
 * {@link #to}, parsing consumes at {@link #from}; no byte is moved unless room is needed.
 */
final class ReplyBuffer {
    static final int BYTES = 8 << 10;
    private static final int MARKS = 64;

    byte[] bytes;
    int from;
    int to;
    private int[] markEnd = new int[MARKS];
    private long[] markTime = new long[MARKS];
    private int firstMark;
    private int marks;

    ReplyBuffer(int bytes) {
        this.bytes = new byte[bytes];
    }

    /** Forgets all but some bytes, which came at a time. */
    void restart(int begin, int count, long nanos) {
        firstMark = 0;
        marks = 0;
        from = begin;
        to = begin;
        arrived(count, nanos);
    }

    boolean hasLineFeed() {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    /** Forgets all. */
    void clear() {
        from = 0;
        to = 0;
        firstMark = 0;
        marks = 0;
        if (bytes.length > BYTES) {
            bytes = new byte[BYTES];
        }
    }

    /** Bytes waiting. */
    int size() {
        return to - from;
    }

    /** Room for another read without moving anything. */
    int room() {
        return bytes.length - to;
    }

    /** Makes room for a read: moves what waits to the front, and grows when that is most of the buffer. */
    void makeRoom() {
        int waiting = size();
        byte[] target = waiting > bytes.length / 2 ? new byte[bytes.length * 2] : bytes;
        System.arraycopy(bytes, from, target, 0, waiting);
        int kept = 0;
        for (int i = firstMark; i < marks; i++) {
            if (markEnd[i] > from) {
                markEnd[kept] = markEnd[i] - from;
                markTime[kept++] = markTime[i];
            }
        }
        bytes = target;
        firstMark = 0;
        marks = kept;
        from = 0;
        to = waiting;
    }

    /** The next bytes after {@link #to} have come, at a time. */
    void arrived(int count, long nanos) {
        to += count;
        if (marks == markEnd.length) {
            markEnd = Arrays.copyOf(markEnd, 2 * marks);
            markTime = Arrays.copyOf(markTime, 2 * marks);
        }
        markEnd[marks] = to;
        markTime[marks++] = nanos;
    }

    /** When the byte at a position came; positions asked for never fall. */
    long timeOf(int position) {
        while (markEnd[firstMark] <= position) {
            firstMark++;
        }
        return markTime[firstMark];
    }

    /** Whether what waits ends with {@code [DONE]}, line ends aside. */
    boolean endsWithDone() {
        int i = to - 1;
        while (i >= from && (bytes[i] == '\n' || bytes[i] == '\r')) {
            i--;
        }
        return i - from >= 5 && bytes[i] == ']' && bytes[i - 1] == 'E' && bytes[i - 5] == '[';
    }
}
