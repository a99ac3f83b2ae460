package dev.sangam.serve.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Grammars of random schemas against another implementation of JSON Schema. */
final class RandomSchemaTest {
    private static final long SEED = Long.getLong("sangam.seed", 20_261_123L);
    private static final int ROUNDS = 400;
    private static final int TEXTS = 10;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @Test
    void whatFitsIsATextAndWhatIsATextFits() {
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = new SplittableRandom(SEED + round);
            RandomSchema schema = new RandomSchema(random);
            String source = schema.schema().toString();
            String gbnf = JsonSchemaGrammar.of(source);
            GbnfTexts grammar = new GbnfTexts(gbnf);
            Schema checker = SCHEMAS.getSchema(schema.schema());
            String where = "seed " + (SEED + round) + ", schema " + source + ", grammar\n" + gbnf;
            for (int i = 0; i < TEXTS; i++) {
                JsonNode value = schema.value();
                assertThat(isValid(checker, value.toString()))
                        .as("the test's own value %s; %s", value, where)
                        .isTrue();
                assertThat(grammar.contains(value.toString()))
                        .as("%s; %s", value, where)
                        .isTrue();
                String mutated = schema.mutated(value).toString();
                boolean valid = isValid(checker, mutated);
                refused += valid ? 0 : 1;
                assertThat(grammar.contains(mutated) && !valid)
                        .as("mutated %s; %s", mutated, where)
                        .isFalse();
                String sample = grammar.sample(random, 100);
                assertThat(isValid(checker, sample))
                        .as("sample %s; %s", sample, where)
                        .isTrue();
                assertThat(grammar.contains(sample))
                        .as("sample %s; %s", sample, where)
                        .isTrue();
            }
        }
        assertThat(refused).as("mutated values that do not fit").isGreaterThan(ROUNDS * TEXTS / 4);
    }

    private static boolean isValid(Schema schema, String json) {
        return schema.validate(
                        JSON.readTree(json),
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .isEmpty();
    }
}
