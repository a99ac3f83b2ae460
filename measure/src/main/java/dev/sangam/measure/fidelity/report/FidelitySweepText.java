package dev.sangam.measure.fidelity.report;

import dev.sangam.files.JsonText;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextStyle;
import dev.sangam.files.output.TextTable;
import dev.sangam.measure.fidelity.FidelityFigure;
import dev.sangam.measure.fidelity.FidelityGate;
import dev.sangam.measure.fidelity.report.FidelitySweep.Variant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A sweep as text for a terminal, and as JSON. */
public final class FidelitySweepText {
    /** Figures of a variant, beside its type, size and speed. */
    private static final List<FidelityFigure> FIGURES = List.of(
            FidelityFigure.KL,
            FidelityFigure.OPTION_KL,
            FidelityFigure.FLIPS,
            FidelityFigure.ALL_FLIPS,
            FidelityFigure.ACCURACY,
            FidelityFigure.MCNEMAR_P,
            FidelityFigure.AGREEMENT,
            FidelityFigure.SAME_TOP,
            FidelityFigure.PPL_RATIO);

    private static final String SCHEMA = "sangam.fidelity-sweep/1";

    private FidelitySweepText() {}

    /** The text, lines ending in {@code \n}. */
    public static String of(FidelitySweep sweep, TextStyle style) {
        List<String> lines = new ArrayList<>();
        lines.add("base          " + FidelityText.model(sweep.base()));
        sweep.settings().forEach(fact -> lines.add(String.format(Locale.ROOT, "%-13s %s", fact.label(), fact.value())));
        lines.add("");
        FidelityRows rows = rows(sweep);
        TextTable table = new TextTable(1, rows.header());
        rows.cells().forEach(table::add);
        lines.addAll(table.lines((row, column, text) -> row == 0 ? style.bold(text) : text));
        lines.add("");
        sentences(sweep).forEach(sentence -> lines.add(sentence + "."));
        return String.join("\n", lines) + "\n";
    }

    /** The largest file first, as its figures are to be compared with those of the next smaller. */
    static List<Variant> bySize(FidelitySweep sweep) {
        return sweep.variants().stream()
                .sorted(Comparator.comparingDouble((Variant variant) -> -variant.bytes()))
                .toList();
    }

    /** A row for each variant; columns without any value are left out. */
    static FidelityRows rows(FidelitySweep sweep) {
        List<FidelityFigure> known = FIGURES.stream()
                .filter(figure -> sweep.variants().stream().anyMatch(v -> !Double.isNaN(v.figure(figure))))
                .toList();
        List<String> header = new ArrayList<>(List.of("type", "size", "bits a weight", "prefill/s", "decode/s"));
        known.forEach(figure -> header.add(figure.id()));
        header.addAll(List.of("front", "gates"));
        List<List<String>> rows = new ArrayList<>();
        for (Variant variant : bySize(sweep)) {
            ModelFacts model = variant.report().candidate();
            List<String> row = new ArrayList<>(List.of(
                    variant.type(),
                    model.fileBytes().isPresent()
                            ? Shown.bytes(model.fileBytes().getAsLong())
                            : Figures.NONE,
                    Figures.number(model.bitsPerWeight().orElse(Double.NaN)),
                    Figures.number(model.prefillTokensPerSecond()),
                    Figures.number(model.decodeTokensPerSecond())));
            known.forEach(figure -> row.add(Shown.value(figure, variant.figure(figure))));
            row.add(sweep.onFront(variant) ? "yes" : "");
            row.add(gates(variant.report()));
            rows.add(row);
        }
        return new FidelityRows(header, rows);
    }

    private static String gates(FidelityReport report) {
        return report.gates().isEmpty()
                ? Figures.NONE
                : report.passed()
                        ? "met"
                        : report.gates().stream()
                                .filter(gate -> !gate.met())
                                .map(gate -> gate.gate().toString())
                                .collect(Collectors.joining(", ", "missed: ", ""));
    }

