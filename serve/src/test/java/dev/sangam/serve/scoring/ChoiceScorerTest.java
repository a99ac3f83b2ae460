package dev.sangam.serve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ChoiceScorerTest {
    /** The demo model's weights are F16, and so is the cache: another order of adding up moves a logit by about 1e-3. */
    private static final double ROUNDING = 0.02;

    private static final String EXAMPLES = "The following are questions about the sea.\n\n"
            + "What swims?\nA. a ship\nB. a whale\nC. a harpoon\nD. a mast\nAnswer: B\n\n"
            + "Who is the captain?\nA. Ahab\nB. Ishmael\nC. the cook\nD. Queequeg\nAnswer: A\n\n";

    private static final List<ChoiceTask> TASKS = List.of(
            letters("Where do they sail?\nA. to sea\nB. home\nC. nowhere\nD. to the moon"),
            letters("Where is the whale?\nA. in the ship\nB. in the sea\nC. at home\nD. it is dead"),
            letters("What is a mast?\nA. a tree\nB. an oar\nC. a sail\nD. a man"),
            new ChoiceTask(
                    "The whale is a", List.of(" fish", " mammal of the sea", " mammal of the deep sea", " ship")),
            new ChoiceTask(
                    "The captain of the ship said:", List.of(" \"Aye, aye, sir!\"", " nothing", " nothing at all")),
            new ChoiceTask("Call me Ish", List.of("mael", "mael, said he", "ing")),
            new ChoiceTask("", List.of("The whale", "A ship", "The sea")));

    private static ChoiceTask letters(String question) {
        return new ChoiceTask(EXAMPLES + question + "\nAnswer:", List.of(" A", " B", " C", " D"));
    }

    @Test
    void scoresEqualThoseOfEachContinuationFromScratch() {
        equalFromScratch(Models.demo());
    }

    @Test
    void soTheyDoWithATokenizerOfAnotherKind() {
        equalFromScratch(Models.stories());
    }

    private static void equalFromScratch(Path file) {
        List<ChoiceScore> scores = score(file, 512, TASKS);
        try (FromScratch alone = new FromScratch(file)) {
            for (int i = 0; i < TASKS.size(); i++) {
                ChoiceTask task = TASKS.get(i);
                assertThat(scores.get(i).truncated()).isFalse();
                for (int option = 0; option < task.continuations().size(); option++) {
                    String continuation = task.continuations().get(option);
                    boolean empty = task.context().isEmpty();
                    int[] whole = empty ? alone.begun(continuation) : alone.tokens(task.context() + continuation);
                    // Where the continuation makes the context's last token a longer one, that one counts.
                    int start = empty ? 1 : Math.min(alone.tokens(task.context()).length, whole.length - 1);
                    assertThat(scores.get(i).tokens().get(option)).isEqualTo(whole.length - start);
                    assertThat(scores.get(i).logLikelihoods().get(option))
                            .as("%s|%s", task.context(), continuation)
                            .isCloseTo(alone.score(whole, start), Offset.offset(ROUNDING));
                }
            }
        }
    }

    @Test
    void spacesAtAContextsEndGoToTheContinuations() {
        List<ChoiceScore> scores = score(
                Models.demo(),
                512,
                List.of(
                        new ChoiceTask("The whale is a", List.of(" fish", " ship")),
                        new ChoiceTask("The whale is a ", List.of("fish", "ship"))));
        assertThat(scores.get(1)).isEqualTo(scores.get(0));
    }

    @Test
    void tasksOfAnySizeInAnyGroupEqualThoseFromScratch() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<ChoiceTask> tasks = new ArrayList<>();
        String examples = "";
        for (int i = 0; i < 24; i++) {
            examples = random.nextInt(4) == 0 ? words(random, random.nextInt(60)) : examples;
            List<String> continuations = new ArrayList<>();
            String start = random.nextBoolean() ? "" : words(random, 3);
            for (int option = 0; option < 2 + random.nextInt(4); option++) {
                continuations.add(start + words(random, 1 + random.nextInt(random.nextInt(8) == 0 ? 90 : 6)));
            }
            tasks.add(new ChoiceTask(examples + words(random, random.nextInt(30)) + ".", continuations));
        }
        List<ChoiceScore> scores = score(Models.demo(), 64, tasks);
        try (FromScratch alone = new FromScratch(Models.demo())) {
            for (int i = 0; i < tasks.size(); i++) {
                for (int option = 0; option < tasks.get(i).continuations().size(); option++) {
                    assertThat(scores.get(i).logLikelihoods().get(option))
                            .as("seed %d, option %d of %s", seed, option, tasks.get(i))
                            .isCloseTo(
                                    alone.score(
                                            tasks.get(i).context(),
                                            tasks.get(i).continuations().get(option)),
                                    Offset.offset(5 * ROUNDING));
                }
            }
        }
    }

    private static String words(Random random, int count) {
        String[] words = {" whale", " ship", " the", " sea", " captain", "\nAnd", " of", ", said", " old", " harpooneer"
        };
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(words[random.nextInt(words.length)]);
        }
        return text.toString();
    }

    @Test
    void aGroupHasTheSameScoresBitForBitWhateverCameBefore() {
        List<ChoiceScore> fresh = score(Models.demo(), 64, TASKS);
        try (ScoringModel model = Models.open(Models.demo(), 512, 64)) {
            ChoiceScorer scorer = new ChoiceScorer(model);
            assertThat(scorer.score(TASKS)).isEqualTo(fresh);
            scorer.score(TASKS.subList(1, 5));
            assertThat(scorer.score(TASKS)).isEqualTo(fresh);
            scorer.score(List.of(letters("A question alone?"), letters("And another one!")));
            new GreedyGenerator(model).generate(List.of(new GenerationTask(EXAMPLES, false, List.of(), 20)));
            assertThat(scorer.score(TASKS)).isEqualTo(fresh);
        }
    }

    @Test
    void otherGroupsAndOtherBatchesChangeScoresByRoundingAlone() {
        List<ChoiceScore> together = score(Models.demo(), 512, TASKS);
        List<ChoiceScore> alone = TASKS.stream()
                .map(task -> score(Models.demo(), 64, List.of(task)).getFirst())
                .toList();
        for (int i = 0; i < TASKS.size(); i++) {
            for (int option = 0; option < together.get(i).logLikelihoods().size(); option++) {
                assertThat(alone.get(i).logLikelihoods().get(option))
                        .isCloseTo(together.get(i).logLikelihoods().get(option), Offset.offset(ROUNDING));
            }
        }
    }

    @Test
    void aContextThatIsTooLongLosesItsFirstTokens() {
        ChoiceTask task =
                new ChoiceTask("The whale swims in the sea. ".repeat(20) + "It is", List.of(" big", " a big fish"));
        try (ScoringModel model = Models.open(Models.demo(), 32, 64);
                FromScratch alone = new FromScratch(Models.demo())) {
            ChoiceScore score = new ChoiceScorer(model).score(List.of(task)).getFirst();
            assertThat(score.truncated()).isTrue();
            for (int option = 0; option < 2; option++) {
                int[] whole = alone.tokens(task.context() + task.continuations().get(option));
                int[] kept = java.util.Arrays.copyOfRange(whole, whole.length - 33, whole.length);
                int start = alone.tokens(task.context()).length - (whole.length - 33);
                assertThat(score.logLikelihoods().get(option))
                        .isCloseTo(alone.score(kept, start), Offset.offset(ROUNDING));
            }
        }
    }

    @Test
    void continuationsThatCannotBeScoredAreRefused() {
        try (ScoringModel model = Models.open(Models.demo(), 32, 64)) {
            ChoiceScorer scorer = new ChoiceScorer(model);
            assertThatThrownBy(() -> scorer.score(List.of(new ChoiceTask("The whale", List.of(" is", "")))))
                    .isInstanceOf(InputException.class)
                    .hasMessage("continuation 2 of 'The whale' is empty");
            String longer = " whale and whale".repeat(20);
            assertThatThrownBy(() -> scorer.score(List.of(new ChoiceTask("The", List.of(longer)))))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("continuation 1 of 'The' has")
                    .hasMessageContaining("the model's context is 32");
            assertThat(scorer.score(List.of())).isEmpty();
            assertThat(scorer.score(List.of(new ChoiceTask("The", List.of(" whale")))))
                    .hasSize(1);
        }
    }

    private static List<ChoiceScore> score(Path file, int batchTokens, List<ChoiceTask> group) {
        try (ScoringModel model = Models.open(file, 512, batchTokens)) {
            return new ChoiceScorer(model).score(group);
        }
    }
}
