package dev.sangam.rules;

import static dev.sangam.rules.Reports.PRODUCT;
import static dev.sangam.rules.Reports.reportOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CoreRulesTest {
    private static final String IMPURE = "dev.sangam.rules.fixture.impure";
    private static final JavaClasses FIXTURE = new ClassFileImporter().importPackages(IMPURE);

    /** A rule about a root package, and the members of the fixture that it must find. */
    record Rule(String name, Function<String, ArchRule> about, List<String> offenders) {
        static Rule of(String name, Function<String, ArchRule> about, String... offenders) {
            return new Rule(name, about, List.of(offenders));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Rule> rules() {
        return Stream.of(
                Rule.of("java.base alone", CoreRules::javaBaseAlone, "usesAnotherModule"),
                Rule.of(
                        "no clock",
                        CoreRules::noClock,
                        "asksForNanos",
                        "asksForMillis",
                        "asksForTheInstant",
                        "takesAClock",
                        "asksForTheDate"),
                Rule.of("no system", CoreRules::noSystem, "prints", "readsTheEnvironment", "asksForProcessors"),
                Rule.of(
                        "no threads",
                        CoreRules::noThreads,
                        "startsAThread",
                        "usesAnExecutor",
                        "locks",
                        "synchronizes",
                        "hasASynchronizedBlock",
                        "shared is volatile",
                        "goesParallel"),
                Rule.of(
                        "no input and output",
                        CoreRules::noInputOutput,
                        "readsAFile",
                        "opensAFile",
                        "opensASocket",
                        "readsAResource"),
                Rule.of(
                        "no unseeded randomness",
                        CoreRules::noUnseededRandomness,
                        "throwsMathsDice",
                        "throwsDice",
                        "throwsSplittableDice",
                        "throwsThreadLocalDice",
                        "throwsDefaultDice",
                        "throwsNamedDice",
                        "throwsFactoryDice",
                        "drawsAnIdentifier",
                        "shuffles"),
                Rule.of("no order of the run", CoreRules::noOrderOfTheRun, "iteratesASet", "iteratesAMap"));
    }

    static Stream<Arguments> offenders() {
        return rules().flatMap(rule -> rule.offenders().stream().map(name -> Arguments.of(rule, name)));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theCoreKeepsTheRule(Rule rule) {
        rule.about().apply("dev.sangam.core").check(PRODUCT);
    }

    @ParameterizedTest
    @MethodSource("offenders")
    void anOffenderIsReported(Rule rule, String offender) {
        assertThat(reportOf(rule.about().apply(IMPURE), FIXTURE))
                .anySatisfy(line -> assertThat(line).contains("." + offender));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void pureCodeIsNotReported(Rule rule) {
        assertThat(reportOf(rule.about().apply(IMPURE), FIXTURE))
                .noneSatisfy(line -> assertThat(line).contains(".fine"));
    }
}
