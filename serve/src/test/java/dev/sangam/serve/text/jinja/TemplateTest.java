package dev.sangam.serve.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TemplateTest {
    static final ZonedDateTime NOW = ZonedDateTime.of(2024, 7, 6, 5, 4, 3, 0, ZoneOffset.UTC);

    /** A template, what comes of it, and its line in the file. */
    static Stream<Arguments> templates() throws IOException {
        try (InputStream in = Objects.requireNonNull(TemplateTest.class.getResourceAsStream("templates.txt"))) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replace('⏎', '\n').replace('␍', '\r'))
                    .toList();
            return IntStream.range(0, lines.size())
                    .filter(i -> lines.get(i).startsWith("= ") || lines.get(i).startsWith("! "))
                    .mapToObj(i -> Arguments.of(i, lines.get(i - 1), lines.get(i)));
        }
    }

    @ParameterizedTest(name = "templates.txt:{0} {1}")
    @MethodSource("templates")
    void aTemplateRendersAsInJinja(int line, String template, String expected) {
        String result;
        try {
            result = "= "
                    + Template.parse(template).render(variables(), () -> NOW).text();
        } catch (TemplateException e) {
            result = "! " + e.line() + ": " + e.getMessage();
        }
        assertThat(result).isEqualTo(expected);
    }

    @Test
    void anErrorNamesTheLine() {
        assertThatThrownBy(() -> Template.parse("a\n{% if x %}\n{{ y }}\n{{ 1 + }}\n{% endif %}"))
                .isInstanceOfSatisfying(
                        TemplateException.class, e -> assertThat(e.line()).isEqualTo(4));
        assertThatThrownBy(() -> render("a\n{% for i in [1] %}\n\n{{ i.j.k }}{% endfor %}"))
                .isInstanceOfSatisfying(
                        TemplateException.class, e -> assertThat(e.line()).isEqualTo(4))
                .hasMessage("j is undefined; it has no k");
    }

    @Test
    void aMacroSeesWhatWasThereWhenItWasDefined() {
        assertThat(render("{% set a = 1 %}{% macro f(b) %}{{ a }}{{ b }}{{ c }}{% endmacro %}"
                        + "{% for c in [5] %}{{ f(2) }}{% endfor %}"))
                .isEqualTo("12");
    }

    @Test
    void aMacroMayCallItself() {
        assertThat(render("{% macro f(n) %}{% if n > 0 %}{{ n }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }}"))
                .isEqualTo("54321");
    }

    @Test
    void generationIsTransparent() {
        assertThat(render("a{% generation %}b{{ 1 }}{% endgeneration %}c")).isEqualTo("ab1c");
    }

    static String render(String template) {
        return Template.parse(template).render(variables(), () -> NOW).text();
    }

    /** What the templates in the file may ask for. */
    private static Map<String, @Nullable Object> variables() {
        Map<String, @Nullable Object> variables = new HashMap<>();
        variables.put(
                "messages",
                List.of(
                        message("system", " Sys \n"),
                        message("user", "Hi 'a' \"b\" é😀"),
                        message("assistant", "<think>\nreason\n</think>\n\nanswer  "),
                        message("user", "more")));
        variables.put("tools", null);
        variables.put("add_generation_prompt", true);
        variables.put("bos_token", "<s>");
        variables.put("eos_token", "</s>");
        variables.put("d", map("a", 1, "b", List.of(1, 2, map("c", null))));
        variables.put("n", 7);
        variables.put("f", 2.5);
        variables.put("s", "hello world");
        variables.put("nested", List.of(map("k", "x", "v", 3), map("k", "y", "v", 1), map("k", "z")));
        variables.put("words", Arrays.asList("b", "a", "C"));
        return variables;
    }

    private static Map<String, @Nullable Object> message(String role, String content) {
        return map("role", role, "content", content);
    }

    private static Map<String, @Nullable Object> map(@Nullable Object... keysAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return map;
    }
}
