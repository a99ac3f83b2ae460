package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sangam.measure.client.Endpoint;
import dev.sangam.measure.endpoint.EndpointCalls;
import dev.sangam.measure.fidelity.Item;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.remote.EndpointPredictor;
import dev.sangam.measure.fidelity.remote.RemoteOptions;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RunFile;
import dev.sangam.measure.run.RunRecord;
import dev.sangam.measure.run.TokenSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code sangam serve} as users run it: a process of its own, the demo model, real clients, a kill, a signal. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServeEndToEndTest {
    private static final int SKIPPED = 77;
    private static final String CHAT = """
            {"messages": [{"role": "user", "content": "Tell me of the sea."}], "max_tokens": 8, "temperature": 0}
            """;

    @SuppressWarnings("NullAway.Init")
    private static Process server;

    @SuppressWarnings("NullAway.Init")
    private static String address;

    @BeforeAll
    static void start() throws IOException {
        server = serve("--port", "0", "--threads", "1");
        BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        String line = String.valueOf(out.readLine());
        while (!line.startsWith("serving ") && server.isAlive()) {
            line = String.valueOf(out.readLine());
        }
        assertThat(line).startsWith("serving ");
        address = line.replaceFirst("serving +(http://[^/]+)/.*", "$1");
    }

    private static Process serve(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Sangam.class.getName(),
                "serve"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    @AfterAll
    static void stop() {
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly();
    }

    @Test
    @Order(1)
    void theFirstAnswerComesFromTheDemoModel() throws Exception {
        HttpResponse<String> answer = chat();

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"model\":\"sangam-demo\"").contains("\"completion_tokens\":8");
    }

    @Test
    @Order(2)
    void theOfficialClientLibraryIsSatisfied() throws Exception {
        Path script = Path.of(System.getProperty("sangam.root", ".."), "serve/src/test/openai/run.sh");
        Process client = new ProcessBuilder(script.toString(), address)
                .redirectErrorStream(true)
                .start();
        String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = client.waitFor();

        assumeThat(status).as(said).isNotEqualTo(SKIPPED);
        assertThat(status).as(said).isZero();
    }

    @Test
    @Order(2)
    void questionsWithOptionsAreScoredThroughItsLogProbabilities() {
        String context = "The old man went to the";
        String body = "{\"prompt\": \"" + context + "\", \"max_tokens\": 1, \"temperature\": 0, \"logprobs\": 2}";
        String token;
        double logProbability;
        try (EndpointCalls calls = new EndpointCalls(Endpoint.of(address))) {
            JsonNode top = calls.post("/v1/completions", body.getBytes(StandardCharsets.UTF_8))
                    .body()
                    .at("/choices/0/logprobs/top_logprobs/0");
            token = top.propertyNames().iterator().next();
            logProbability = top.path(token).asDouble();
        }
        List<String> continuations = List.of(token, token + " of the whale", " z");
        Item item = new Item.Choice("1", "q", continuations, OptionalInt.empty(), context, continuations);
        try (EndpointPredictor predictor = EndpointPredictor.connect(Endpoint.of(address), RemoteOptions.DEFAULT)) {
            Prediction.Choice answer =
                    (Prediction.Choice) predictor.predict("set", List.of(item)).getFirst();

            assertThat(answer.logLikelihoods().getFirst()).isCloseTo(logProbability, within(0.01));
            assertThat(answer.logLikelihoods().get(1))
                    .isLessThan(answer.logLikelihoods().getFirst());
            assertThat(answer.chosen()).isZero();
        }
    }

    @Test
    @Order(2)
    void theBenchmarkKnowsItAndCountsAsItDoes(@TempDir Path folder) {
        Cli.Outcome run = Cli.run(
                "bench",
                address,
                "--requests",
                "6",
                "--users",
                "2",
                "--prompt-tokens",
                "40",
                "--output-tokens",
                "6",
                "--quiet",
                "--out",
                folder.resolve("run").toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("(Sangam), model sangam-demo", "exact (");
        RunRecord record = RunFile.read(folder.resolve("run/run.jsonl.gz"));
        assertThat(record.requests()).hasSize(6).allSatisfy(request -> {
            assertThat(request.outcome()).as(request.detail()).isEqualTo(Outcome.COMPLETED);
            assertThat(request.promptTokens()).isEqualTo(40);
            assertThat(request.outputTokens()).isEqualTo(6);
            assertThat(request.tokenSource()).isEqualTo(TokenSource.USAGE);
        });
    }

    @Test
    @Order(2)
    void theModelThatItServesIsTheOneInTheFile(@TempDir Path folder) throws IOException {
        Path questions = Files.writeString(folder.resolve("q.jsonl"), """
                {"question": "Where is the whale?", "choices": ["in the sea", "in the ship"], "answer": 0}
                {"question": "Who is the captain?", "choices": ["the whale", "Ahab"], "answer": 1}
                """);
        Path out = folder.resolve("out");

        Cli.Outcome same = Cli.run(
                "fidelity",
                "demo",
                address,
                "--questions",
                questions.toString(),
                "--threads",
                "1",
                "--gate",
                "option-kl<0.000001",
                "--out",
                out.toString());

        assertThat(same.err()).isEmpty();
        assertThat(same.status()).as(same.out()).isZero();
        assertThat(out.resolve("candidate.predictions.jsonl.gz")).exists();
    }

    @Test
    @Order(3)
    void anEngineThatIsKilledIsBackWithinSeconds() throws Exception {
        assertThat(server.descendants().toList()).as("the engine's process").isNotEmpty();
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        int status = chat().statusCode();
        for (int i = 0; i < 200 && status != 200; i++) {
            assertThat(status).isEqualTo(503);
            Thread.sleep(100);
            status = chat().statusCode();
        }

        assertThat(status).isEqualTo(200);
        assertThat(get("/metrics")).contains("sangam_engine_restarts_total 1.0");
    }

    @Test
    @Order(4)
    void aSignalLetsWhatIsInFlightFinish() throws Exception {
        String body = CHAT.replace("\"max_tokens\": 8", "\"max_tokens\": 300, \"ignore_eos\": true, \"stream\": true");
        HttpResponse<Stream<String>> stream = HttpClient.newHttpClient().send(post(body), BodyHandlers.ofLines());
        List<String> lines = new ArrayList<>();
        stream.body().forEach(line -> {
            if (lines.isEmpty()) {
                server.destroy();
            }
            lines.add(line);
        });

        assertThat(lines).contains("data: [DONE]");
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).as("SIGTERM").isEqualTo(143);
        assertThat(server.descendants()).isEmpty();
    }

    @Test
    @Order(5)
    void whatIsWrongIsToldInOneLine() throws Exception {
        Process refused = serve("--model", "no-such.gguf", "--port", "0");
        String said = new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(refused.waitFor()).isEqualTo(2);
        assertThat(said).contains("sangam: ").contains("no-such.gguf, which is no file");
    }

    private static HttpResponse<String> chat() throws Exception {
        return HttpClient.newHttpClient().send(post(CHAT), BodyHandlers.ofString());
    }

    private static HttpRequest post(String body) {
        return HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static String get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address + path)).build(), BodyHandlers.ofString())
                .body();
    }
}
