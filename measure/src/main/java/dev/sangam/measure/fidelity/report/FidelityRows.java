package dev.sangam.measure.fidelity.report;

import dev.sangam.files.output.Figures;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.FidelityFigure;
import dev.sangam.measure.fidelity.FidelityFigure.Unit;
import dev.sangam.measure.fidelity.Flips;
import dev.sangam.measure.fidelity.MarginBucket;
import dev.sangam.measure.fidelity.OpenFigures;
import dev.sangam.measure.fidelity.SetFigures;
import dev.sangam.measure.fidelity.TextFigures;
import dev.sangam.measure.fidelity.TokenStatistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A table of figures, the same on the terminal and on the page.
 *
 * @param header names of the columns
 * @param cells of each row; none when there is nothing to show
 */
record FidelityRows(List<String> header, List<List<String>> cells) {
    private static final String NOISE = " (noise)";

    private static final List<Percentile> PERCENTILES = List.of(
            new Percentile("maximum", 1),
            new Percentile("99.9 %", 0.999),
            new Percentile("99 %", 0.99),
            new Percentile("95 %", 0.95),
            new Percentile("90 %", 0.90),
            new Percentile("75 %", 0.75),
            new Percentile("median", 0.5),
            new Percentile("25 %", 0.25),
            new Percentile("10 %", 0.10),
            new Percentile("5 %", 0.05),
            new Percentile("1 %", 0.01),
            new Percentile("0.1 %", 0.001),
            new Percentile("minimum", 0));

    private record Percentile(String name, double share) {}

    /** Answers: a row for each set, for all of them, and for each of the base against itself. */
    static FidelityRows sets(FidelityReport report) {
        List<List<String>> rows = new ArrayList<>();
        scopes(report.comparison()).forEach(set -> rows.add(answers(set, set.name())));
        report.floor().ifPresent(floor -> scopes(floor).forEach(set -> rows.add(answers(set, set.name() + NOISE))));
        return new FidelityRows(
                List.of(
                        "answers",
                        "items",
                        "flips",
                        "95 % interval",
                        "lost",
                        "gained",
                        "other wrong",
                        "all-flips",
                        "accuracy",
                        "McNemar p",
                        "permutation p",
                        "agreement",
                        "option KL",
                        "norm flips"),
                rows);
    }

    /** The sets, and all together where they are several. */
    static List<SetFigures> scopes(Comparison comparison) {
        Stream<SetFigures> sets = comparison.sets().stream().map(Comparison.PairedSet::figures);
        return comparison.sets().size() < 2
                ? sets.toList()
                : Stream.concat(sets, comparison.allSets().stream()).toList();
    }

    /** The texts, and all together where they are several. */
    static List<TextFigures> textScopes(Comparison comparison) {
        Stream<TextFigures> texts = comparison.texts().stream().map(Comparison.PairedText::figures);
        return comparison.texts().size() < 2
                ? texts.toList()
                : Stream.concat(texts, comparison.allTexts().stream()).toList();
    }

    private static List<String> answers(SetFigures set, String name) {
        Flips flips = set.flips();
        boolean judged = flips.judged() > 0;
        return List.of(
                name,
                Figures.count(flips.items()),
                Figures.share(flips.flips()),
                judged ? Shown.interval(Unit.SHARE, set.tests().flips()) : "",
                judged ? Figures.count(flips.lost()) : Figures.NONE,
                judged ? Figures.count(flips.gained()) : Figures.NONE,
                judged ? Figures.count(flips.otherWrong()) : Figures.NONE,
                Figures.share(flips.allFlips()),
                judged
                        ? Figures.share(flips.baseAccuracy()) + " to " + Figures.share(flips.candidateAccuracy())
                        : "no answers",
                Shown.probability(set.tests().mcnemarP()),
                Shown.probability(set.tests().permutationP()),
                Figures.share(flips.agreement()),
                Shown.value(FidelityFigure.OPTION_KL, FidelityFigure.OPTION_KL.of(set)),
                Shown.value(FidelityFigure.NORM_FLIPS, FidelityFigure.NORM_FLIPS.of(set)));
    }

    /** Answers in words. */
    static FidelityRows open(FidelityReport report) {
        List<List<String>> rows = new ArrayList<>();
        wordScopes(report.comparison()).forEach(set -> words(set, set.name(), rows));
        report.floor().ifPresent(floor -> wordScopes(floor).forEach(set -> words(set, set.name() + NOISE, rows)));
        return new FidelityRows(
                List.of(
                        "in words",
                        "items",
                        "identical",
                        "same for",
                        "of the answer",
                        "first divergence",
                        "same through 8",
                        "16",
                        "32",
                        "64",
                        "strict flips"),
                rows);
    }

    /** All together only where several sets are answered in words. */
    private static List<SetFigures> wordScopes(Comparison comparison) {
        List<SetFigures> sets = scopes(comparison).stream()
                .filter(set -> set.open().isPresent())
                .toList();
        return sets.size() == 2 && comparison.sets().size() > 1 ? sets.subList(0, 1) : sets;
    }

