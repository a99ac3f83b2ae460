package dev.sangam.serve.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Characters of a message stay apart from those of the template, whatever the template does to them. */
final class TrustTest {
    private static final long SEED = Long.getLong("sangam.seed", 20_261_123L);

    /** Written with characters that no template here has. */
    private static final String CONTENT = " \n«αβ» «γδ»\n ';\"\\ ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a{{ c }}b",
                "{{ 'a' + c + 'b' }}",
                "{{ 'a' ~ c ~ 1 }}",
                "{{ c.strip() }}x",
                "{{ c | trim }}x",
                "{{ c.split('»') | join('b') }}",
                "{{ c.split(' ')[-3] }}x",
                "{{ c.split() }}",
                "{{ c.replace('γ', 'xyz') }}",
                "{{ 'axa'.replace('x', c) }}",
                "{{ c[3:5] }}{{ c[3] }}{{ c[::-1] }}{{ c | reverse }}",
                "{{ c | upper }}{{ c | title }}{{ c | capitalize }}{{ c.lower() }}",
                "{{ c | tojson }}{{ {'k': [c]} | tojson(indent=2) }}{{ {c: 1} | tojson }}",
                "{{ [c] }}{{ {'k': c} }}{{ c | string }}",
                "{{ c | indent(2, true) }}{{ c | e }}",
                "{{ 'a'.join([c, c]) }}{{ c.join(['a', 'b', 'a']) }}",
                "{{ '<{}>'.format(c) }}{{ (c ~ '{}').format('a') }}",
                "{{ c * 2 }}{{ c.splitlines() | join }}{{ c | first }}{{ c | list | last }}",
                "{% set x %}a{{ c }}b{% endset %}{{ x | trim }}",
                "{% macro f(t) %}a{{ t }}b{% endmacro %}{{ f(c) }}",
                "{% filter upper %}a{{ c }}b{% endfilter %}",
                "{% set ns = namespace(t='') %}{% for x in c %}{% set ns.t = ns.t + 'a' + x %}{% endfor %}{{ ns.t }}",
                "{{ (c ~ 'a').removesuffix('a').removeprefix(' ') }}{{ c | default('a') }}{{ u | default(c) }}"
            })
    void aMessageIsNeverTrusted(String template) {
        MarkedText text = Template.parse(template).render(Map.of("c", CONTENT), () -> TemplateTest.NOW);
        assertThat(text.text()).containsAnyOf("α", "β", "γ", "δ", "Α", "Γ");
        assertThat(text.runs()).allSatisfy(run -> {
            if (run.trusted()) {
                assertThat(run.text()).doesNotContainPattern("[«»\\p{IsGreek}]");
            } else {
                assertThat(run.text()).doesNotContainPattern("[axyz<]");
            }
        });
    }

    @Test
    void aMessageIsNoTemplate() {
        MarkedText text = Template.parse("{{ c }}{% for x in [c] %}{{ x }}{% endfor %}")
                .render(Map.of("c", "{{ 1 + 1 }}{% raw %}{# x #}"), () -> TemplateTest.NOW);
        assertThat(text.text()).isEqualTo("{{ 1 + 1 }}{% raw %}{# x #}".repeat(2));
    }

    @Test
    void slicesKeepTheMarksOfEveryCharacter() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 1_000; round++) {
            MarkedText.Builder builder = new MarkedText.Builder();
            for (int i = random.nextInt(8); i >= 0; i--) {
                boolean trusted = random.nextBoolean();
                builder.append((trusted ? "t" : "u").repeat(random.nextInt(4)), trusted);
            }
            MarkedText text = builder.build();
            int from = random.nextInt(text.length() + 1);
            int to = random.nextInt(from, text.length() + 1);
            MarkedText slice = text.slice(from, to);
            assertThat(slice.text()).as("seed %d", SEED).isEqualTo(text.text().substring(from, to));
            List<MarkedText.Run> runs = slice.runs();
            for (int i = 0; i < runs.size(); i++) {
                MarkedText.Run run = runs.get(i);
                assertThat(run.text()).matches(run.trusted() ? "t+" : "u+");
                assertThat(i == 0 || runs.get(i - 1).trusted() != run.trusted()).isTrue();
            }
        }
    }
}
