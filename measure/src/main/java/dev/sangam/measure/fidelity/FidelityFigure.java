package dev.sangam.measure.fidelity;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A figure of two models side by side, with its one definition, for gates, tables and files. */
public enum FidelityFigure {
    FLIPS(
            "flips",
            Unit.SHARE,
            Needs.ANSWERS,
            "Share of the items with a known right answer that only one of the two models gets right.",
            set(set -> set.flips().flips())),
    ALL_FLIPS(
            "all-flips",
            Unit.SHARE,
            Needs.ANSWERS,
            "Flips, and items on which both are wrong with different answers.",
            set(set -> set.flips().allFlips())),
    CORRECT_TO_INCORRECT(
            "correct-to-incorrect",
            Unit.SHARE,
            Needs.ANSWERS,
            "Share of the judged items that the base gets right and the candidate wrong.",
            set(set -> (double) set.flips().lost() / set.flips().judged())),
    INCORRECT_TO_CORRECT(
            "incorrect-to-correct",
            Unit.SHARE,
            Needs.ANSWERS,
            "Share of the judged items that the base gets wrong and the candidate right.",
            set(set -> (double) set.flips().gained() / set.flips().judged())),
    WRONG_TO_WRONG(
            "wrong-to-wrong",
            Unit.SHARE,
            Needs.ANSWERS,
            "Share of the judged items on which both are wrong with different answers.",
            set(set -> (double) set.flips().otherWrong() / set.flips().judged())),
    BASE_ACCURACY(
            "base-accuracy",
            Unit.SHARE,
            Needs.ANSWERS,
            "Share of the judged items that the base gets right: options by the sum of log-likelihoods, words by the last number.",
            set(set -> set.flips().baseAccuracy())),
    ACCURACY(
            "accuracy",
            Unit.SHARE,
            Needs.ANSWERS,
            "Share of the judged items that the candidate gets right.",
            set(set -> set.flips().candidateAccuracy())),
    ACCURACY_DROP(
            "accuracy-drop",
            Unit.SHARE,
            Needs.ANSWERS,
            "The base's accuracy less the candidate's; below 0 when the candidate is better.",
            set(set -> set.flips().accuracyDrop())),
    AGREEMENT(
            "agreement",
            Unit.SHARE,
            Needs.ITEMS,
            "Share of all items to which both give the same answer, right or wrong.",
            set(set -> set.flips().agreement())),
    MCNEMAR_P(
            "mcnemar-p",
            Unit.PROBABILITY,
            Needs.ANSWERS,
            "Exact two-sided McNemar test: how likely flips so one-sided are if the accuracies are equal.",
            set(set -> set.tests().mcnemarP())),
    PERMUTATION_P(
            "permutation-p",
            Unit.PROBABILITY,
            Needs.ANSWERS,
            "The same question asked by swapping the two models' answers at random, 10,000 times.",
            set(set -> set.tests().permutationP())),
    OPTION_KL(
            "option-kl",
            Unit.NATS,
            Needs.OPTIONS,
            "Mean over items of the sum of p ln(p/q) over the options, where p is the base's softmax of their summed"
                    + " log-likelihoods and q the candidate's.",
            choice(choice -> choice.kl().value())),
    OPTION_KL_P99(
            "option-kl-p99",
            Unit.NATS,
            Needs.OPTIONS,
            "99th percentile over items of the divergence over the options.",
            choice(choice -> choice.kls().percentile(0.99))),
    NORM_FLIPS(
            "norm-flips",
            Unit.SHARE,
            Needs.LENGTHS,
            "Flips when the option of the greatest log-likelihood per character is chosen (lm-eval's acc_norm).",
            perCharacter(Flips::flips)),
    NORM_ACCURACY_DROP(
            "norm-accuracy-drop",
            Unit.SHARE,
            Needs.LENGTHS,
            "The base's accuracy by log-likelihood per character (acc_norm) less the candidate's.",
            perCharacter(Flips::accuracyDrop)),
    STRICT_FLIPS(
            "strict-flips",
            Unit.SHARE,
            Needs.OPEN_ANSWERS,
            "Flips of answers in words when only the number after #### counts (lm-eval's strict match).",
            strict(Flips::flips)),
    STRICT_ACCURACY_DROP(
            "strict-accuracy-drop",
            Unit.SHARE,
            Needs.OPEN_ANSWERS,
            "The base's accuracy less the candidate's when only the number after #### counts.",
            strict(Flips::accuracyDrop)),
    IDENTICAL(
            "identical",
            Unit.SHARE,
            Needs.OPEN,
            "Share of the answers in words that are the same word for word.",
            open(OpenFigures::identicalShare)),
    PREFIX_LENGTH(
            "prefix-length",
            Unit.TOKENS,
            Needs.OPEN,
            "Mean tokens (words where tokens are unknown) of two answers before the first that differs.",
            open(OpenFigures::prefixLength)),
    PREFIX_SHARE(
            "prefix-share",
            Unit.SHARE,
            Needs.OPEN,
            "Mean share of the longer of two answers that comes before the first token that differs.",
            open(OpenFigures::prefixShare)),
    FIRST_DIVERGENCE(
            "first-divergence",
            Unit.TOKENS,
            Needs.OPEN,
            "Median place of the first token that differs, of the answers that differ.",
            open(OpenFigures::firstDivergence)),
    KL(
            "kl",
            Unit.NATS,
            Needs.TEXT,
            "Mean over the tokens of a text of the sum of p ln(p/q) over the vocabulary, p the base's probability and q the"
                    + " candidate's.",
            text(text -> text.statistics().kl().value())),
    KL_MEDIAN("kl-median", Unit.NATS, Needs.TEXT, "Median over tokens of the divergence over the vocabulary.", kl(0.5)),
    KL_P90("kl-p90", Unit.NATS, Needs.TEXT, "90th percentile over tokens of the divergence.", kl(0.90)),
    KL_P95("kl-p95", Unit.NATS, Needs.TEXT, "95th percentile over tokens of the divergence.", kl(0.95)),
    KL_P99("kl-p99", Unit.NATS, Needs.TEXT, "99th percentile over tokens of the divergence.", kl(0.99)),
    KL_P999("kl-p99.9", Unit.NATS, Needs.TEXT, "99.9th percentile over tokens of the divergence.", kl(0.999)),
    KL_MAX("kl-max", Unit.NATS, Needs.TEXT, "Greatest divergence at a token.", kl(1)),
    SAME_TOP(
            "same-top",
            Unit.SHARE,
            Needs.TEXT,
            "Share of the tokens of a text at which both models find the same token likeliest, the first of equals.",
            text(text -> text.statistics().sameTop().value())),
    DELTA_P(
            "delta-p",
            Unit.SHARE,
            Needs.TEXT,
            "Mean change of the probability of the token that came, candidate less base.",
            text(text -> text.statistics().deltaP().value())),
    RMS_DELTA_P(
            "rms-delta-p",
            Unit.SHARE,
            Needs.TEXT,
            "Root of the mean squared change of the probability of the token that came.",
            text(text -> text.statistics().rmsDeltaP().value())),
    BASE_PPL(
            "base-ppl",
            Unit.NUMBER,
            Needs.TEXT,
            "The base's perplexity: e to the mean negative log-probability of the tokens that came.",
            text(text -> text.statistics().basePerplexity().value())),
    PPL(
            "ppl",
            Unit.NUMBER,
            Needs.TEXT,
            "The candidate's perplexity.",
            text(text -> text.statistics().candidatePerplexity().value())),
    PPL_RATIO(
            "ppl-ratio",
            Unit.NUMBER,
            Needs.TEXT,
            "The candidate's perplexity over the base's.",
            text(text -> text.statistics().ratio().value())),
    LN_PPL_RATIO(
            "ln-ppl-ratio",
            Unit.NUMBER,
            Needs.TEXT,
            "Natural logarithm of the ratio of the perplexities.",
            text(text -> text.statistics().lnRatio().value())),
    PPL_DIFFERENCE(
            "ppl-difference",
            Unit.NUMBER,
            Needs.TEXT,
            "The candidate's perplexity less the base's.",
            text(text -> text.statistics().difference().value())),
    PPL_CORRELATION(
            "ppl-correlation",
            Unit.NUMBER,
            Needs.TEXT,
            "Correlation over tokens of the two models' negative log-probabilities of the token that came.",
            text(text -> text.statistics().correlation())),
    PPL_P(
            "ppl-p",
            Unit.PROBABILITY,
            Needs.TEXT,
            "How likely perplexities so different are if the models are equally good: signs of chunks flipped at random.",
            text(TextFigures::permutationP));

