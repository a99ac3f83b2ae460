package dev.sangam.measure.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.workload.BlockKeys;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import dev.sangam.measure.endpoint.EndpointCalls;
import dev.sangam.measure.endpoint.EndpointFacts;
import dev.sangam.measure.endpoint.EndpointProbe;
import dev.sangam.measure.endpoint.ScriptedEndpoint;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TextPromptsTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int BLOCK = Workload.BLOCK_TOKENS;

    /** What comes after may start alike, but differs within its number. */
    private static final int NUMBER = 7;

    private static final long SEED = Long.getLong("sangam.seed", 20261123);

    @ParameterizedTest
    @CsvSource({"prompt, CHAT", "prompt, COMPLETIONS", "content, CHAT", "content, COMPLETIONS"})
    void promptsHaveExactlyTheTokensAskedFor(String tokenizeField, Api api) throws IOException {
        Workload workload = drawn(200, 40, 5000);
        for (PromptSource source : List.of(new PromptSource.Passages(), new PromptSource.RandomWords())) {
            try (ScriptedEndpoint server = new ScriptedEndpoint(tokenizeField, true)) {
                PromptBodies bodies = prepare(server, workload, api, source);
                assertThat(bodies.lengths()).startsWith("exact (3 checked), by the model's tokenizer");
                for (int i = 0; i < workload.size(); i++) {
                    assertThat(counted(bodies, i))
                            .as("request " + i + ", seed " + SEED)
                            .isEqualTo(workload.promptTokens(i))
                            .isEqualTo(bodies.promptTokens(i));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void withoutATokenizerTheServersCountOfManyPromptsMakesThemExact(Api api) throws IOException {
        Workload workload = drawn(100, 40, 5000);
        try (ScriptedEndpoint server = new ScriptedEndpoint("", true)) {
            PromptBodies bodies = prepare(server, workload, api, new PromptSource.Passages());
            assertThat(bodies.lengths()).isEqualTo("exact (3 checked), by the server's count of 77 short prompts");
            assertThat(server.bodies()).as("calls before the run").hasSize(77 + 3);
            for (int i = 0; i < workload.size(); i++) {
                assertThat(counted(bodies, i)).as("request " + i).isEqualTo(workload.promptTokens(i));
            }
        }
    }

    @Test
    void aServerThatTellsNothingGetsPromptsThatSayTheyAreApproximate() throws IOException {
        try (ScriptedEndpoint server = new ScriptedEndpoint("", false)) {
            PromptBodies bodies = prepare(server, drawn(10, 100, 400), Api.CHAT, new PromptSource.Passages());
            assertThat(bodies.lengths()).startsWith("not checked, four characters");
            JsonNode body = MAPPER.readTree(bodies.body(3, List.of()));
            int chars = body.at("/messages/0/content").stringValue().length();
            assertThat(chars / 4.0).isBetween(bodies.promptTokens(3) - 2.0, bodies.promptTokens(3) + 2.0);
        }
    }

    @Test
    void noPromptOfTheRunIsSentBeforeIt() throws IOException {
        Workload workload = drawn(3, 200, 400);
        try (ScriptedEndpoint server = new ScriptedEndpoint("prompt", true)) {
            PromptBodies bodies = prepare(server, workload, Api.COMPLETIONS, new PromptSource.Passages());
            for (int i = 0; i < workload.size(); i++) {
                String start = prompt(bodies, i).substring(0, 40);
                assertThat(server.bodies()).noneMatch(body -> body.contains(start));
            }
        }
    }

    @Test
    void noTwoPromptsStartAlike() throws IOException {
        Workload workload = drawn(2000, 60, 200);
        try (ScriptedEndpoint server = new ScriptedEndpoint("prompt", true)) {
            PromptBodies bodies = prepare(server, workload, Api.COMPLETIONS, new PromptSource.Passages());
            Set<List<Integer>> starts = new HashSet<>();
            for (int i = 0; i < workload.size(); i++) {
                starts.add(Arrays.stream(ScriptedEndpoint.tokens(prompt(bodies, i)))
                        .limit(24)
                        .boxed()
                        .toList());
            }
            assertThat(starts).hasSize(workload.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", ""})
    void requestsShareTheTextOfTheBlocksWhoseHashesAreEqualAndNoMore(String tokenizeField) throws IOException {
        Workload workload = new WorkloadBuilder()
                .add(0, 4 * 8 * BLOCK + 100, 9, Label.DEFAULT, BlockKeys.of(8, 1, 2, 3, 4))
                .add(1, 3 * 8 * BLOCK + 150, 9, Label.DEFAULT, BlockKeys.of(8, 1, 2, 5, 6))
                .add(2, 12 * BLOCK + 5, 9, Label.DEFAULT, BlockKeys.of(8, 1, 2, 3))
                .add(3, 9 * BLOCK, 9, Label.DEFAULT, BlockKeys.NONE)
                .build();
        try (ScriptedEndpoint server = new ScriptedEndpoint(tokenizeField, true)) {
            PromptBodies bodies = prepare(server, workload, Api.COMPLETIONS, new PromptSource.Passages());
            int lead = ScriptedEndpoint.tokens(TextCosts.LEAD).length;
            assertThat(sharedTokens(bodies, 0, 1)).isBetween(lead + 16 * BLOCK, lead + 16 * BLOCK + NUMBER);
            assertThat(sharedTokens(bodies, 0, 2))
                    .as("a prompt that ends within a key shares its full blocks")
                    .isBetween(lead + 12 * BLOCK, lead + 12 * BLOCK + NUMBER);
            assertThat(sharedTokens(bodies, 0, 3)).isBetween(lead, lead + NUMBER);
            assertThat(counted(bodies, 0)).isEqualTo(workload.promptTokens(0));
            assertThat(counted(bodies, 2))
                    .as("blocks are kept whole; what is around them comes on top")
                    .isEqualTo(bodies.promptTokens(2))
                    .isBetween(workload.promptTokens(2), workload.promptTokens(2) + lead + 5);
        }
    }

    @Test
    void anotherSeedGivesOtherPromptsAndTheSameSeedTheSame() throws IOException {
        Workload workload = drawn(3, 200, 400);
        try (ScriptedEndpoint server = new ScriptedEndpoint("prompt", true)) {
            PromptSource source = new PromptSource.Passages();
            byte[] first = prepare(server, workload, Api.CHAT, source).body(1, List.of());
            assertThat(prepare(server, workload, Api.CHAT, source).body(1, List.of()))
                    .isEqualTo(first);
            assertThat(prepare(server, workload, Api.CHAT, source, SEED + 1).body(1, List.of()))
                    .isNotEqualTo(first);
        }
    }

    @Test
    void randomTokenIdsAreOfTheVocabularyAndAsManyAsAskedFor() throws IOException {
        Workload workload = new WorkloadBuilder()
                .add(0, 300, 9, Label.DEFAULT)
                .add(1, 5 * BLOCK + 3, 9, Label.DEFAULT, BlockKeys.of(2, 7, 8))
                .add(2, 9 * BLOCK, 9, Label.DEFAULT, BlockKeys.of(2, 7, 9))
                .build();
        try (ScriptedEndpoint server = new ScriptedEndpoint("prompt", true)) {
            PromptBodies bodies = prepare(server, workload, Api.COMPLETIONS, new PromptSource.RandomTokens());
            JsonNode prompt = MAPPER.readTree(bodies.body(0, List.of())).path("prompt");
            assertThat(prompt.size()).isEqualTo(300);
            JsonNode one = MAPPER.readTree(bodies.body(1, List.of())).path("prompt");
            JsonNode other = MAPPER.readTree(bodies.body(2, List.of())).path("prompt");
            for (int i = 0; i < 2 * BLOCK; i++) {
                assertThat(one.get(i)).isEqualTo(other.get(i));
            }
            assertThat(one.get(2 * BLOCK)).isNotEqualTo(other.get(2 * BLOCK));
        }
    }

    private static int sharedTokens(PromptBodies bodies, int one, int other) {
        return Arrays.mismatch(
                ScriptedEndpoint.tokens(prompt(bodies, one)), ScriptedEndpoint.tokens(prompt(bodies, other)));
    }

    private static String prompt(PromptBodies bodies, int request) {
        return MAPPER.readTree(bodies.body(request, List.of())).path("prompt").stringValue();
    }

    private static int counted(PromptBodies bodies, int request) {
        return ScriptedEndpoint.promptTokens(MAPPER.readTree(bodies.body(request, List.of())));
    }

    private static PromptBodies prepare(ScriptedEndpoint server, Workload workload, Api api, PromptSource source) {
        return prepare(server, workload, api, source, SEED);
    }

    private static PromptBodies prepare(
            ScriptedEndpoint server, Workload workload, Api api, PromptSource source, long seed) {
        try (EndpointCalls calls = new EndpointCalls(server.endpoint())) {
            EndpointFacts facts = EndpointProbe.probe(calls, Optional.empty());
            PromptPlan plan = new PromptPlan(source, RequestStyle.of(facts.kind(), api), seed, Optional.empty());
            return PromptBodies.prepare(calls, facts, workload, i -> i, plan);
        }
    }

    private static Workload drawn(int requests, int least, int most) {
        SplittableRandom random = new SplittableRandom(SEED);
        WorkloadBuilder result = new WorkloadBuilder();
        for (int i = 0; i < requests; i++) {
            result.add(i, random.nextInt(least, most), 10, Label.DEFAULT);
        }
        return result.build();
    }
}
