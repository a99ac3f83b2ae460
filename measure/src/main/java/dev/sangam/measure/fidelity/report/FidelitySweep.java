package dev.sangam.measure.fidelity.report;

import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.FidelityFigure;
import dev.sangam.measure.fidelity.RankCorrelation;
import dev.sangam.measure.report.Fact;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Several compressions of one base, each held to it on the same items and texts.
 *
 * @param base the model to be kept
 * @param variants in any order
 * @param floor the base against its own second run; empty when it ran once
 * @param settings under which all were asked, in order
 */
public record FidelitySweep(ModelFacts base, List<Variant> variants, Optional<Comparison> floor, List<Fact> settings) {
    /**
     * One compression.
     *
     * @param type such as {@code q4_k_m}
     * @param report of it against the base
     * @param link to its own page, relative; empty when it has none
     */
    public record Variant(String type, FidelityReport report, String link) {
        /** Size of its file in bytes; NaN when not known. */
        public double bytes() {
            return report.candidate().fileBytes().isPresent()
                    ? report.candidate().fileBytes().getAsLong()
                    : Double.NaN;
        }

        /** A figure over all sets, or all texts; NaN when it has none. */
        public double figure(FidelityFigure figure) {
            return figure.of(report.comparison(), Optional.empty()).orElse(Double.NaN);
        }
    }

    public FidelitySweep {
        variants = List.copyOf(variants);
        settings = List.copyOf(settings);
    }

    /** What is held against size: the divergence over the vocabulary, or else over options, or else the share of other answers. */
    public FidelityFigure damage() {
        for (FidelityFigure figure : List.of(FidelityFigure.KL, FidelityFigure.OPTION_KL, FidelityFigure.ALL_FLIPS)) {
            if (variants.stream().noneMatch(variant -> Double.isNaN(variant.figure(figure)))) {
                return figure;
            }
        }
        return FidelityFigure.AGREEMENT;
    }

    /** How far a variant is from the base by {@link #damage()}; higher is worse. */
    public double damage(Variant variant) {
        double value = variant.figure(damage());
        return damage() == FidelityFigure.AGREEMENT ? 1 - value : value;
    }

    /** Whether no other variant is at once as small and as close to the base. */
    public boolean onFront(Variant variant) {
        return variants.stream().noneMatch(other -> beats(other, variant));
    }

    private boolean beats(Variant a, Variant b) {
        boolean noWorse = a.bytes() <= b.bytes() && damage(a) <= damage(b);
        return noWorse && (a.bytes() < b.bytes() || damage(a) < damage(b));
    }

    /** The smallest variant on the front that meets every gate; empty when none does, or when there are no gates. */
    public Optional<Variant> pick() {
        return variants.stream()
                .filter(variant -> !variant.report().gates().isEmpty())
                .filter(variant -> variant.report().passed() && onFront(variant))
                .min(Comparator.comparingDouble(Variant::bytes));
    }

    /**
     * Spearman's rank correlation of two figures over the variants: close to 1, or -1, when one figure would do for both.
     *
     * @return NaN of fewer than two variants, or when a figure is not known or the same for all
     */
    public double rankCorrelation(FidelityFigure one, FidelityFigure other) {
        double[] ones = values(one);
        double[] others = values(other);
        return Arrays.stream(ones).anyMatch(Double::isNaN)
                        || Arrays.stream(others).anyMatch(Double::isNaN)
                ? Double.NaN
                : RankCorrelation.of(ones, others);
    }

    private double[] values(FidelityFigure figure) {
        return variants.stream().mapToDouble(variant -> variant.figure(figure)).toArray();
    }
}
