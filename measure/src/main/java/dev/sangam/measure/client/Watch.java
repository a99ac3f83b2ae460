package dev.sangam.measure.client;

import dev.sangam.measure.run.Outcome;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * Guards one request: the connection is closed under it when a time is over, or the request is not wanted any more. A
 * timeout of the socket would cost a timer for every token.
 */
final class Watch {
    private static final long NEVER = Long.MAX_VALUE;

    private final long created = System.nanoTime();
    private volatile long dueNanos = NEVER;
    private volatile Verdict late = new Verdict(Outcome.TIMEOUT, "");
    private boolean retired;
    private @Nullable Socket socket;
    private @Nullable Verdict verdict;

    /** Why a request was ended from outside. */
    record Verdict(Outcome outcome, String detail) {}

    /** What it means when nothing comes from now on, until a time in {@link System#nanoTime}. */
    void phase(Outcome outcome, String detail, long until) {
        late = new Verdict(outcome, detail);
        until(until);
    }

    /** Waits for the same, until another time. */
    void until(long nanos) {
        dueNanos = nanos - created;
    }

    /** Nothing is waited for. */
    void off() {
        dueNanos = NEVER;
    }

    /** What to close. */
    synchronized void over(Socket connection) {
        socket = connection;
        if (verdict != null) {
            close(connection);
        }
    }

    /** Ends the request when its time is over. */
    void look(long now) {
        if (now - created > dueNanos) {
            end(late);
        }
    }

    /** Ends the request. The first verdict stands. */
    synchronized void end(Verdict why) {
        if (verdict == null && !retired) {
            verdict = why;
            if (socket != null) {
                close(socket);
            }
        }
    }

    /** Lets go of a connection that others will use; false when it has been closed. */
    synchronized boolean retire() {
        retired = true;
        return verdict == null;
    }

    synchronized @Nullable Verdict verdict() {
        return verdict;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed as far as it can be; whoever reads from it hears of that.
        }
    }
}
