package dev.sangam.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SectionCopyTest {
    private final Section root = Section.parse("a.yaml", """
            base:
              scheduler: {policy: x, budget: 1}
              model: m
            changes:
              scheduler.budget: 2
              kv: {blocks: 3}
            """);

    @Test
    void aCopyTakesDottedChangesAndLeavesTheOriginalAsItWas() {
        Section base = root.section("base").copy();
        Section changed = base.copy();
        changed.setAll(root.section("changes").copy());
        assertThat(changed.section("scheduler").text("policy")).isEqualTo("x");
        assertThat(changed.section("scheduler").text("budget")).isEqualTo("2");
        assertThat(changed.section("kv").text("blocks")).isEqualTo("3");
        assertThat(base.section("scheduler").text("budget")).isEqualTo("1");
        assertThat(base.has("kv")).isFalse();
        root.done();
    }

    @Test
    void errorsNameThePlaceWhereAValueWasWritten() {
        Section changed = root.section("base").copy();
        changed.setAll(root.section("changes").copy());
        assertThat(changed.section("scheduler").error("budget", "is bad"))
                .hasMessage("a.yaml:5: base.scheduler.budget is bad");
        assertThat(changed.error("model", "is bad")).hasMessage("a.yaml:3: base.model is bad");
        assertThatThrownBy(changed::done).hasMessageContaining("is not a key known here");
    }
}
