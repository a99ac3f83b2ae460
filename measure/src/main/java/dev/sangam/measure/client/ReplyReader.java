package dev.sangam.measure.client;

import dev.sangam.measure.run.Outcome;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer. The time of every read is taken right after it, and what was read is looked at later: when a quarter of a
 * second of it has gathered, the buffer is full, or it seems to be the end; up to the first output, at once.
 */
final class ReplyReader {
    private static final long GATHER_NANOS = 250_000_000L;
    /** What a server that has said all may take for the end of the body, before its connection is given up. */
    private static final long LINGER_NANOS = 100_000_000L;

    private static final int MIN_ROOM = 2048;
    private static final int MAX_ERROR_BYTES = 16 << 10;
    private static final int OK = 200;

    private final ClientOptions options;
    private final Answer answer;
    private final ChunkListener listener;
    private final Watch watch;
    private final long sent;
    private final long lastNanos;

    private ReplyBuffer buffer = new ReplyBuffer(0);
    private @Nullable ReplyHead head;
    private @Nullable EventReader events;
    private long readNanos;
    private long pumpedNanos;
    private long headersNanos;
    private boolean answered;
    private boolean headersSeen;
    private int told;

    ReplyReader(ClientOptions options, Answer answer, ChunkListener listener, Watch watch, long sent) {
        this.options = options;
        this.answer = answer;
        this.listener = listener;
        this.watch = watch;
        this.sent = sent;
        this.lastNanos = sent + options.totalNanos();
    }

    /** Sends a request over a connection, and reads until the answer is whole. */
    void read(Connection connection, byte[] request) throws IOException {
        buffer = connection.buffer();
        watch.phase(
                Outcome.TIMEOUT,
                "no answer within " + Call.seconds(Math.min(options.firstByteNanos(), options.totalNanos())),
                sent + Math.min(options.firstByteNanos(), options.totalNanos()));
        IOException unsent = null;
        try {
            connection.out().write(request);
        } catch (IOException e) {
            unsent = e; // it may have answered before it had heard all
        }
        ReplyHead found;
        try {
            found = readHead(connection);
        } catch (IOException e) {
            throw unsent == null || e instanceof MalformedReply ? e : unsent;
        }
        if (!found.encoded().isEmpty()) {
            throw new MalformedReply("the answer is encoded as " + found.encoded() + ", which was not asked for");
        }
        if (found.status() == OK && found.events()) {
            events = new EventReader(buffer, options.maxEventBytes(), answer);
            pump();
            readEvents(connection, found.framing());
        } else {
            readWhole(connection, found.framing(), found.status() == OK ? options.maxBodyBytes() : MAX_ERROR_BYTES);
        }
    }

    private ReplyHead readHead(Connection connection) throws IOException {
        while (true) {
            int end = ReplyHead.end(buffer.bytes, buffer.from, buffer.to);
            if (end < 0) {
                if (buffer.size() > options.maxHeadBytes()) {
                    throw new MalformedReply("the head is longer than " + options.maxHeadBytes() + " bytes");
                }
                if (readMore(connection) < 0) {
                    throw new EOFException("the connection was closed before the answer");
                }
                continue;
            }
            ReplyHead found = ReplyHead.parse(buffer.bytes, buffer.from, end);
            if (found.status() < 200) {
                headersSeen = false;
                buffer.from = end;
                continue;
            }
            head = found;
            int body = found.framing().decode(buffer.bytes, end, buffer.to - end);
            buffer.restart(end, body, readNanos);
            return found;
        }
    }

    /** Reads for a head; -1 at the end of the connection. */
    private int readMore(Connection connection) throws IOException {
        if (buffer.room() == 0) {
            buffer.makeRoom();
        }
        int count = connection.in().read(buffer.bytes, buffer.to, buffer.room());
        readNanos = System.nanoTime();
        if (count > 0) {
            if (!answered) {
                answered = true;
                watch.phase(Outcome.TIMEOUT, "nothing more within " + Call.seconds(options.idleNanos()), idleUntil());
            }
            buffer.arrived(count, readNanos);
            if (!headersSeen) {
                headersSeen = buffer.hasLineFeed();
                headersNanos = readNanos;
            }
        }
        return count;
    }