    /** What its numbers are. */
    public enum Unit {
        /** Between 0 and 1, written in percent. */
        SHARE,
        /** Of information. */
        NATS,
        /** Of a test, between 0 and 1. */
        PROBABILITY,
        TOKENS,
        NUMBER
    }

    /** What must have been measured. */
    public enum Needs {
        ITEMS("items to answer"),
        ANSWERS("items with a known right answer"),
        OPTIONS("questions with log-likelihoods of their options"),
        LENGTHS("questions with log-likelihoods and lengths of their options"),
        OPEN("questions to be answered in words"),
        OPEN_ANSWERS("questions to be answered in words, with a known right answer"),
        TEXT("a text");

        private final String words;

        Needs(String words) {
            this.words = words;
        }

        /** In words. */
        public String words() {
            return words;
        }
    }

    private final String id;
    private final Unit unit;
    private final Needs needs;
    private final String definition;

    @SuppressWarnings("ImmutableEnumChecker") // functions of their argument alone
    private final Source source;

    FidelityFigure(String id, Unit unit, Needs needs, String definition, Source source) {
        this.id = id;
        this.unit = unit;
        this.needs = needs;
        this.definition = definition;
        this.source = source;
    }

    /** As it is written in gates and files. */
    public String id() {
        return id;
    }

