package dev.sangam.cli;

import dev.sangam.measure.target.Script;
import dev.sangam.measure.target.Script.Framing;
import dev.sangam.measure.target.ScriptedServer;
import dev.sangam.measure.target.ScriptedServer.Asked;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server with one model, {@code scripted}, whose chats are answered by a script. */
final class BenchTarget implements AutoCloseable {
    private static final long MILLIS = 1_000_000;
    private static final Pattern CONTENT = Pattern.compile("\"content\":\"((?:[^\"\\\\]++|\\\\.)*+)\"");

    private final ScriptedServer server;

    private BenchTarget(Function<Asked, Script> answers) {
        this.server = ScriptedServer.start(0, answers);
    }

    /** Answers every chat as a script says. */
    static BenchTarget answering(Function<Asked, Script> chats) {
        return new BenchTarget(asked -> answer(asked, chats));
    }

    /** Gives every request this status. */
    static BenchTarget refusing(int status) {
        return new BenchTarget(asked -> error(status));
    }

    /** Gives as many tokens as are asked for: the first after 20 ms, each other 2 ms later. */
    static BenchTarget steady() {
        return answering(asked -> stream(asked, 20 * MILLIS));
    }

    /** The same, but that the first takes a tenth of a millisecond for each word of the prompt. */
    static BenchTarget slowerForLongPrompts() {
        return answering(asked -> stream(asked, words(asked) * MILLIS / 10));
    }

    private static Script stream(Asked asked, long firstNanos) {
        int tokens = Math.max(1, asked.number("max_tokens"));
        Script script = Script.stream().role();
        for (int i = 0; i < tokens; i++) {
            script.after(i == 0 ? firstNanos : 2 * MILLIS).text(" token");
        }
        return script.finish("length").usage(words(asked), tokens).done();
    }

    /** Every word of what is said is a token. */
    private static int words(Asked asked) {
        Matcher content = CONTENT.matcher(asked.body());
        return content.find() ? content.group(1).strip().split("[ \\\\]+", -1).length : 1;
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
                        + " \"finish_reason\": \"length\"}], \"usage\": {\"prompt_tokens\": "
                        + words(asked) + ", \"completion_tokens\": 1}}");
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
