package dev.sangam.measure.client;

import dev.sangam.measure.run.Outcome;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request and its answer, once; all but {@link #cancel} on one thread. */
public final class Call {
    private static final int MAX_DETAIL = 200;

    private final StreamClient client;
    private final ClientOptions options;
    private final byte[] request;
    private final Answer answer;
    private final ChunkListener listener;
    private final Watch watch = new Watch();

    private @Nullable Connection connection;
    private @Nullable IOException unconnected;
    private long connectBegan;
    private long connectEnded;

    Call(StreamClient client, byte[] request, Answer answer, ChunkListener listener) {
        this.client = client;
        this.options = client.options();
        this.request = request;
        this.answer = answer;
        this.listener = listener;
    }

    /** Gets a connection ahead of time. One that is refused early is asked for again when the request is due. */
    public void connect() {
        connectBegan = System.nanoTime();
        client.watchdog().add(watch);
        try {
            connection = connected();
        } catch (IOException e) {
            unconnected = e;
        } finally {
            client.watchdog().remove(watch);
        }
        connectEnded = System.nanoTime();
    }

    /** Ends the request, from any thread, as one that the run does not want any more. */
    public void cancel(String why) {
        watch.end(new Watch.Verdict(Outcome.CANCELLED, why));
    }

    /** Gives back a connection that was got ahead of time, in place of {@link #exchange}. */
    public void abandon() {
        if (connection != null) {
            client.giveBack(connection, watch.retire());
        }
    }

    /**
     * When the request counts as sent, if it is sent now: if it has waited for its connection, and for nothing else, it was
     * sent when it was due.
     *
     * @param due in {@link System#nanoTime}
     */
    public long sentNanos(long due) {
        boolean ahead = connection != null || unconnected != null;
        return ahead && connectEnded - due > 0 ? due + Math.max(0, connectBegan - due) : System.nanoTime();
    }

    /**
     * Sends the request and takes the answer.
     *
     * @param sent what {@link #sentNanos} gave
     */
    public Reply exchange(long sent) {
        ReplyReader reader = new ReplyReader(options, answer, listener, watch, sent);
        client.watchdog().add(watch);
        Verdict verdict;
        try {
            if (unconnected != null && connectEnded - sent > 0) {
                throw unconnected;
            }
            converse(reader);
            verdict = reader.verdict();
        } catch (IOException e) {
            verdict = verdict(e, reader);
        } finally {
            client.watchdog().remove(watch);
        }
        if (connection != null) {
            client.giveBack(connection, reader.reusable() && watch.retire());
        }
        return reply(sent, reader, verdict);
    }

    /** How an answer ended, when, and what was wrong with it. */
    record Verdict(Outcome outcome, long nanos, String detail) {}

    /** A server may close a connection that has been idle just when the next request is sent; that one is sent again. */
    private void converse(ReplyReader reader) throws IOException {
        if (connection == null) {
            connection = connected();
        }
        boolean mayBeStale = connection.used();
        try {
            reader.read(connection, request);
        } catch (IOException e) {
            if (!mayBeStale || reader.answered() || watch.verdict() != null) {
                throw e;
            }
            connection.close();
            connection = null;
            connection = opened();
            reader.read(connection, request);
        }
    }

    private Connection connected() throws IOException {
        Connection idle = client.takeIdle();
        if (idle == null) {
            return opened();
        }
        watch.over(idle.wire());
        return idle;
    }

    private Connection opened() throws IOException {
        long nanos = options.connectNanos();
        watch.phase(Outcome.CONNECT, "no connection within " + seconds(nanos), System.nanoTime() + nanos);
        try {
            return Connection.open(client.endpoint(), nanos, watch);
        } finally {
            watch.off();
        }
    }

    private Verdict verdict(IOException e, ReplyReader reader) {
        long now = System.nanoTime();
        Watch.Verdict ended = watch.verdict();
        Verdict found = reader.foundAtEnd();
        if (found != null) {
            return found;
        }
        if (ended != null) {
            return new Verdict(ended.outcome(), now, ended.detail());
        }
        String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        if (connection == null) {
            return new Verdict(Outcome.CONNECT, now, said);
        }
        return e instanceof MalformedReply
                ? new Verdict(Outcome.MALFORMED, reader.lastReadNanos(), said)
                : new Verdict(Outcome.TRUNCATED, now, said);
    }

    private Reply reply(long sent, ReplyReader reader, Verdict verdict) {
        Answer.Tokens tokens = answer.count(verdict.outcome == Outcome.COMPLETED);
        return new Reply(
                sent,
                reader.headersSeen(),
                reader.headersNanos(),
                verdict.nanos,
                answer.promptTokens(),
                answer.cachedTokens(),
                tokens.source(),
                answer.times(),
                tokens.ofChunks(),
                answer.reasoningChunks(),
                answer.finishReason(),
                verdict.outcome,
                reader.status(),
                line(verdict.detail),
                answer.text());
    }

    private String line(String text) {
        String clean = client.endpoint()
                .withoutKey(text)
                .replaceAll("[\\p{Cntrl}\\p{Cs}\\s]+", " ")
                .strip();
        return clean.length() <= MAX_DETAIL ? clean : clean.substring(0, MAX_DETAIL - 1) + "…";
    }

    static String seconds(long nanos) {
        return nanos % 1_000_000_000 == 0 ? nanos / 1_000_000_000 + " s" : nanos / 1_000_000 + " ms";
    }
}
