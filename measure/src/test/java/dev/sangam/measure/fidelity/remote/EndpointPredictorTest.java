package dev.sangam.measure.fidelity.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.measure.client.Endpoint;
import dev.sangam.measure.fidelity.Item;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.remote.LogprobServer.Kind;
import dev.sangam.measure.prompt.Api;
import dev.sangam.measure.target.Script;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class EndpointPredictorTest {
    private static final List<String> LETTERS = List.of("A", "B", "C");
    private static final Item LETTERED = choice("1", List.of(" A", " B", " C"));
    private static final Item SPELT = choice("2", List.of(" a hot day", " snow"));
    private static final Item OPEN =
            new Item.Open("3", "How many?", "Question: How many?\nAnswer:", false, Optional.of("7"), List.of("Q:"), 3);

    private static Item choice(String id, List<String> continuations) {
        return new Item.Choice(
                id,
                "q",
                continuations.stream().map(String::strip).toList(),
                OptionalInt.of(1),
                "What is it?\nAnswer:",
                continuations);
    }

    private static EndpointPredictor connect(LogprobServer server) {
        return EndpointPredictor.connect(server.endpoint(), RemoteOptions.DEFAULT, 1);
    }

    private static Prediction.Choice ask(EndpointPredictor predictor, Item item) {
        return (Prediction.Choice) predictor.predict("set", List.of(item)).getFirst();
    }

    @Test
    void vllmScoresLettersByItsLikeliestTokensAndTextsByEcho() {
        try (LogprobServer server = new LogprobServer(Kind.VLLM, List.of(" B", " The", " C", " A"));
                EndpointPredictor predictor = connect(server)) {
            assertThat(ask(predictor, LETTERED))
                    .isEqualTo(new Prediction.Choice(
                            "set",
                            "1",
                            "q",
                            LETTERS,
                            OptionalInt.of(1),
                            0,
                            List.of(-2.0, -2.0, -2.0),
                            List.of(1, 1, 1)));
            assertThat(server.bodies().stream().filter(body -> body.has("echo")))
                    .isEmpty();
            Prediction.Choice spelt = ask(predictor, SPELT);
            assertThat(spelt.logLikelihoods()).containsExactly(-10.0, -5.0);
            assertThat(spelt.chosen()).isEqualTo(1);
            assertThat(predictor.notes()).isEmpty();
            assertThat(predictor.header().settings())
                    .containsEntry("api", "completions")
                    .containsEntry("model", "tiny");
        }
    }

    @Test
    void sangamScoresTextsTokenByTokenThroughABias() {
        try (LogprobServer server = new LogprobServer(Kind.SANGAM, List.of("B", " A"));
                EndpointPredictor predictor = connect(server)) {
            assertThat(ask(predictor, SPELT).logLikelihoods()).containsExactly(-10.0, -5.0);
            assertThat(ask(predictor, LETTERED).logLikelihoods()).containsExactly(-2.0, -2.0, -2.0);
            assertThat(predictor.notes()).isEmpty();
        }
    }

    @Test
    void logProbabilitiesFromAfterABiasAreNotUsed() {
        try (LogprobServer server = new LogprobServer(Kind.SANGAM, List.of(" a-very-long-and-unlikely-word"));
                EndpointPredictor predictor = connect(server)) {
            assertThatThrownBy(() -> ask(predictor, SPELT))
                    .hasMessageContainingAll("echo with logprobs is not supported", "those after logit_bias");
        }
    }

    @Test
    void aLetterThatIsNotAmongTheLikeliestIsScoredByEcho() {
        try (LogprobServer server = new LogprobServer(Kind.VLLM, List.of(" B", " A"));
                EndpointPredictor predictor = connect(server)) {
            assertThat(ask(predictor, LETTERED).logLikelihoods()).containsExactly(-2.0, -2.0, -2.0);
            assertThat(server.bodies().stream().filter(body -> body.has("echo")))
                    .isNotEmpty();
        }
    }

    @Test
    void whereEchoIsMissingNothingIsInventedForSuchALetter() {
        try (LogprobServer server = new LogprobServer(Kind.LLAMA_CPP, List.of(" It", " C", " B"));
                EndpointPredictor predictor = connect(server)) {
            Prediction.Choice some = ask(predictor, LETTERED);
            assertThat(some.chosen()).isEqualTo(1);
            assertThat(some.logLikelihoods()).isEmpty();
            assertThat(predictor.notes())
                    .singleElement()
                    .asString()
                    .startsWith("of 1 questions an option was not among");
            assertThatThrownBy(() -> ask(predictor, SPELT))
                    .isInstanceOf(InputException.class)
                    .hasMessageContainingAll(
                            "set 2: http", "are more than a token", "has no log-probabilities of the prompt");
            assertThatThrownBy(() -> ask(predictor, choice("9", List.of(" X", " Y"))))
                    .hasMessageContaining("none of the options [ X,  Y] is among the 20 likeliest");
        }
    }

    @Test
    void aChatScoresLettersAlone() {
        try (LogprobServer server = new LogprobServer(Kind.OPENAI, List.of("B", " B", "A", "C"));
                EndpointPredictor predictor = connect(server)) {
            assertThat(ask(predictor, LETTERED).logLikelihoods()).containsExactly(-1.0, -1.0, -1.0);
            assertThat(predictor.notes()).singleElement().asString().contains("through the chat");
            assertThatThrownBy(() -> ask(predictor, SPELT)).hasMessageContaining("a chat cannot score a given text");
            assertThat(predictor.header().settings()).containsEntry("api", "chat");
            assertThat(server.bodies().getLast().path("top_logprobs").asInt()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void answersInWordsComeFromEveryServer(Kind kind) {
        try (LogprobServer server = new LogprobServer(kind, List.of(" It", " is", " 7", " more"));
                EndpointPredictor predictor = connect(server)) {
            List<String> tokens = kind == Kind.BARE ? List.of() : List.of(" It", " is", " 7");
            assertThat(predictor.predict("gsm8k", List.of(OPEN)))
                    .containsExactly(
                            new Prediction.Open("gsm8k", "3", "How many?", Optional.of("7"), " It is 7", tokens));
            JsonNode body = server.bodies().getLast();
            assertThat(body.path("temperature").asInt(-1)).isZero();
            assertThat(body.path("seed").asInt(-1)).isZero();
            assertThat(body.path("stop").path(0).asString()).isEqualTo("Q:");
        }
    }

    @Test
    void aUsersMessageGoesToTheChat() {
        Item own = new Item.Open("x", "Hi", "Hi", true, Optional.empty(), List.of(), 2);
        try (LogprobServer server = new LogprobServer(Kind.VLLM, List.of("Good", " day", "!"));
                EndpointPredictor predictor = connect(server)) {
            assertThat(predictor.predict("own", List.of(own)))
                    .containsExactly(new Prediction.Open(
                            "own", "x", "Hi", Optional.empty(), "Good day", List.of("Good", " day")));
            assertThat(server.bodies()
                            .getLast()
                            .path("messages")
                            .path(0)
                            .path("content")
                            .asString())
                    .isEqualTo("Hi");
        }
    }

    @Test
    void anEndpointWithoutLogProbabilitiesIsRefusedForQuestionsWithOptions() {
        try (LogprobServer server = new LogprobServer(Kind.BARE, List.of(" A"));
                EndpointPredictor predictor = connect(server)) {
            assertThatThrownBy(() -> ask(predictor, LETTERED))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(
                            "/v1/completions: gives no log-probabilities (at most 5 log-probabilities), without which"
                                    + " questions with options cannot be scored. Maybe a server that gives them");
        }
    }

    @Test
    void answersKeepTheOrderOfTheQuestions() {
        List<Item> items = IntStream.range(0, 100)
                .mapToObj(i -> choice(String.valueOf(i), List.of(" A", " B", " C")))
                .toList();
        try (LogprobServer server = new LogprobServer(Kind.VLLM, List.of(" B", " C", " A"));
                EndpointPredictor predictor = connect(server)) {
            assertThat(predictor.groupSize()).isEqualTo(32);
            assertThat(predictor.predict("set", items))
                    .extracting(Prediction::id)
                    .containsExactlyElementsOf(items.stream().map(Item::id).toList());
        }
    }

    @Test
    void anOverloadedServerIsAskedAgain() {
        AtomicInteger requests = new AtomicInteger();
        try (LogprobServer server = new LogprobServer(
                        Kind.VLLM, List.of(" B", " C", " A"), asked -> switch (requests.incrementAndGet() % 4) {
                            case 2 -> Optional.of(LogprobServer.error(503, "busy"));
                            case 3 -> Optional.of(Script.stream().reset());
                            default -> Optional.empty();
                        });
                EndpointPredictor predictor = connect(server)) {
            assertThat(ask(predictor, LETTERED).logLikelihoods()).hasSize(3);
        }
    }

    @Test
    void anErrorNamesTheQuestionAndWhatTheServerSays() {
        try (LogprobServer server = new LogprobServer(
                        Kind.VLLM,
                        List.of(" B", " C", " A"),
                        asked -> asked.body().contains("What is it")
                                ? Optional.of(LogprobServer.error(400, "the prompt of sk-secret is too long"))
                                : Optional.empty());
                EndpointPredictor predictor =
                        EndpointPredictor.connect(server.endpoint().withKey("sk-secret"), RemoteOptions.DEFAULT, 1)) {
            assertThatThrownBy(() -> ask(predictor, LETTERED))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(
                            "set 1: " + server.endpoint() + "/v1/completions: answered 400 (the prompt of *** is");
        }
    }

    @Test
    void anAddressWithoutAServerIsSaid() {
        assertThatThrownBy(() -> EndpointPredictor.connect(Endpoint.of("http://127.0.0.1:1"), RemoteOptions.DEFAULT))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("127.0.0.1:1/v1/models: cannot be reached");
        try (LogprobServer server = new LogprobServer(Kind.OPENAI, List.of("A"))) {
            RemoteOptions completions = new RemoteOptions(Optional.empty(), Optional.of(Api.COMPLETIONS), 1);
            assertThatThrownBy(() -> EndpointPredictor.connect(server.endpoint(), completions))
                    .hasMessageContaining("/v1/completions: answered 404 (This is a chat model)");
        }
    }
}
