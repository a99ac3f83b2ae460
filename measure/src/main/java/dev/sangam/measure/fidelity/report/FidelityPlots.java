package dev.sangam.measure.fidelity.report;

import dev.sangam.files.output.Plot;
import dev.sangam.files.output.Plot.Axis;
import dev.sangam.files.output.Plot.Series;
import dev.sangam.files.output.Plot.Stroke;
import dev.sangam.files.output.Plot.Unit;
import dev.sangam.measure.fidelity.ChoiceFigures;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.Comparison.PairedText;
import dev.sangam.measure.fidelity.Distribution;
import dev.sangam.measure.fidelity.MarginBucket;
import dev.sangam.measure.fidelity.OpenFigures;
import dev.sangam.measure.fidelity.SetFigures;
import dev.sangam.measure.fidelity.TextFigures;
import dev.sangam.measure.fidelity.TokenPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Pictures of a report. */
final class FidelityPlots {
    private static final int STEPS = 200;
    private static final double LEAST = 1e-7; // what is less is rounding, and is drawn here
    private static final int POINTS = 1500;
    private static final int NOISE = 7; // grey

    private final FidelityReport report;
    private final List<Plot> plots = new ArrayList<>();

    private FidelityPlots(FidelityReport report) {
        this.report = report;
    }

    static List<Plot> of(FidelityReport report) {
        FidelityPlots all = new FidelityPlots(report);
        Comparison comparison = report.comparison();
        comparison.allSets().flatMap(SetFigures::choice).ifPresent(all::choices);
        if (comparison.allSets().flatMap(SetFigures::open).isPresent()) {
            all.agreement();
        }
        if (comparison.allTexts().isPresent()) {
            all.texts();
        }
        return all.plots;
    }

    private void choices(ChoiceFigures choice) {
        plots.add(new Plot(
                "margins",
                "Flips by the base's top margin",
                "The margin is the probability of the base's best option less that of its second: where it is small, little is"
                        + " needed to change the answer",
                Axis.of("top margin of the base", Unit.NUMBER),
                Axis.of("", Unit.SHARE),
                List.of(
                        buckets("flips", 1, Stroke.STEPS, choice, b -> share(b.flipped(), b.judged())),
                        buckets("other answers", 0, Stroke.STEPS, choice, b -> share(b.changed(), b.items())),
                        buckets(
                                "share of the items",
                                NOISE,
                                Stroke.DASHED,
                                choice,
                                b -> share(b.items(), choice.scored())))));
        plots.add(curves(
                "option-kl",
                "Divergence over the options",
                "Share of the items whose divergence is at most so great",
                Axis.logarithmic("nats", Unit.NUMBER),
                comparison -> comparison.allSets().flatMap(SetFigures::choice).map(ChoiceFigures::kls)));
    }

    private static Series buckets(
            String label, int colour, Stroke stroke, ChoiceFigures choice, ToDoubleFunction<MarginBucket> value) {
        List<MarginBucket> all = choice.margins();
        double[] xs = IntStream.rangeClosed(0, all.size())
                .mapToDouble(i -> (double) i / all.size())
                .toArray();
        double[] ys = IntStream.rangeClosed(0, all.size())
                .mapToDouble(i -> value.applyAsDouble(all.get(Math.min(i, all.size() - 1))))
                .toArray();
        return new Series(label, colour, stroke, xs, ys);
    }

