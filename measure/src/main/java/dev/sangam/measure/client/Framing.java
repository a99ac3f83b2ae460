package dev.sangam.measure.client;

/** Where the body of an answer ends, and which bytes are its own (RFC 9112, sections 6 and 7). */
final class Framing {
    private static final int MAX_CHUNK_LINE = 4096;
    private static final int MAX_HEX_DIGITS = 15;

    private enum State {
        SIZE,
        EXTENSION,
        DATA,
        DATA_END,
        TRAILER,
        TO_CLOSE,
        ENDED
    }

    private State state;
    private final boolean chunked;
    private long left;
    private int digits;
    private int lineBytes;
    private boolean excess;

    private Framing(State state, boolean chunked, long left) {
        this.state = state;
        this.chunked = chunked;
        this.left = left;
    }

    static Framing ofChunks() {
        return new Framing(State.SIZE, true, 0);
    }

    static Framing ofLength(long bytes) {
        return new Framing(bytes == 0 ? State.ENDED : State.DATA, false, bytes);
    }

    static Framing untilClose() {
        return new Framing(State.TO_CLOSE, false, 0);
    }

    /** Whether the body is whole. */
    boolean ended() {
        return state == State.ENDED;
    }

    /** Whether the end of the connection is the end of the body. */
    boolean endsAtClose() {
        return state == State.TO_CLOSE;
    }

    /** Whether more came than the body. */
    boolean excess() {
        return excess;
    }

    /** Takes bytes of the connection, and leaves those of the body, without gaps, where they began; says how many. */
    int decode(byte[] bytes, int from, int count) throws MalformedReply {
        int end = from + count;
        int target = from;
        int i = from;
        while (i < end && state != State.ENDED) {
            if (state == State.DATA) {
                int run = (int) Math.min(left, end - i);
                if (target != i) {
                    System.arraycopy(bytes, i, bytes, target, run);
                }
                target += run;
                i += run;
                left -= run;
                if (left == 0) {
                    state = chunked ? State.DATA_END : State.ENDED;
                }
            } else if (state == State.TO_CLOSE) {
                return count;
            } else {
                line(bytes[i++]);
            }
        }
        excess = i < end;
        return target - from;
    }

    private void line(byte b) throws MalformedReply {
        if (++lineBytes > MAX_CHUNK_LINE) {
            throw new MalformedReply("a line between chunks is longer than " + MAX_CHUNK_LINE + " bytes");
        }
        switch (state) {
            case SIZE -> size(b);
            case EXTENSION -> {
                if (b == '\n') {
                    sizeEnded();
                }
            }
            case DATA_END -> {
                if (b == '\n') {
                    newLine(State.SIZE);
                } else if (b != '\r') {
                    throw new MalformedReply("a chunk is longer than its size");
                }
            }
            case TRAILER -> {
                if (b == '\n') {
                    newLine(digits == 0 ? State.ENDED : State.TRAILER);
                } else if (b != '\r') {
                    digits++;
                }
            }
            case DATA, TO_CLOSE, ENDED -> throw new IllegalStateException("no line in " + state);
        }
    }

    private void size(byte b) throws MalformedReply {
        int digit = Character.digit(b, 16);
        if (digit >= 0 && digits < MAX_HEX_DIGITS) {
            left = left * 16 + digit;
            digits++;
        } else if (digits > 0 && b == '\n') {
            sizeEnded();
        } else if (digits > 0 && (b == '\r' || b == ';' || b == ' ' || b == '\t')) {
            state = State.EXTENSION;
        } else {
            throw new MalformedReply("a chunk has no size");
        }
    }

    private void sizeEnded() {
        newLine(left == 0 ? State.TRAILER : State.DATA);
    }

    private void newLine(State next) {
        state = next;
        digits = 0;
        lineBytes = 0;
    }
}
