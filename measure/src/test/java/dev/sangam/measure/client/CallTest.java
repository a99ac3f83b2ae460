package dev.sangam.measure.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.measure.client.Asking.Seen;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.TokenSource;
import dev.sangam.measure.target.Script;
import dev.sangam.measure.target.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallTest {
    private static final long MS = Asking.MS;
    private static final ClientOptions IMPATIENT =
            ClientOptions.DEFAULT.withTimeouts(1000 * MS, 60 * MS, 60 * MS, 400 * MS);

    @Test
    void everyChunkWithOutputHasTheTimeAtWhichItCame() {
        Seen seen = Asking.seen(Script.stream()
                .role()
                .after(5 * MS)
                .text("Hello")
                .after(2 * MS)
                .comment()
                .after(3 * MS)
                .text(" world")
                .after(4 * MS)
                .event("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":null}]}")
                .after(4 * MS)
                .text("!")
                .after(4 * MS)
                .finish("stop")
                .usage(10, 3)
                .done());
        Reply reply = seen.reply();
        assertThat(reply.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(reply.text()).isEqualTo("Hello world!");
        assertThat(reply.finishReason()).isEqualTo("stop");
        assertThat(reply.promptTokens()).isEqualTo(10);
        assertThat(reply.cachedTokens()).isEqualTo(4);
        assertThat(reply.tokenSource()).isEqualTo(TokenSource.USAGE);
        assertThat(reply.chunkTokens()).containsExactly(1, 1, 1);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.detail()).isEmpty();
        assertTruth(seen);
    }

    /** Nothing comes before it was written, and all of it before what was written next: true on the busiest machine. */
    private static void assertTruth(Seen seen) {
        long[] came = seen.reply().chunkTimes();
        long[] written = seen.served().outputNanos();
        assertThat(came).hasSameSizeAs(written);
        for (int i = 0; i < came.length; i++) {
            assertThat(came[i]).isGreaterThanOrEqualTo(written[i]);
        }
        assertThat(came).isSorted();
        assertThat(seen.reply().sent()).isLessThanOrEqualTo(seen.served().readNanos());
        assertThat(seen.reply().headers()).isGreaterThanOrEqualTo(seen.served().headNanos());
        assertThat(seen.reply().ended()).isGreaterThanOrEqualTo(came[came.length - 1]);
    }

    @Test
    void tokensOfABurstCameTogether() {
        Script script = Script.stream();
        byte[] three = "data: {\"choices\":[{\"text\":\"a\"}]}\n\n"
                .repeat(3)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Reply reply =
                Asking.of(script.bytes(three, true).after(20 * MS).text("b").done());
        assertThat(reply.chunkTimes()).hasSize(4);
        assertThat(reply.chunkTimes()[1]).isEqualTo(reply.chunkTimes()[0]);
        assertThat(reply.chunkTimes()[2]).isEqualTo(reply.chunkTimes()[0]);
        assertThat(reply.chunkTimes()[3]).isGreaterThan(reply.chunkTimes()[0]);
        assertThat(reply.tokenSource()).isEqualTo(TokenSource.CHUNKS);
        assertThat(reply.text()).isEqualTo("aaab");
    }

    @Test
    void severalTokensOfAChunkAreCountedByTheServersUsage() {
        Reply reply = Asking.of(
                Script.stream().text("one two three").text("x").usage(5, 6).done());
        assertThat(reply.chunkTokens()).containsExactly(4, 2);
        assertThat(reply.outputTokens()).isEqualTo(6);
        assertThat(reply.tokenSource()).isEqualTo(TokenSource.USAGE);
    }

    @Test
    void usageInEveryChunkTellsTheTokensOfEach() {
        Script script =
                Script.stream().counted("one two three", 3).counted("x", 7).counted("y", 8);
        Reply whole = Asking.of(script.usage(5, 9).done());
        assertThat(whole.chunkTokens()).containsExactly(3, 4, 2);
        assertThat(whole.tokenSource()).isEqualTo(TokenSource.USAGE);
        Reply cut = Asking.of(
                Script.stream().counted("one two three", 3).counted("x", 7).reset());
        assertThat(cut.chunkTokens()).containsExactly(3, 4);
        assertThat(cut.tokenSource()).isEqualTo(TokenSource.CHUNK_USAGE);
        assertThat(cut.outcome()).isEqualTo(Outcome.TRUNCATED);
    }

    @Test
    void aTokenizerCountsWhatTheServerDoesNot() {
        TokenCounter words = text -> text.split(" ").length;
        Script script = Script.stream().text("one two three").text(" four").done();
        Reply reply = Asking.of(script, ClientOptions.DEFAULT, Optional.of(words));
        assertThat(reply.outputTokens()).isEqualTo(4);
        assertThat(reply.tokenSource()).isEqualTo(TokenSource.TOKENIZER);
    }

    @Test
    void reasoningIsOutputAndKeptApart() {
        Reply reply = Asking.of(Script.stream()
                .role()
                .reasoning("Let me")
                .reasoning(" think")
                .text("Yes")
                .usage(5, 3)
                .done());
        assertThat(reply.chunkTimes()).hasSize(3);
        assertThat(reply.reasoningChunks()).isEqualTo(2);
        assertThat(reply.text()).isEqualTo("Yes");
    }

    @Test
    void aCharacterSplitBetweenWritesComesWhenItIsWhole() {
        String text = "नमस्ते 😀";
        for (int at : new int[] {1, 2, 4, 20}) {
            Seen seen = Asking.seen(Script.stream().split(text, at, 5 * MS).done());
            assertThat(seen.reply().text()).isEqualTo(text);
            assertTruth(seen);
        }
    }

    @Test
    void bodiesEndByChunksByLengthOrWithTheConnection() {
        for (Script.Framing framing : Script.Framing.values()) {
            for (String lineEnd : List.of("\n", "\r\n", "\r")) {
                Script script = Script.stream().framing(framing).lineEnd(lineEnd);
                Seen seen = Asking.seen(script.role()
                        .text("a")
                        .after(MS)
                        .text("b")
                        .finish("stop")
                        .done());
                assertThat(seen.reply().outcome()).as("%s %s", framing, lineEnd).isEqualTo(Outcome.COMPLETED);
                assertThat(seen.reply().text()).isEqualTo("ab");
                assertTruth(seen);
            }
        }
    }

    @Test
    void anAnswerThatIsNoStreamIsOneChunkAtItsEnd() {
        String json = "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello there\"},"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}";
        for (Script.Framing framing : Script.Framing.values()) {
            Reply reply = Asking.of(Script.plain(200)
                    .framing(framing)
                    .raw(json.substring(0, 50))
                    .after(5 * MS)
                    .raw(json.substring(50)));
            assertThat(reply.outcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(reply.chunkTokens()).containsExactly(2);
            assertThat(reply.chunkTimes()).containsExactly(reply.ended());
            assertThat(reply.text()).isEqualTo("Hello there");
        }
    }

    @Test
    void aStreamThatEndsWithAReasonNeedsNoDone() {
        assertThat(Asking.of(Script.stream().text("a").finish("stop")).outcome())
                .isEqualTo(Outcome.COMPLETED);
        assertThat(Asking.of(Script.stream().text("a")).outcome()).isEqualTo(Outcome.TRUNCATED);
    }

    @Test
    void aServerThatSaysDoneAndStaysIsDone() {
        Reply reply = Asking.of(Script.stream().text("a").done().hang());
        assertThat(reply.outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void errorsAreTakenDownByTheirKind() {
        check(Script.plain(503).raw("{\"error\":{\"message\":\"too busy\"}}"), Outcome.STATUS, "too busy");
        check(Script.plain(400).framing(Script.Framing.CLOSE).raw("no"), Outcome.STATUS, "status 400: no");
        check(Script.stream().text("a").reset(), Outcome.TRUNCATED, "reset");
        check(Script.stream().text("a").close(), Outcome.TRUNCATED, "closed within");
        check(
                Script.stream().text("a").event("{\"error\":{\"message\":\"out of memory\"}}"),
                Outcome.SERVER_ERROR,
                "out of memory");
        check(Script.stream().text("a").raw("event: error\ndata: {\"message\":\"x\"}\n\n"), Outcome.SERVER_ERROR, "");
        check(Script.stream().text("a").event("{\"choices\":[{").done(), Outcome.MALFORMED, "JSON");
        check(Script.stream().text("a").event("{\"choices\":7}").done(), Outcome.MALFORMED, "choices");
        check(Script.plain(200).raw("<html>"), Outcome.MALFORMED, "JSON");
        check(Script.plain(200).raw("{\"id\":7}"), Outcome.MALFORMED, "no choices");
    }

    @Test
    void whatDoesNotComeInTimeIsATimeout() {
        check(Script.stream().slowHead(3_600_000 * MS, 0), Outcome.TIMEOUT, "no answer within 60 ms");
        check(Script.stream().text("a").hang(), Outcome.TIMEOUT, "nothing more within 60 ms");
        Script drops = Script.stream();
        for (int i = 0; i < 100; i++) {
            drops.text("a").after(20 * MS);
        }
        Reply reply = check(drops, Outcome.TIMEOUT, "nothing more");
        assertThat(reply.chunkTimes().length).isBetween(1, 30);
    }

    private static Reply check(Script script, Outcome outcome, String detail) {
        Reply reply = Asking.of(script, IMPATIENT, Optional.empty());
        assertThat(reply.outcome()).as(reply.detail()).isEqualTo(outcome);
        assertThat(reply.detail()).contains(detail);
        assertThat(reply.detail()).doesNotContain("\n");
        return reply;
    }

    @Test
    void whereNobodyListensThereIsNoConnection() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (StreamClient client =
                new StreamClient(Endpoint.of("http://127.0.0.1:" + port), ClientOptions.DEFAULT, Optional.empty())) {
            Reply reply = Asking.ask(client, 0);
            assertThat(reply.outcome()).isEqualTo(Outcome.CONNECT);
            assertThat(reply.headersSeen()).isFalse();
            assertThat(reply.status()).isZero();
        }
    }

    @Test
    void connectionsAreKeptUnlessThatIsNotWanted() {
        for (boolean reuse : new boolean[] {true, false}) {
            try (ScriptedServer server = ScriptedServer.start(0, asked -> Script.steady(3, 0, 0));
                    StreamClient client = new StreamClient(
                            Endpoint.of(server.address()), ClientOptions.DEFAULT.withReuse(reuse), Optional.empty())) {
                for (int i = 0; i < 4; i++) {
                    assertThat(Asking.ask(client, i).outcome()).isEqualTo(Outcome.COMPLETED);
                }
                assertThat(server.connections()).isEqualTo(reuse ? 1 : 4);
            }
        }
    }

    @Test
    void aKeptConnectionThatTheServerClosedIsReplaced() {
        Script unannounced =
                Script.steady(3, 0, 0).framing(Script.Framing.LENGTH).close();
        try (ScriptedServer server = ScriptedServer.start(0, asked -> unannounced);
                StreamClient client =
                        new StreamClient(Endpoint.of(server.address()), ClientOptions.DEFAULT, Optional.empty())) {
            for (int i = 0; i < 4; i++) {
                assertThat(Asking.ask(client, i).outcome()).isEqualTo(Outcome.COMPLETED);
            }
            assertThat(server.connections()).isEqualTo(4);
        }
    }

    @Test
    void theKeyIsShownToTheServerAndToNobodyElse() {
        String key = "sk-very-secret";
        try (ScriptedServer server =
                ScriptedServer.start(0, asked -> Script.plain(401).raw(asked.head()))) {
            Endpoint endpoint = Endpoint.of(server.address()).withKey(key).withHeader("X-Team", "red");
            try (StreamClient client = new StreamClient(endpoint, ClientOptions.DEFAULT, Optional.empty())) {
                Reply reply = Asking.ask(client, 0);
                assertThat(reply.detail()).contains("Bearer ***").doesNotContain(key);
                assertThat(reply.detail()).contains("POST /v1/chat/completions HTTP/1.1");
                assertThat(endpoint.toString()).doesNotContain(key);
            }
        }
    }
}