    private static void words(SetFigures set, String name, List<List<String>> rows) {
        set.open()
                .ifPresent(open -> rows.add(List.of(
                        name,
                        Figures.count(open.items()),
                        Figures.share(open.identicalShare()),
                        Figures.of(open.prefixLength(), unit(open)),
                        Figures.share(open.prefixShare()),
                        Figures.number(open.firstDivergence()),
                        Figures.share(open.agreement(8)),
                        Figures.share(open.agreement(16)),
                        Figures.share(open.agreement(32)),
                        Figures.share(open.agreement(64)),
                        Shown.value(FidelityFigure.STRICT_FLIPS, FidelityFigure.STRICT_FLIPS.of(set)))));
    }

    static String unit(OpenFigures open) {
        return open.byTokens() ? "tokens" : "words";
    }

    /** Flips by the base's margin, over all sets. */
    static FidelityRows margins(Comparison comparison) {
        List<List<String>> rows = new ArrayList<>();
        comparison.allSets().flatMap(SetFigures::choice).ifPresent(choice -> {
            for (MarginBucket bucket : choice.margins()) {
                rows.add(List.of(
                        String.format(Locale.ROOT, "%.1f to %.1f", bucket.from(), bucket.to()),
                        Figures.count(bucket.items()),
                        Figures.count(bucket.flipped()),
                        Figures.share((double) bucket.flipped() / bucket.judged()),
                        Figures.count(bucket.changed()),
                        Figures.share((double) bucket.changed() / bucket.items())));
            }
        });
        return new FidelityRows(
                List.of("base's top margin", "items", "flips", "of judged", "other answers", "of items"), rows);
    }

    /** Token statistics: a column for each text, and for each of the base against itself. */
    static FidelityRows texts(FidelityReport report) {
        List<String> header = new ArrayList<>(List.of("tokens of text"));
        List<TextFigures> columns = new ArrayList<>(textScopes(report.comparison()));
        columns.forEach(text -> header.add(text.name()));
        report.floor().ifPresent(floor -> {
            for (TextFigures text : textScopes(floor)) {
                columns.add(text);
                header.add(text.name() + NOISE);
            }
        });
        if (columns.isEmpty()) {
            return new FidelityRows(header, List.of());
        }
        List<List<String>> byColumn = columns.stream().map(FidelityRows::values).toList();
        List<String> labels = labels();
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            List<String> row = new ArrayList<>(Collections.singletonList(labels.get(i)));
            for (List<String> column : byColumn) {
                row.add(column.get(i));
            }
            rows.add(row);
        }
        return new FidelityRows(header, rows);
    }

    private static List<String> labels() {
        List<String> labels = new ArrayList<>(List.of(
                "tokens",
                "PPL of the base",
                "PPL of the candidate",
                "correlation of ln PPL",
                "ln(PPL ratio)",
                "  95 % interval by chunk",
                "  permutation p by chunk",
                "PPL ratio",
                "PPL difference",
                "KL mean",
                "  95 % interval by chunk"));
        PERCENTILES.forEach(each -> labels.add("KL " + each.name));
        labels.addAll(List.of("change of p, mean", "  95 % interval by chunk", "change of p, RMS"));
        PERCENTILES.forEach(each -> labels.add("change of p, " + each.name));
        labels.addAll(List.of("same likeliest token", "  95 % interval by chunk"));
        return labels;
    }

    private static List<String> values(TextFigures text) {
        TokenStatistics of = text.statistics();
        List<String> values = new ArrayList<>(List.of(
                Figures.count(of.tokens()),
                Shown.estimate(Unit.NUMBER, of.basePerplexity()),
                Shown.estimate(Unit.NUMBER, of.candidatePerplexity()),
                Figures.share(of.correlation()),
                Shown.estimate(Unit.NUMBER, of.lnRatio()),
                Shown.interval(Unit.NUMBER, text.lnRatio()),
                Shown.probability(text.permutationP()),
                Shown.estimate(Unit.NUMBER, of.ratio()),
                Shown.estimate(Unit.NUMBER, of.difference()),
                Shown.estimate(Unit.NATS, of.kl()),
                Shown.interval(Unit.NATS, text.kl())));
        PERCENTILES.forEach(each -> values.add(Shown.nats(of.kls().percentile(each.share))));
        values.addAll(List.of(
                Shown.estimate(Unit.SHARE, of.deltaP()),
                Shown.interval(Unit.SHARE, text.deltaP()),
                Shown.estimate(Unit.SHARE, of.rmsDeltaP())));
        PERCENTILES.forEach(each -> values.add(Figures.share(of.deltaPs().percentile(each.share))));
        values.addAll(List.of(Shown.estimate(Unit.SHARE, of.sameTop()), Shown.interval(Unit.SHARE, text.sameTop())));
        return values;
    }
}
