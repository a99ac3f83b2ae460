package dev.sangam.cli;

import dev.sangam.measure.target.Script;
import dev.sangam.measure.target.Script.Framing;
import dev.sangam.measure.target.ScriptedServer;
import dev.sangam.measure.target.ScriptedServer.Asked;
import java.util.function.Function;

/** A server with one model, {@code scripted}, whose chats are answered by a script. */
final class BenchTarget implements AutoCloseable {
    private static final long MILLIS = 1_000_000;

    private final ScriptedServer server;

    private BenchTarget(Function<Asked, Script> chats) {
        this.server = ScriptedServer.start(0, asked -> answer(asked, chats));
    }

    /** Answers every chat as a script says. */
    static BenchTarget answering(Function<Asked, Script> chats) {
        return new BenchTarget(chats);
    }

    /** Gives as many tokens as are asked for: the first after 20 ms, each other 2 ms later. */
    static BenchTarget steady() {
        return answering(asked -> Script.steady(Math.max(1, asked.number("max_tokens")), 20 * MILLIS, 2 * MILLIS));
    }

    String url() {
        return server.address();
    }

    private static Script answer(Asked asked, Function<Asked, Script> chats) {
        if (asked.head().startsWith("GET /v1/models ")) {
            return json("{\"object\": \"list\", \"data\": [{\"id\": \"scripted\", \"owned_by\": \"test\"}]}");
        }
        if (!asked.head().startsWith("POST /v1/chat/completions ")) {
            return error(404);
        }
        boolean streamed = asked.body().contains("\"stream\":true");
        return streamed
                ? chats.apply(asked)
                : json("{\"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"x\"},"
                        + " \"finish_reason\": \"length\"}], \"usage\": {\"prompt_tokens\": 10,"
                        + " \"completion_tokens\": 1, \"total_tokens\": 11}}");
    }

    static Script error(int status) {
        return Script.plain(status).framing(Framing.LENGTH).raw("{\"error\": {\"message\": \"no such thing\"}}");
    }

    private static Script json(String text) {
        return Script.plain(200).framing(Framing.LENGTH).raw(text);
    }

    @Override
    public void close() {
        server.close();
    }
}
