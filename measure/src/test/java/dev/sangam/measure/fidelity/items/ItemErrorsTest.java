package dev.sangam.measure.fidelity.items;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemErrorsTest {
    private static final String PLAIN = "{'question': 'q', 'choices': ['x', 'y'], 'answer': 0}";

    @TempDir
    private Path folder;

    private void wrong(ItemOptions options, String name, String text, String... said) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text.replace('\'', '"'));
        assertThatThrownBy(() -> ItemFile.read(file, options))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(said);
    }

    private void wrong(String text, String... said) throws IOException {
        wrong(ItemOptions.DEFAULT, "set.jsonl", text, said);
    }

    @Test
    void aLineIsNamedWithFieldAndValue() throws IOException {
        wrong(PLAIN + "\n" + PLAIN.replace("0", "7"), "set.jsonl:2: answer is 7; it must be the number of an option");
        wrong(PLAIN + "\n" + PLAIN.replace("0", "'z'"), "set.jsonl:2: answer is \"z\"");
        wrong(PLAIN + "\n{'question': 'q', 'answer': 0}", "set.jsonl:2: choices is missing");
        wrong(PLAIN + "\n\n{'question': 5, 'choices': ['x', 'y']}", "set.jsonl:3: question is 5; it must be text");
        wrong(PLAIN.replace("'x', 'y'", "'x'"), "set.jsonl:1: choices has 1 options");
        wrong(PLAIN.replace("'x', 'y'", "'x', []"), "set.jsonl:1: choices is");
        wrong(PLAIN + "\n{'question': ", "set.jsonl:2: is not JSON");
        wrong(PLAIN + "\n5", "set.jsonl:2: holds 5");
        wrong(PLAIN.replace("}", ", 'answer': 1}"), "set.jsonl:1: is not JSON");
    }

    @Test
    void anAnswerThatMayMeanTwoOptionsIsRefused() throws IOException {
        wrong("{'question': 'q', 'choices': ['B', 'A'], 'answer': 'A'}", "may mean the options [0, 1]");
    }

    @Test
    void anUnknownLayoutIsSaid() throws IOException {
        wrong(
                "{'premise': 'p', 'hypothesis': 'h'}",
                "set.jsonl:1: has the keys [premise, hypothesis]",
                "mmlu, openbookqa");
        wrong("", "set.jsonl: holds no questions and no prompts");
    }

    @Test
    void idsMustDiffer() throws IOException {
        String one = PLAIN.replace("{", "{'id': 'a', ");
        wrong(one + "\n" + one, "set.jsonl:2: id is 'a', as at ", "set.jsonl:1; ids must differ");
    }

    @Test
    void examplesMustBeThereAndAnswered() throws IOException {
        wrong(ItemOptions.DEFAULT.withShots(1), "set.jsonl", PLAIN, "all of which would be examples");
        wrong(ItemOptions.DEFAULT.withShots(3), "set.jsonl", PLAIN, "for 3 examples it must have as many");
        String open = "{'question': 'q', 'choices': ['x', 'y']}";
        wrong(ItemOptions.DEFAULT.withShots(1), "set.jsonl", open + "\n" + PLAIN, ":1: has no answer");
        wrong(ItemOptions.DEFAULT.withShotsFrom(folder.resolve("set.jsonl")), "set.jsonl", PLAIN, "is the set itself");
        wrong(
                ItemOptions.DEFAULT.withShotsFrom(folder.resolve("none.jsonl")),
                "set.jsonl",
                PLAIN,
                "none.jsonl: cannot be");
        wrong(ItemOptions.DEFAULT.withShots(1), "p.jsonl", "{'prompt': 'x'}", "takes no examples");
    }

    @Test
    void aLayoutThatDoesNotFitIsSaid() throws IOException {
        wrong(
                ItemOptions.DEFAULT.withLayout(Layout.MMLU),
                "set.jsonl",
                PLAIN,
                "set.jsonl:1: subject is missing",
                "Maybe the");
        wrong(ItemOptions.DEFAULT.withLayout(Layout.GSM8K).withShots(0), "set.jsonl", PLAIN, "answer is 0");
        wrong(ItemOptions.DEFAULT.withLayout(Layout.ARC), "x.csv", "q,a,b,c,d,A", "x.csv: is CSV in the layout mmlu");
    }

    @Test
    void csvIsChecked() throws IOException {
        wrong(ItemOptions.DEFAULT, "x.csv", "q,a,b,c,d,A\nq,a,b,c,d,E", "x.csv:2: the answer is E");
        wrong(ItemOptions.DEFAULT, "x.csv", "q,a,b,c,d,A\nq,A", "x.csv:2: has 2 fields");
        wrong(
                ItemOptions.DEFAULT,
                "t.csv",
                "Question,Best Answer,Incorrect Answers\nq,best,\n",
                "t.csv:2: has the answers");
    }

    @Test
    void aPromptMustBeOne() throws IOException {
        wrong(
                "{'prompt': 'x'}\n{'prompt': 'x', 'temperature': 1}",
                ":2: has the key temperature; it may have id, prompt");
        wrong("{'prompt': ' '}", ":1: prompt is \" \"; it must be a text that is not empty");
        wrong(
                "{'messages': [{'role': 'system', 'content': 'x'}, {'role': 'user', 'content': 'y'}]}",
                "one message of a user");
        wrong("{'prompt': 'x', 'messages': []}", "has both prompt and messages");
    }

    @Test
    void aSumWithoutItsFinalAnswerIsSaid() throws IOException {
        wrong(
                ItemOptions.DEFAULT.withLayout(Layout.GSM8K).withShots(0),
                "set.jsonl",
                "{'question': 'q', 'answer': 'seven'}",
                ":1: answer has no '#### '");
    }
}
