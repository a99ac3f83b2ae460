package dev.sangam.measure.fidelity.report;

import dev.sangam.files.JsonText;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.Distribution;
import dev.sangam.measure.fidelity.Estimate;
import dev.sangam.measure.fidelity.FidelityFigure;
import dev.sangam.measure.fidelity.Flips;
import dev.sangam.measure.fidelity.Interval;
import dev.sangam.measure.fidelity.SetFigures;
import dev.sangam.measure.fidelity.TextFigures;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A report as JSON: every figure under its id, whose definition stands in {@code definitions}. */
public final class FidelityJson {
    private static final String SCHEMA = "sangam.fidelity/1";
    private static final double[] SHARES = {0, 0.001, 0.01, 0.05, 0.10, 0.25, 0.5, 0.75, 0.90, 0.95, 0.99, 0.999, 1};

    private final JsonText json;

    private FidelityJson(JsonText json) {
        this.json = json;
    }

    /** The text of the file. */
    public static String of(FidelityReport report) {
        return JsonText.pretty(json -> new FidelityJson(json).report(report));
    }

    private void report(FidelityReport report) {
        Verdict verdict = Verdict.of(report);
        json.text("schema", SCHEMA);
        json.section("base", () -> model(report.base()));
        json.section("candidate", () -> model(report.candidate()));
        json.section("settings", () -> report.settings().forEach(fact -> json.text(fact.label(), fact.value())));
        json.section("verdict", () -> {
            json.text("degree", verdict.degree().name().toLowerCase(Locale.ROOT));
            json.text("headline", verdict.headline());
            json.texts("reasons", verdict.reasons());
        });
        json.flag("passed", report.passed());
        json.list("gates", report.gates(), each -> {
            json.text("gate", each.gate().toString());
            json.text("figure", each.gate().figure().id());
            json.number("value", each.value());
            json.flag("met", each.met());
        });
        comparison(report.comparison());
        report.floor().ifPresent(floor -> json.section("noise_floor", () -> comparison(floor)));
        json.list("definitions", Stream.of(FidelityFigure.values()).toList(), figure -> {
            json.text("id", figure.id());
            json.text("unit", figure.unit().name().toLowerCase(Locale.ROOT));
            json.text("definition", figure.definition());
        });
    }

    private void model(ModelFacts model) {
        json.text("name", model.name());
        json.text("source", model.source());
        model.fileBytes().ifPresent(bytes -> json.whole("file_bytes", bytes));
        model.bitsPerWeight().ifPresent(bits -> json.number("bits_per_weight", bits));
        model.speed().ifPresent(speed -> {
            json.number("prefill_tokens_per_second", speed.prefillTokensPerSecond());
            json.number("decode_tokens_per_second", speed.decodeTokensPerSecond());
        });
    }

    private void comparison(Comparison comparison) {
        json.list("sets", FidelityRows.scopes(comparison), this::set);
        json.list("texts", FidelityRows.textScopes(comparison), this::text);
    }

    private void figures(Function<FidelityFigure, Optional<Double>> value) {
        json.section(
                "figures",
                () -> Stream.of(FidelityFigure.values())
                        .forEach(figure -> value.apply(figure).ifPresent(v -> json.number(figure.id(), v))));
    }

    private void set(SetFigures set) {
        json.text("name", set.name());
        json.whole("items", set.flips().items());
        json.whole("judged", set.flips().judged());
        json.section("counts", () -> counts(set.flips()));
        figures(figure -> figure.of(set));
        json.section("intervals", () -> {
            interval(FidelityFigure.FLIPS, set.tests().flips());
            interval(FidelityFigure.ALL_FLIPS, set.tests().allFlips());
            interval(FidelityFigure.ACCURACY_DROP, set.tests().accuracyDrop());
            interval(FidelityFigure.AGREEMENT, set.tests().agreement());
        });
        set.choice().ifPresent(choice -> {
            json.whole("scored", choice.scored());
            json.section("errors", () -> error(FidelityFigure.OPTION_KL, choice.kl()));
            json.section("option_kl_percentiles", () -> percentiles(choice.kls()));
            json.list("margins", choice.margins(), bucket -> {
                json.number("from", bucket.from());
                json.number("to", bucket.to());
                json.whole("items", bucket.items());
                json.whole("judged", bucket.judged());
                json.whole("flipped", bucket.flipped());
                json.whole("changed", bucket.changed());
            });
        });
        set.open().ifPresent(open -> {
            json.text("length_unit", FidelityRows.unit(open));
            json.section(
                    "agreement_through",
                    () -> open.agreements().forEach((tokens, share) -> json.number(Integer.toString(tokens), share)));
        });
    }

    private void counts(Flips flips) {
        json.whole("kept", flips.kept());
        json.whole("correct_to_incorrect", flips.lost());
        json.whole("incorrect_to_correct", flips.gained());
        json.whole("same_wrong", flips.sameWrong());
        json.whole("wrong_to_wrong", flips.otherWrong());
        json.whole("unjudged_same", flips.same());
        json.whole("unjudged_other", flips.other());
    }

    private void text(TextFigures text) {
        json.text("name", text.name());
        json.whole("tokens", text.statistics().tokens());
        json.whole("chunks", text.chunks());
        figures(figure -> figure.of(text));
        json.section("errors", () -> {
            error(FidelityFigure.KL, text.statistics().kl());
            error(FidelityFigure.SAME_TOP, text.statistics().sameTop());
            error(FidelityFigure.DELTA_P, text.statistics().deltaP());
            error(FidelityFigure.RMS_DELTA_P, text.statistics().rmsDeltaP());
            error(FidelityFigure.BASE_PPL, text.statistics().basePerplexity());
            error(FidelityFigure.PPL, text.statistics().candidatePerplexity());
            error(FidelityFigure.PPL_RATIO, text.statistics().ratio());
            error(FidelityFigure.LN_PPL_RATIO, text.statistics().lnRatio());
            error(FidelityFigure.PPL_DIFFERENCE, text.statistics().difference());
        });
        json.section("intervals", () -> {
            interval(FidelityFigure.KL, text.kl());
            interval(FidelityFigure.LN_PPL_RATIO, text.lnRatio());
            interval(FidelityFigure.DELTA_P, text.deltaP());
            interval(FidelityFigure.SAME_TOP, text.sameTop());
        });
        json.section("kl_percentiles", () -> percentiles(text.statistics().kls()));
        json.section("delta_p_percentiles", () -> percentiles(text.statistics().deltaPs()));
    }

    private void error(FidelityFigure figure, Estimate estimate) {
        json.number(figure.id(), estimate.error());
    }

    private void interval(FidelityFigure figure, Interval interval) {
        json.numbers(figure.id(), new double[] {interval.low(), interval.high()});
    }

    /** By percent, as it is named. */
    private void percentiles(Distribution distribution) {
        for (double share : SHARES) {
            json.number(
                    new BigDecimal(Double.toString(share))
                            .movePointRight(2)
                            .stripTrailingZeros()
                            .toPlainString(),
                    distribution.percentile(share));
        }
    }
}