    public Unit unit() {
        return unit;
    }

    public Needs needs() {
        return needs;
    }

    /** One sentence. */
    public String definition() {
        return definition;
    }

    /** Of a set; empty when the set has no such figure. NaN when it has, but its value is not known. */
    public Optional<Double> of(SetFigures set) {
        boolean known = switch (needs) {
            case ITEMS -> set.flips().items() > 0;
            case ANSWERS -> set.flips().judged() > 0;
            case OPTIONS -> set.choice().isPresent();
            case LENGTHS -> set.choice().flatMap(ChoiceFigures::perCharacter).isPresent();
            case OPEN -> set.open().isPresent();
            case OPEN_ANSWERS -> set.open().flatMap(OpenFigures::strict).isPresent();
            case TEXT -> false;
        };
        return known && source.ofSet != null ? Optional.of(source.ofSet.applyAsDouble(set)) : Optional.empty();
    }

    /** Of a text; empty when it is a figure of sets. NaN when its value is not known. */
    public Optional<Double> of(TextFigures text) {
        return source.ofText == null ? Optional.empty() : Optional.of(source.ofText.applyAsDouble(text));
    }

    /**
     * Of a comparison.
     *
     * @param scope name of a set or text; empty for all together
     * @return empty when there is no such figure; NaN when its value is not known
     */
    public Optional<Double> of(Comparison comparison, Optional<String> scope) {
        return needs == Needs.TEXT
                ? scope.flatMap(comparison::text)
                        .or(() -> scope.isEmpty() ? comparison.allTexts() : Optional.empty())
                        .flatMap(this::of)
                : scope.flatMap(comparison::set)
                        .or(() -> scope.isEmpty() ? comparison.allSets() : Optional.empty())
                        .flatMap(this::of);
    }

    /** Where a figure is found: in a set or in a text. */
    private record Source(
            @Nullable ToDoubleFunction<SetFigures> ofSet,
            @Nullable ToDoubleFunction<TextFigures> ofText) {}

    private static Source set(ToDoubleFunction<SetFigures> figure) {
        return new Source(figure, null);
    }

    private static Source text(ToDoubleFunction<TextFigures> figure) {
        return new Source(null, figure);
    }

    private static Source kl(double share) {
        return text(text -> text.statistics().kls().percentile(share));
    }

    private static Source choice(Function<ChoiceFigures, Double> figure) {
        return set(set -> set.choice().map(figure).orElse(Double.NaN));
    }

    private static Source open(Function<OpenFigures, Double> figure) {
        return set(set -> set.open().map(figure).orElse(Double.NaN));
    }

    private static Source perCharacter(Function<Flips, Double> figure) {
        return set(set ->
                set.choice().flatMap(ChoiceFigures::perCharacter).map(figure).orElse(Double.NaN));
    }

    private static Source strict(Function<Flips, Double> figure) {
        return set(set -> set.open().flatMap(OpenFigures::strict).map(figure).orElse(Double.NaN));
    }
}