    private void readEvents(Connection connection, Framing framing) throws IOException {
        boolean lingering = false;
        while (!framing.ended() && answer.error() == null) {
            if (answer.done() && !lingering) {
                if (framing.endsAtClose()) {
                    return;
                }
                lingering = true;
                watch.until(System.nanoTime() + LINGER_NANOS);
            }
            if (buffer.room() < MIN_ROOM) {
                pump();
                buffer.makeRoom();
            }
            int count = connection.in().read(buffer.bytes, buffer.to, buffer.room());
            long now = System.nanoTime();
            if (count < 0) {
                requireEnd(framing);
                return;
            }
            readNanos = now;
            if (!lingering) {
                watch.until(idleUntil());
            }
            int body = framing.decode(buffer.bytes, buffer.to, count);
            if (body > 0) {
                buffer.arrived(body, now);
                if (answer.chunks() == 0 || now - pumpedNanos > GATHER_NANOS || buffer.endsWithDone()) {
                    pump();
                }
            }
        }
    }

    private void readWhole(Connection connection, Framing framing, int maxBytes) throws IOException {
        while (!framing.ended() && buffer.size() <= maxBytes) {
            if (buffer.room() < MIN_ROOM) {
                buffer.makeRoom();
            }
            int count = connection.in().read(buffer.bytes, buffer.to, buffer.room());
            if (count < 0) {
                requireEnd(framing);
                return;
            }
            readNanos = System.nanoTime();
            watch.until(idleUntil());
            buffer.arrived(framing.decode(buffer.bytes, buffer.to, count), readNanos);
        }
        if (status() == OK && buffer.size() > maxBytes) {
            throw new MalformedReply("the answer is longer than " + maxBytes + " bytes");
        }
    }

    private static void requireEnd(Framing framing) throws EOFException {
        if (!framing.endsAtClose()) {
            throw new EOFException("the connection was closed within the answer");
        }
    }

    private long idleUntil() {
        long idle = readNanos + options.idleNanos();
        return idle - lastNanos > 0 ? lastNanos : idle;
    }

    /** Looks at what has been read. */
    private void pump() throws MalformedReply {
        if (events == null) {
            return;
        }
        pumpedNanos = readNanos;
        try {
            events.parse();
        } finally {
            tell();
        }
    }

    private void tell() {
        int chunks = answer.chunks();
        if (chunks > told) {
            listener.chunks(chunks - told, told == 0, answer.time(told));
            told = chunks;
        }
    }

    /** How an answer ended that came whole, as far as the connection goes. */
    Call.Verdict verdict() throws MalformedReply {
        if (status() != OK) {
            String text = new String(buffer.bytes, buffer.from, buffer.size(), StandardCharsets.UTF_8);
            String to = head == null || head.location().isEmpty() ? "" : " (redirected to " + head.location() + ")";
            return new Call.Verdict(Outcome.STATUS, readNanos, "status " + status() + to + ": " + text);
        }
        if (events == null) {
            answer.whole(buffer.bytes, buffer.from, buffer.size(), readNanos);
            tell();
        }
        Call.Verdict found = foundAtEnd();
        if (found == null && answer.finished()) {
            return new Call.Verdict(Outcome.COMPLETED, readNanos, "");
        }
        return found != null
                ? found
                : new Call.Verdict(Outcome.TRUNCATED, readNanos, "the stream ended without [DONE] or a finish_reason");
    }

    /** What the answer itself says of its end, whatever became of the connection; null when it says nothing. */
    Call.@Nullable Verdict foundAtEnd() {
        try {
            pump();
        } catch (MalformedReply e) {
            return new Call.Verdict(Outcome.MALFORMED, readNanos, String.valueOf(e.getMessage()));
        }
        if (answer.error() != null) {
            return new Call.Verdict(Outcome.SERVER_ERROR, answer.errorNanos(), answer.error());
        }
        return answer.done() ? new Call.Verdict(Outcome.COMPLETED, answer.doneNanos(), "") : null;
    }

    /** Whether another request may go over the connection. */
    boolean reusable() {
        return head != null
                && head.keepAlive()
                && head.framing().ended()
                && !head.framing().excess();
    }

    /** Whether a byte of an answer has come. */
    boolean answered() {
        return answered;
    }

    boolean headersSeen() {
        return headersSeen;
    }

    long headersNanos() {
        return headersNanos;
    }

    long lastReadNanos() {
        return readNanos;
    }

    int status() {
        return head == null ? 0 : head.status();
    }
}
