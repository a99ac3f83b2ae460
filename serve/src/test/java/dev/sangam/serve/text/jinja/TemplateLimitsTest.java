package dev.sangam.serve.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A template comes with a model, from anywhere: it must neither hang the server nor bring it down. */
final class TemplateLimitsTest {
    private static final long SEED = Long.getLong("sangam.seed", 20_261_123L);

    private static final List<String> FRAGMENTS = List.of(
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            "-%}",
            "{%-",
            "{%+",
            "'",
            "\"",
            "\\",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ":",
            ",",
            ".",
            "|",
            "~",
            "+",
            "-",
            "*",
            "**",
            "/",
            "//",
            "%",
            "==",
            "<",
            "is",
            "in",
            "not",
            "and",
            "or",
            "if",
            "else",
            "elif",
            "endif",
            "for",
            "endfor",
            "set",
            "endset",
            "macro",
            "endmacro",
            "call",
            "endcall",
            "filter",
            "raw",
            "endraw",
            "with",
            "break",
            "continue",
            "x",
            "c",
            "loop",
            "messages",
            "namespace",
            "range",
            "1",
            "2.5",
            "1e9",
            "none",
            "true",
            "tojson",
            "trim",
            "split",
            "join",
            "map",
            "default",
            "defined",
            "string",
            " ",
            "\n",
            "é",
            "=");

    private static final List<String> SAMPLES = List.of(
            "{% for m in messages %}{{ '<|' + m.role + '|>' + m['content'] | trim }}{% if not loop.last %}x{% endif %}"
                    + "{% else %}{{ raise_exception('no') }}{% endfor %}",
            "{%- set ns = namespace(a=1, b='x') -%}{%- macro f(x, y=2) -%}{{ x ~ y }}{%- endmacro -%}{{ f(ns.a) }}"
                    + "{% set ns.a = messages[::-1] | length %}{{ ns.a }}",
            "{{ messages | map(attribute='role') | join(', ') | tojson(indent=2) }}{# c #}{% raw %}{{ }}{% endraw %}",
            "{% set x = messages[0].content.split('l')[-1].strip() if messages is defined else none %}{{ x[1:] }}");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}        | more than 5000000 steps
            {% set ns = namespace(t='ab') %}{% for i in range(99) %}{% set ns.t = ns.t + ns.t %}{% endfor %} | longer than
            {{ 'abc' * 999999999 }}                                                               | longer than
            {{ [1] * 999999999 }}                                                                 | more than 100000 items
            {{ range(999999999) }}                                                                | more than 100000 numbers
            {% macro f() %}{{ f() }}{% endmacro %}{{ f() }}                                       | nested deeper
            {% for i in range(99999) %}{% set x = 'abcdefgh' * 9999 %}{% endfor %}                | makes more than
            {% set ns = namespace() %}{% set ns.a = ns %}{% for i in range(9) %}{% set ns.a = [ns.a, ns.a] %}{% endfor %}{{ ns.a }} | cannot be printed
            {{ 9223372036854775807 + 1 }}                                                         | gives no number
            {{ 2 ** 999 }}                                                                        | gives no number
            {{ 1 // 0 }}                                                                          | gives no number
            {{ 1 / 0 }}                                                                           | gives no number
            {{ 99999999999999999999 }}                                                            | too large a number
            {{ 'a'.split('') }}                                                                   | empty string
            {{ [1,2][::0] }}                                                                      | step 0
            {{ 'x'.__class__.__mro__ }}                                                           | is undefined
            {{ messages.append(1) }}                                                              | cannot be called
            """)
    void anOutrageousTemplateIsAnError(String template, String problem) {
        assertThatThrownBy(() -> TemplateTest.render(template))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void anExpressionNestedTooDeeplyIsAnError() {
        for (String nested : List.of("(".repeat(5_000), "[".repeat(5_000), "-".repeat(5_000))) {
            assertThatThrownBy(() -> TemplateTest.render("{{ " + nested + "1 }}"))
                    .isInstanceOf(TemplateException.class);
        }
        assertThatThrownBy(() -> TemplateTest.render("{{ " + "1 + ".repeat(5_000) + "1 }}"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("nested deeper");
        assertThatThrownBy(() -> TemplateTest.render("{% if 1 %}".repeat(5_000)))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("nested deeper");
    }

    @Test
    void manyNegationsAreOneOrTwo() {
        assertThat(TemplateTest.render("{{ " + "not ".repeat(50_001) + "1 }}")).isEqualTo("False");
    }

    @Test
    void aLongConversationFitsTheLimits() {
        List<Map<String, String>> messages =
                Collections.nCopies(2_000, Map.of("role", "user", "content", "x".repeat(1_000)));
        String text = Template.parse(SAMPLES.getFirst())
                .render(Map.of("messages", messages), () -> TemplateTest.NOW)
                .text();
        assertThat(text.length()).isGreaterThan(2_000_000);
    }

    @Test
    void mangledTemplatesAreRenderedOrRefused() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder template = new StringBuilder(SAMPLES.get(random.nextInt(SAMPLES.size())));
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                int at = random.nextInt(template.length());
                int to = Math.min(template.length(), at + random.nextInt(5));
                template.replace(at, to, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
            }
            try {
                TemplateTest.render(template.toString());
            } catch (TemplateException e) {
                assertThat(e.getMessage()).isNotEmpty();
            } catch (RuntimeException | StackOverflowError e) {
                fail("seed " + SEED + ", round " + round + ": " + template, e);
            }
        }
    }
}