    private static double share(int part, int whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private void agreement() {
        List<Series> series = new ArrayList<>();
        report.comparison()
                .sets()
                .forEach(set -> set.figures()
                        .open()
                        .ifPresent(
                                open -> series.add(agreement(set.name(), series.size() % NOISE, Stroke.MARKED, open))));
        report.floor()
                .flatMap(Comparison::allSets)
                .flatMap(SetFigures::open)
                .ifPresent(open -> series.add(agreement("noise", NOISE, Stroke.DASHED, open)));
        plots.add(new Plot(
                "agreement",
                "How far answers go together",
                "Share of the answers that are the same through so many tokens (words where tokens are unknown)",
                Axis.logarithmic("tokens", Unit.NUMBER),
                Axis.of("", Unit.SHARE),
                series));
    }

    private static Series agreement(String label, int colour, Stroke stroke, OpenFigures open) {
        double[] xs = open.agreements().sequencedKeySet().stream()
                .mapToDouble(tokens -> tokens)
                .toArray();
        double[] ys = open.agreements().sequencedValues().stream()
                .mapToDouble(share -> share)
                .toArray();
        return new Series(label, colour, stroke, xs, ys);
    }

    private void texts() {
        plots.add(curves(
                "kl",
                "Divergence at the tokens of the text",
                "Share of the tokens at which the divergence over the vocabulary is at most so great",
                Axis.logarithmic("nats", Unit.NUMBER),
                comparison -> comparison.allTexts().map(TextFigures::statistics).map(of -> of.kls())));
        List<TokenPair> pairs = report.comparison().texts().stream()
                .flatMap(text -> text.text().pairs().stream())
                .toList();
        int stride = Math.max(1, Math.ceilDiv(pairs.size(), POINTS));
        List<TokenPair> shown = IntStream.range(0, pairs.size())
                .filter(i -> i % stride == 0)
                .mapToObj(pairs::get)
                .sorted(Comparator.comparingDouble(TokenPair::baseLogProbability))
                .toList();
        plots.add(new Plot(
                "probabilities",
                "Probability of the token that came",
                (stride == 1 ? "Every token is a point" : "One token in " + stride + " is a point")
                        + "; on the diagonal both models agree",
                Axis.of("by the base", Unit.SHARE),
                Axis.of("by the candidate", Unit.SHARE),
                List.of(
                        new Series("the same", NOISE, Stroke.DASHED, new double[] {0, 1}, new double[] {0, 1}),
                        new Series(
                                "tokens",
                                0,
                                Stroke.POINTS,
                                exponentials(shown, TokenPair::baseLogProbability),
                                exponentials(shown, TokenPair::candidateLogProbability)))));
        if (report.comparison().texts().stream()
                .anyMatch(text -> text.text().windows().size() > 1)) {
            windows();
        }
    }

    private static double[] exponentials(List<TokenPair> pairs, ToDoubleFunction<TokenPair> logarithm) {
        return pairs.stream()
                .mapToDouble(pair -> Math.exp(logarithm.applyAsDouble(pair)))
                .toArray();
    }

    private void windows() {
        List<Series> series = new ArrayList<>();
        for (PairedText text : report.comparison().texts()) {
            double[] means = text.text().windows().stream()
                    .mapToDouble(window -> window.tokens().stream()
                            .mapToDouble(token -> token.pair().klDivergence())
                            .average()
                            .orElse(Double.NaN))
                    .toArray();
            double[] places =
                    IntStream.rangeClosed(1, means.length).mapToDouble(i -> i).toArray();
            series.add(new Series(text.name(), series.size() % NOISE, Stroke.LINE, places, means));
        }
        plots.add(new Plot(
                "windows",
                "Divergence through the text",
                "Mean divergence over the vocabulary in each window of the text",
                Axis.of("window", Unit.NUMBER),
                Axis.of("nats", Unit.NUMBER),
                series));
    }

    /** What share of values is at most as great as each, of the candidate and of the base against itself. */
    private Plot curves(
            String id, String title, String text, Axis x, Function<Comparison, Optional<Distribution>> values) {
        List<Series> series = new ArrayList<>();
        values.apply(report.comparison()).ifPresent(of -> series.add(curve("candidate", 0, Stroke.LINE, of)));
        report.floor().flatMap(values).ifPresent(of -> series.add(curve("noise", NOISE, Stroke.DASHED, of)));
        return new Plot(id, title, text, x, Axis.of("", Unit.SHARE), series);
    }

    private static Series curve(String label, int colour, Stroke stroke, Distribution values) {
        int steps = Math.clamp(values.count() - 1L, 1, STEPS);
        double[] ys = IntStream.rangeClosed(0, steps)
                .mapToDouble(i -> (double) i / steps)
                .toArray();
        double[] xs = IntStream.rangeClosed(0, steps)
                .mapToDouble(i -> Math.max(LEAST, values.percentile(ys[i])))
                .filter(Double::isFinite)
                .toArray();
        return new Series(label, colour, stroke, xs, Arrays.copyOf(ys, xs.length));
    }
}
