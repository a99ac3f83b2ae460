package dev.sangam.measure.client;

import dev.sangam.measure.target.Script;
import dev.sangam.measure.target.ScriptedServer;
import dev.sangam.measure.target.Served;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Asks a scripted server once, on a virtual thread as the load generator does. */
final class Asking {
    static final long MS = 1_000_000;

    private Asking() {}

    /** A reply and what the server knows of it. */
    record Seen(Reply reply, Served served) {}

    static Reply of(Script script) {
        return of(script, ClientOptions.DEFAULT, Optional.empty());
    }

    static Reply of(Script script, ClientOptions options, Optional<TokenCounter> counter) {
        try (ScriptedServer server = ScriptedServer.start(0, asked -> script);
                StreamClient client = new StreamClient(Endpoint.of(server.address()), options, counter)) {
            return ask(client, 0);
        }
    }

    static Seen seen(Script script) {
        try (ScriptedServer server = ScriptedServer.start(0, asked -> script);
                StreamClient client =
                        new StreamClient(Endpoint.of(server.address()), ClientOptions.DEFAULT, Optional.empty())) {
            Reply reply = ask(client, 0);
            while (server.log().isEmpty()) {
                Thread.onSpinWait(); // it notes what it did after its last write
            }
            return new Seen(reply, server.log().getFirst());
        }
    }

    static Reply ask(StreamClient client, int number) {
        AtomicReference<Reply> reply = new AtomicReference<>();
        byte[] body = ("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8);
        Call call = client.call("/v1/chat/completions", body, true, (count, first, time) -> {});
        Thread thread = Thread.ofVirtual().start(() -> reply.set(call.exchange(call.sentNanos(System.nanoTime()))));
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return reply.get();
    }
}
