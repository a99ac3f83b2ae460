package dev.sangam.serve.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sangam.core.InputException;
import dev.sangam.serve.grammar.TokenGrammar;
import dev.sangam.serve.grammar.TokenIndex;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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

    /** A vocabulary of bytes. */
    private static final TokenIndex BYTES = new TokenIndex(
            IntStream.range(0, 256).mapToObj(b -> new byte[] {(byte) b}).toList(), new BitSet());

    @Test
    void whatFitsIsATextAndWhatIsATextFits() {
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = new SplittableRandom(SEED + round);
            RandomSchema schema = new RandomSchema(random);
            String source = schema.schema().toString();
            String gbnf = JsonSchemaGrammar.of(source);
            GbnfTexts grammar = new GbnfTexts(gbnf);
            TokenGrammar followed = TokenGrammar.compile(BYTES, gbnf, "root");
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
                assertThat(follows(followed.anew(), sample))
                        .as("sample %s; %s", sample, where)
                        .isTrue();
                assertThat(follows(followed.anew(), mutated))
                        .as("mutated %s; %s", mutated, where)
                        .isEqualTo(grammar.contains(mutated));
            }
        }
        assertThat(refused).as("mutated values that do not fit").isGreaterThan(ROUNDS * TEXTS / 4);
    }

    @Test
    void mangledSchemasBecomeGrammarsOrAreRefused() {
        for (int round = 0; round < 3_000; round++) {
            SplittableRandom random = new SplittableRandom(SEED + round);
            RandomSchema schema = new RandomSchema(random);
            StringBuilder text =
                    new StringBuilder(schema.mutated(schema.schema()).toString());
            if (random.nextBoolean()) {
                int at = random.nextInt(text.length());
                text.replace(
                        at,
                        Math.min(text.length(), at + random.nextInt(3)),
                        "{}[]\",:\\#/^$*+?0".substring(random.nextInt(17)));
            }
            try {
                assertThat(JsonSchemaGrammar.of(text.toString())).startsWith("root ::= ");
            } catch (InputException e) {
                assertThat(e).message().isNotEmpty();
            } catch (RuntimeException | StackOverflowError e) {
                fail("seed " + (SEED + round) + ": " + text, e);
            }
        }
    }

    /** Whether the engine's own reader of grammars takes the text, byte by byte. */
    private static boolean follows(TokenGrammar grammar, String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (!grammar.allows(b & 0xff)) {
                return false;
            }
            grammar.accept(b & 0xff);
        }
        return grammar.isWhole();
    }

    private static boolean isValid(Schema schema, String json) {
        return schema.validate(
                        JSON.readTree(json),
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .isEmpty();
    }
}