    /** What the figures say, without the dot at the end. */
    static List<String> sentences(FidelitySweep sweep) {
        List<String> sentences = new ArrayList<>();
        ship(sweep, sentences);
        correlation(sweep, FidelityFigure.FLIPS, FidelityFigure.KL, sentences);
        correlation(sweep, FidelityFigure.FLIPS, FidelityFigure.OPTION_KL, sentences);
        correlation(sweep, FidelityFigure.SAME_TOP, FidelityFigure.KL, sentences);
        sweep.floor().ifPresent(floor -> {
            List<String> parts = Stream.of(FidelityFigure.FLIPS, FidelityFigure.OPTION_KL, FidelityFigure.KL)
                    .flatMap(figure -> figure.of(floor, Optional.empty()).stream()
                            .map(value -> figure.id() + " " + Shown.value(figure, value)))
                    .toList();
            sentences.add("The base against its own second run, the noise floor: " + String.join(", ", parts));
        });
        return sentences;
    }

    private static void correlation(
            FidelitySweep sweep, FidelityFigure one, FidelityFigure other, List<String> sentences) {
        double correlation = sweep.rankCorrelation(one, other);
        if (!Double.isNaN(correlation)) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "Spearman's rank correlation of %s with %s over %d files is %.3f",
                    one.id(),
                    other.id(),
                    sweep.variants().size(),
                    correlation));
        }
    }

    private static void ship(FidelitySweep sweep, List<String> sentences) {
        boolean gated =
                sweep.variants().stream().anyMatch(v -> !v.report().gates().isEmpty());
        sweep.pick()
                .ifPresentOrElse(
                        pick -> {
                            sentences.add("Ship " + pick.type()
                                    + ": the smallest file that meets every gate and that no other file beats in both"
                                    + " size and " + sweep.damage().id());
                            pick.report()
                                    .comparison()
                                    .allSets()
                                    .flatMap(set -> Verdict.unseen(set.flips()))
                                    .ifPresent(sentences::add);
                        },
                        () -> sentences.add(
                                gated
                                        ? "No file meets every gate: ship none of them, or the base"
                                        : "No gates were given, so no file is picked; those on the front are the ones to"
                                                + " choose from"));
    }

    /** As JSON; each variant's own file has all of its figures. */
    public static String json(FidelitySweep sweep) {
        return JsonText.pretty(json -> {
            json.text("schema", SCHEMA);
            json.text("base", sweep.base().name());
            json.section("settings", () -> sweep.settings().forEach(fact -> json.text(fact.label(), fact.value())));
            json.text("ship", sweep.pick().map(Variant::type).orElse(""));
            json.text("damage_figure", sweep.damage().id());
            json.number("rank_correlation_flips_kl", sweep.rankCorrelation(FidelityFigure.FLIPS, FidelityFigure.KL));
            json.number(
                    "rank_correlation_flips_option_kl",
                    sweep.rankCorrelation(FidelityFigure.FLIPS, FidelityFigure.OPTION_KL));
            json.number(
                    "rank_correlation_same_top_kl", sweep.rankCorrelation(FidelityFigure.SAME_TOP, FidelityFigure.KL));
            json.list("variants", bySize(sweep), variant -> {
                ModelFacts model = variant.report().candidate();
                json.text("type", variant.type());
                json.text("source", model.source());
                json.number("file_bytes", variant.bytes());
                json.number("bits_per_weight", model.bitsPerWeight().orElse(Double.NaN));
                json.number("prefill_tokens_per_second", model.prefillTokensPerSecond());
                json.number("decode_tokens_per_second", model.decodeTokensPerSecond());
                json.flag("on_front", sweep.onFront(variant));
                json.flag("passed", variant.report().passed());
                json.texts(
                        "missed_gates",
                        variant.report().gates().stream()
                                .filter(gate -> !gate.met())
                                .map(FidelityGate.Judged::gate)
                                .map(FidelityGate::toString)
                                .toList());
                json.section(
                        "figures",
                        () -> Stream.of(FidelityFigure.values())
                                .filter(figure -> !Double.isNaN(variant.figure(figure)))
                                .forEach(figure -> json.number(figure.id(), variant.figure(figure))));
            });
        });
    }
}
