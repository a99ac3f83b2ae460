package dev.sangam.measure.fidelity.items;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.measure.fidelity.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemFileTest {
    private static final String MMLU =
            "{'question': ' Two and two? ', 'choices': ['3', '4'], 'answer': 1, 'subject': 'plain_sums'}";

    @TempDir
    private Path folder;

    private Path file(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines).replace('\'', '"') + "\n");
    }

    private ReadItems read(ItemOptions options, String... lines) throws IOException {
        return ItemFile.read(file("set.jsonl", lines), options);
    }

    private Item.Choice choice(Layout layout, String line) throws IOException {
        ReadItems read = read(ItemOptions.DEFAULT, line);
        assertThat(read.layout()).isEqualTo(layout);
        return (Item.Choice) read.set().items().getFirst();
    }

    @Test
    void mmluIsAskedAsItsAuthorsDo() throws IOException {
        Item.Choice item = choice(Layout.MMLU, MMLU);
        assertThat(item.context())
                .isEqualTo("The following are multiple choice questions (with answers) about plain sums.\n\n"
                        + "Two and two?\nA. 3\nB. 4\nAnswer:");
        assertThat(item.continuations()).containsExactly(" A", " B");
        assertThat(item.answer()).hasValue(1);
        assertThat(item.id()).isEqualTo("0");
    }

    @Test
    void examplesOfTheSameSubjectStandInFront() throws IOException {
        Path dev = file(
                "dev.jsonl",
                MMLU.replace("Two and two", "Other").replace("plain_sums", "other"),
                MMLU.replace("Two and two", "One and one").replace("'3'", "'2'").replace(": 1", ": 'A'"),
                MMLU.replace("Two and two", "Unused"));
        ReadItems read = read(ItemOptions.DEFAULT.withShotsFrom(dev).withShots(1), MMLU);
        assertThat(((Item.Choice) read.set().items().getFirst()).context())
                .isEqualTo("The following are multiple choice questions (with answers) about plain sums.\n\n"
                        + "One and one?\nA. 2\nB. 4\nAnswer: A\n\nTwo and two?\nA. 3\nB. 4\nAnswer:");
        assertThat(read.shots()).isEqualTo(1);
    }

    @Test
    void examplesOfTheSetItselfAreNotAsked() throws IOException {
        ReadItems read = read(
                ItemOptions.DEFAULT.withShots(1),
                MMLU,
                MMLU.replace("Two and two", "Three"),
                MMLU.replace("plain_sums", "x"),
                MMLU.replace("plain_sums", "x").replace("Two", "Ten"));
        assertThat(read.set().items()).extracting(Item::id).containsExactly("1", "3");
        assertThat(read.inFile()).isEqualTo(4);
    }

    @Test
    void mmluAsCsvHasItsSubjectFromTheName() throws IOException {
        Path csv = file(
                "high_school_biology_test.csv", "'What, then?',one,'two \"\"2\"\"',three,four,C", "Next?,1,2,3,4,A");
        ReadItems read = ItemFile.read(csv, ItemOptions.DEFAULT);
        Item.Choice item = (Item.Choice) read.set().items().getFirst();
        assertThat(item.context())
                .contains("about high school biology.")
                .contains("What, then?\nA. one\nB. two \"2\"\n");
        assertThat(item.answer()).hasValue(2);
        assertThat(read.set().name()).isEqualTo("mmlu");
        assertThat(ItemFile.read(folder, ItemOptions.DEFAULT).set().items())
                .extracting(Item::id)
                .containsExactly("high_school_biology_test/0", "high_school_biology_test/1");
    }

    @Test
    void openBookQaIsCompletedByTheTextOfAnOption() throws IOException {
        Item.Choice item = choice(
                Layout.OPENBOOKQA,
                "{'id': '8-343', 'question': {'stem': 'The sun is', 'choices': [{'text': 'hot', 'label': 'A'},"
                        + " {'text': 'cold', 'label': 'B'}]}, 'answerKey': 'B'}");
        assertThat(item.context()).isEqualTo("The sun is");
        assertThat(item.continuations()).containsExactly(" hot", " cold");
        assertThat(item.answer()).hasValue(1);
        assertThat(choice(
                                Layout.OPENBOOKQA,
                                "{'id': '7', 'question_stem': 'The sun is', 'choices': {'text': ['hot', 'cold'],"
                                        + " 'label': ['A', 'B']}, 'answerKey': 'A'}")
                        .answer())
                .hasValue(0);
    }

    @Test
    void arcAndCommonsenseQaAreToldApart() throws IOException {
        String options = "'choices': {'text': ['hot', 'cold'], 'label': ['1', '2']}, 'answerKey': '2'}";
        Item.Choice arc = choice(Layout.ARC, "{'id': 'MCAS_1', 'question': 'What is the sun?', " + options);
        assertThat(arc.context()).isEqualTo("Question: What is the sun?\nAnswer:");
        assertThat(arc.continuations()).containsExactly(" hot", " cold");
        assertThat(arc.answer()).hasValue(1);
        Item.Choice common = choice(
                Layout.COMMONSENSEQA,
                "{'id': 'a', 'question_concept': 'sun', 'question': 'What is the sun?', " + options);
        assertThat(common.context()).isEqualTo("Question: What is the sun?\nA. hot\nB. cold\nAnswer:");
        assertThat(common.continuations()).containsExactly(" A", " B");
        assertThat(choice(
                                Layout.ARC,
                                "{'id': 'MCAS_1', 'question': {'stem': 'What?', 'choices': [{'text': 'x', 'label': 'A'},"
                                        + " {'text': 'y', 'label': 'B'}]}, 'answerKey': 'A'}")
                        .continuations())
                .containsExactly(" x", " y");
    }

    @Test
    void hellaSwagIsTidiedAsItsTaskDoes() throws IOException {
        Item.Choice item = choice(
                Layout.HELLASWAG,
                "{'activity_label': 'Baking', 'ctx_a': 'A cook [step] mixes.', 'ctx_b': 'then THE cook', 'label': '1',"
                        + " 'endings': [' eats [title] it.', 'bakes  it.']}");
        assertThat(item.context()).isEqualTo("Baking: A cook mixes. Then the cook");
        assertThat(item.continuations()).containsExactly(" eats. it.", " bakes it.");
        assertThat(item.answer()).hasValue(1);
    }

    @Test
    void truthfulQaHasItsExamplesInFrontAndTheRightAnswerFirst() throws IOException {
        Path csv = file(
                "TruthfulQA.csv",
                "Type,Category,Question,Best Answer,Correct Answers,Incorrect Answers,Source",
                "A,B,Is it so?,It is not,It is not; No,It is;  Yes ; It is;,http://x");
        Item.Choice item = (Item.Choice)
                ItemFile.read(csv, ItemOptions.DEFAULT).set().items().getFirst();
        assertThat(item.context())
                .startsWith("Q: What is human life expectancy in the United States?\nA: Human life")
                .endsWith("held in Barcelona, Spain.\n\nQ: Is it so?\nA:");
        assertThat(item.continuations()).containsExactly(" It is not", " It is", " Yes");
        assertThat(item.answer()).hasValue(0);
        for (String targets : List.of("{'yes': 0, 'no': 1}", "{'choices': ['yes', 'no'], 'labels': [0, 1]}")) {
            assertThat(choice(Layout.TRUTHFULQA, "[{'question': 'Is it?', 'mc1_targets': " + targets + "}]")
                            .answer())
                    .hasValue(1);
        }
    }

    @Test
    void anAnswerIsANumberALetterOrAText() throws IOException {
        for (String answer : List.of("2", "'C'", "'c'", "'2'", "'blue sky'")) {
            Item.Choice item = choice(
                    Layout.CHOICES,
                    "{'question': 'q', 'options': ['red', 'green', 'blue sky'], 'answer': " + answer + "}");
            assertThat(item.answer()).as(answer).hasValue(2);
        }
        assertThat(choice(Layout.CHOICES, "{'question': 'q', 'options': {'A': 'x', 'B': 'y'}, 'answer': 'B'}")
                        .answer())
                .hasValue(1);
    }

    @Test
    void aSetWithoutAnswersIsRecognised() throws IOException {
        ReadItems read = read(
                ItemOptions.DEFAULT,
                "{'question': 'q', 'choices': ['x', 'y']}",
                "{'question': 'q', 'choices': ['x', 'y'], 'answer': ''}",
                "{'question': 'q', 'choices': ['x', 'y'], 'answer': -1}",
                "{'question': 'q', 'choices': ['x', 'y'], 'answer': null}",
                "{'question': 'q', 'choices': ['x', 'y'], 'answer': 0}");
        assertThat(read.withoutAnswer()).isEqualTo(4);
        assertThat(((Item.Choice) read.set().items().getFirst()).answer()).isEmpty();
    }

    @Test
    void gsm8kIsAskedAfterFiveOfItsOwn() throws IOException {
        String[] lines = IntStream.range(0, 7)
                .mapToObj(i -> "{'question': 'q" + i + "?', 'answer': 'so\\n#### 1," + i + "'}")
                .toArray(String[]::new);
        ReadItems read = read(ItemOptions.DEFAULT, lines);
        assertThat(read.layout()).isEqualTo(Layout.GSM8K);
        assertThat(read.set().items()).hasSize(2);
        Item.Open item = (Item.Open) read.set().items().getFirst();
        assertThat(item.prompt())
                .isEqualTo(IntStream.range(0, 5)
                                .mapToObj(i -> "Question: q" + i + "?\nAnswer: so\n#### 1," + i + "\n\n")
                                .collect(Collectors.joining())
                        + "Question: q5?\nAnswer:");
        assertThat(item.expected()).hasValue("1,5");
        assertThat(item.chat()).isFalse();
        assertThat(item.stops()).containsExactly("Question:", "</s>", "<|im_end|>");
        assertThat(item.maxTokens()).isEqualTo(256);
        assertThat(read(ItemOptions.DEFAULT.withShots(0), lines).set().items()).hasSize(7);
    }

    @Test
    void ownPromptsAreFilesOrLinesOrMessages() throws IOException {
        file("b.md", "Second", "prompt");
        file("a.txt", "First prompt");
        file(".hidden.txt", "no");
        List<Item> files = ItemFile.read(folder, ItemOptions.DEFAULT).set().items();
        assertThat(files)
                .extracting(item -> ((Item.Open) item).prompt())
                .containsExactly("First prompt", "Second\nprompt");
        assertThat(files).extracting(Item::id).containsExactly("a.txt", "b.md");
        ReadItems objects = read(
                ItemOptions.DEFAULT.withRaw(true).withMaxTokens(9).withName("mine"),
                "{'id': 'x', 'prompt': 'One'}",
                "{'messages': [{'role': 'user', 'content': 'Two'}]}");
        assertThat(objects.set().name()).isEqualTo("mine");
        assertThat(objects.set().items())
                .containsExactly(
                        new Item.Open("x", "One", "One", false, Optional.empty(), List.of(), 9),
                        new Item.Open("1", "Two", "Two", false, Optional.empty(), List.of(), 9));
        assertThat(ItemFile.read(folder.resolve("b.md"), ItemOptions.DEFAULT)
                        .set()
                        .items())
                .hasSize(2)
                .allMatch(item -> ((Item.Open) item).chat());
    }

    @Test
    void aLimitIsSpreadEvenly() throws IOException {
        String[] lines =
                IntStream.range(0, 10).mapToObj(i -> "{'prompt': 'p" + i + "'}").toArray(String[]::new);
        assertThat(read(ItemOptions.DEFAULT.withLimit(4), lines).set().items())
                .extracting(Item::id)
                .containsExactly("0", "2", "5", "7");
        assertThat(read(ItemOptions.DEFAULT.withLimit(99), lines).set().items()).hasSize(10);
    }

    @Test
    void aDigestTellsSetsApart() throws IOException {
        String one = ItemFile.digest(read(ItemOptions.DEFAULT, MMLU).set());
        assertThat(ItemFile.digest(read(ItemOptions.DEFAULT, MMLU).set()))
                .isEqualTo(one)
                .hasSize(16);
        assertThat(ItemFile.digest(
                        read(ItemOptions.DEFAULT.withLayout(Layout.ARC), MMLU).set()))
                .isNotEqualTo(one);
    }
}
