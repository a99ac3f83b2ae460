package dev.sangam.measure.fidelity.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sangam.measure.fidelity.Item;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The published sets themselves, where they are. */
class ItemDataTest {
    private static Path data(String name) {
        Path file = Path.of(System.getProperty("sangam.data", "no-data"), "eval", name);
        assumeTrue(Files.exists(file), "no " + file);
        return file;
    }

    @Test
    void mmluWithFiveExamplesOfEverySubject() {
        ReadItems read = ItemFile.read(
                data("mmlu/test_first20_per_subject.jsonl"), ItemOptions.DEFAULT.withShotsFrom(data("mmlu/dev.jsonl")));
        assertThat(read.layout()).isEqualTo(Layout.MMLU);
        assertThat(read.shots()).isEqualTo(5);
        assertThat(read.withoutAnswer()).isZero();
        assertThat(read.set().items()).hasSize(1140).allSatisfy(item -> {
            Item.Choice choice = (Item.Choice) item;
            assertThat(choice.context().split("\nAnswer:", -1)).hasSize(7);
            assertThat(choice.continuations()).containsExactly(" A", " B", " C", " D");
        });
    }

    @Test
    void openBookQa() {
        ReadItems read = ItemFile.read(data("openbookqa/test_500.jsonl"), ItemOptions.DEFAULT);
        assertThat(read.layout()).isEqualTo(Layout.OPENBOOKQA);
        assertThat(read.set().items()).hasSize(500);
        assertThat(read.withoutAnswer()).isZero();
    }

    @Test
    void truthfulQa() {
        ReadItems read = ItemFile.read(data("truthfulqa/TruthfulQA.csv"), ItemOptions.DEFAULT);
        assertThat(read.layout()).isEqualTo(Layout.TRUTHFULQA);
        assertThat(read.set().items()).hasSize(read.inFile()).hasSizeGreaterThan(780);
    }

    @Test
    void gsm8k() {
        ReadItems read = ItemFile.read(data("gsm8k/test.jsonl"), ItemOptions.DEFAULT);
        assertThat(read.layout()).isEqualTo(Layout.GSM8K);
        assertThat(read.set().items())
                .hasSize(1314)
                .allSatisfy(item ->
                        assertThat(((Item.Open) item).expected().orElseThrow()).matches("-?[0-9.,]+"));
    }
}
