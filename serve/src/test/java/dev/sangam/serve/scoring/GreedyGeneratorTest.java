package dev.sangam.serve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.scheduler.RestartRule;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.serve.engine.ChatMessage;
import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.EngineListener;
import dev.sangam.serve.engine.EngineOptions;
import dev.sangam.serve.engine.FinishReason;
import dev.sangam.serve.engine.GenerationListener;
import dev.sangam.serve.engine.GenerationRequest;
import dev.sangam.serve.engine.LocalEngine;
import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.ResponseFormat;
import dev.sangam.serve.engine.SamplingParams;
import dev.sangam.serve.engine.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class GreedyGeneratorTest {
    private static final String START = "Call me Ishmael. Some years ago, never mind how long precisely, ";

    @Test
    void answersAreThoseOfTheEngine() throws Exception {
        List<GenerationTask> tasks = List.of(
                new GenerationTask("Who is the captain?", true, List.of(), 24),
                new GenerationTask("What is <|im_end|> a whale?", true, List.of(), 24),
                new GenerationTask(START + "I saw a", false, List.of(), 24),
                new GenerationTask(START + "the ship", false, List.of(","), 24));
        List<Generated> answers = generate(512, tasks);
        try (LocalEngine engine = LocalEngine.start(engineOptions(), EngineListener.NONE)) {
            for (int i = 0; i < tasks.size(); i++) {
                Expected expected = ask(engine, i, tasks.get(i));
                assertThat(answers.get(i).text()).as("%s", tasks.get(i)).isEqualTo(expected.text);
                assertThat(answers.get(i).tokens().subList(0, expected.tokens.size()))
                        .as("%s", tasks.get(i))
                        .isEqualTo(expected.tokens);
            }
        }
    }

    @Test
    void aStopTextEndsAnAnswerAndIsNoPartOfIt() {
        Generated whole = generate(512, List.of(new GenerationTask(START, false, List.of(), 24)))
                .getFirst();
        assertThat(whole.tokens()).hasSize(24);
        String stop = whole.text().substring(10, 14);
        Generated cut = generate(512, List.of(new GenerationTask(START, false, List.of("no such", stop), 24)))
                .getFirst();
        assertThat(cut.text()).isEqualTo(whole.text().substring(0, whole.text().indexOf(stop)));
        assertThat(cut.tokens())
                .isEqualTo(whole.tokens().subList(0, cut.tokens().size()));
    }

    @Test
    void theSameGroupHasTheSameAnswersWhateverCameBefore() {
        List<GenerationTask> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tasks.add(new GenerationTask(START + "and " + i, false, List.of(), 4 + i));
        }
        List<Generated> fresh = generate(128, tasks);
        assertThat(fresh)
                .hasSize(20)
                .allSatisfy(answer -> assertThat(answer.truncated()).isFalse());
        try (ScoringModel model = Models.open(Models.demo(), 128, 64)) {
            GreedyGenerator generator = new GreedyGenerator(model);
            generator.generate(tasks.subList(3, 9));
            assertThat(generator.generate(tasks)).isEqualTo(fresh);
            assertThat(generator.generate(List.of())).isEmpty();
        }
    }

    @Test
    void aPromptThatIsTooLongLosesItsFirstTokens() {
        Generated answer = generate(64, List.of(new GenerationTask(START.repeat(9), false, List.of(), 16)))
                .getFirst();
        assertThat(answer.truncated()).isTrue();
        assertThat(answer.tokens()).hasSize(16);
    }

    @Test
    void anAnswerAsLongAsTheContextIsRefused() {
        assertThatThrownBy(() -> generate(64, List.of(new GenerationTask("A", false, List.of(), 64))))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("an answer of 64 tokens leaves no room for the prompt");
    }

    private static List<Generated> generate(int contextTokens, List<GenerationTask> tasks) {
        try (ScoringModel model = Models.open(Models.demo(), contextTokens, 64)) {
            return new GreedyGenerator(model).generate(tasks);
        }
    }

    private static EngineOptions engineOptions() {
        return new EngineOptions(
                Models.demo(),
                "test",
                Optional.empty(),
                Optional.empty(),
                new SchedulerConfig.Sarathi(64, 4, 1, null, RestartRule.FROM_KNOWN),
                512,
                64,
                16,
                0,
                false,
                Optional.empty(),
                true,
                1,
                0,
                null,
                null,
                ReplicaListener.NONE);
    }

    private record Expected(String text, List<Integer> tokens) {}

    private static Expected ask(LocalEngine engine, long id, GenerationTask task) throws Exception {
        Prompt prompt = task.chat()
                ? new Prompt.Chat(List.of(new ChatMessage("user", task.prompt())))
                : new Prompt.Text(task.prompt(), true);
        CompletableFuture<Expected> answer = new CompletableFuture<>();
        StringBuilder text = new StringBuilder();
        List<Integer> tokens = new ArrayList<>();
        engine.generate(
                new GenerationRequest(
                        id,
                        prompt,
                        task.maxTokens(),
                        SamplingParams.GREEDY,
                        task.stops(),
                        ResponseFormat.TEXT,
                        false,
                        QosClass.BEST_EFFORT,
                        0,
                        "test",
                        0),
                new GenerationListener() {
                    @Override
                    public void token(OutputToken token) {
                        text.append(token.text());
                        tokens.add(token.id());
                    }

                    @Override
                    public void finished(FinishReason reason, Usage usage) {
                        answer.complete(new Expected(text.toString(), tokens));
                    }

                    @Override
                    public void failed(EngineException problem) {
                        answer.completeExceptionally(problem);
                    }
                });
        return answer.get();
    }
}
