package dev.sangam.measure.fidelity.report;

import dev.sangam.files.output.Figures;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.FidelityFigure;
import dev.sangam.measure.fidelity.FidelityGate;
import dev.sangam.measure.fidelity.Flips;
import dev.sangam.measure.fidelity.SetFigures;
import dev.sangam.measure.fidelity.TextFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the candidate is still the same model, in plain words.
 *
 * @param degree of change
 * @param headline one sentence
 * @param reasons sentences, the weightiest first
 */
public record Verdict(Degree degree, String headline, List<String> reasons) {
    private static final double SIGNIFICANT = 0.05;

    /** llama.cpp's figures of mean divergence for LLaMA-3-8B, by which a reader can place one of his own. */
    private static final List<Anchor> ANCHORS = List.of(
            new Anchor("q8_0", 0.001355),
            new Anchor("q6_K", 0.005452),
            new Anchor("q5_K_M", 0.010762),
            new Anchor("q4_K_M", 0.031273),
            new Anchor("q4_0", 0.071940),
            new Anchor("q3_K_M", 0.101913),
            new Anchor("q2_K", 0.331393));

    private record Anchor(String type, double kl) {}

    /** How far a candidate is from its base. Bounds are conventions, given in {@code docs/fidelity.md}. */
    public enum Degree {
        /** No answer and no probability differs. */
        IDENTICAL,
        /** It differs from the base by no more than the base from itself. */
        WITHIN_NOISE,
        /** At most 1 % of answers and 0.01 nats. */
        CLOSE,
        /** At most 5 % of answers and 0.05 nats. */
        CHANGED,
        /** More than that. */
        ANOTHER_MODEL
    }

    public Verdict {
        reasons = List.copyOf(reasons);
    }

    /** Of a report. */
    public static Verdict of(FidelityReport report) {
        Comparison comparison = report.comparison();
        Degree degree = degree(comparison, report.floor());
        List<String> reasons = new ArrayList<>();
        comparison.allSets().ifPresent(set -> answers(set, reasons));
        comparison.allTexts().ifPresent(text -> tokens(text, reasons));
        report.floor().ifPresentOrElse(floor -> noise(floor, reasons), () -> {
            if (degree != Degree.IDENTICAL) {
                reasons.add("The base ran once, so what it differs from itself without any compression is not known");
            }
        });
        gates(report, reasons);
        return new Verdict(degree, headline(degree), reasons);
    }

    private static String headline(Degree degree) {
        return switch (degree) {
            case IDENTICAL -> "It is the same model: nothing that was asked came out differently.";
            case WITHIN_NOISE -> "It cannot be told from the base: it differs no more than the base from itself.";
            case CLOSE -> "It is nearly the same model: few answers changed.";
            case CHANGED -> "It is a changed model: a noticeable part of its answers is not the base's.";
            case ANOTHER_MODEL -> "It is another model: too many of its answers are not the base's.";
        };
    }

    private static Degree degree(Comparison comparison, Optional<Comparison> floor) {
        double changed = changed(comparison);
        double kl = kl(comparison);
        if (changed == 0 && kl == 0) {
            return Degree.IDENTICAL;
        }
        if (floor.isPresent() && changed <= changed(floor.get()) && kl <= kl(floor.get())) {
            return Degree.WITHIN_NOISE;
        }
        if (changed <= 0.01 && kl <= 0.01) {
            return Degree.CLOSE;
        }
        return changed <= 0.05 && kl <= 0.05 ? Degree.CHANGED : Degree.ANOTHER_MODEL;
    }

    /** Share of flips, or of other answers where nobody knows the right ones; 0 when nothing was asked. */
    private static double changed(Comparison comparison) {
        return comparison
                .allSets()
                .map(set -> set.flips().judged() > 0
                        ? set.flips().allFlips()
                        : 1 - set.flips().agreement())
                .orElse(0.0);
    }

    /** The greatest of the mean divergences. */
    private static double kl(Comparison comparison) {
        return Math.max(
                FidelityFigure.KL.of(comparison, Optional.empty()).orElse(0.0),
                FidelityFigure.OPTION_KL.of(comparison, Optional.empty()).orElse(0.0));
    }

    private static void answers(SetFigures set, List<String> reasons) {
        Flips flips = set.flips();
        if (flips.judged() == 0) {
            reasons.add(Figures.share(flips.agreement()) + " of " + Figures.count(flips.items())
                    + " answers are the same. No right answers are known, so there are no flips");
            return;
        }
        reasons.add(Figures.share(flips.flips()) + " of " + Figures.count(flips.judged()) + " answers flipped: "
                + flips.lost() + " that were right are wrong, " + flips.gained() + " that were wrong are right"
                + (flips.otherWrong() > 0 ? "; " + flips.otherWrong() + " more are wrong in another way" : ""));
        unseen(flips).ifPresent(reasons::add);
        String accuracy = "Accuracy went from " + Figures.share(flips.baseAccuracy()) + " to "
                + Figures.share(flips.candidateAccuracy()) + " (exact McNemar p "
                + Shown.probability(set.tests().mcnemarP()) + ")";
        if (set.tests().mcnemarP() < SIGNIFICANT) {
            reasons.add(accuracy + (flips.lost() > flips.gained() ? ": it lost" : ": it gained")
                    + " more than chance explains");
        } else {
            reasons.add(accuracy + ", which chance explains"
                    + (flips.flipped() > 0
                            ? ". That says nothing of sameness: losses and gains cancel in accuracy, and flips count both"
                            : ""));
        }
    }

    /** What so few items cannot rule out, where none of them flipped. */
    static Optional<String> unseen(Flips flips) {
        return flips.judged() == 0 || flips.flipped() > 0
                ? Optional.empty()
                : Optional.of("With " + Figures.count(flips.judged()) + " items, up to "
                        + Figures.share(1 - Math.pow(SIGNIFICANT, 1.0 / flips.judged()))
                        + " could flip unseen (with 95 % confidence)");
    }

    private static void tokens(TextFigures text, List<String> reasons) {
        double kl = text.statistics().kl().value();
        reasons.add("Over " + Figures.count(text.statistics().tokens()) + " tokens of text the mean divergence is "
                + Shown.nats(kl) + " nats" + anchor(kl) + ", the likeliest token is the same for "
                + Figures.share(text.statistics().sameTop().value()) + ", and perplexity is "
                + Shown.value(
                        FidelityFigure.PPL_RATIO, text.statistics().ratio().value()) + " times the base's");
    }

    private static String anchor(double kl) {
        if (!(kl > 0) || kl == Double.POSITIVE_INFINITY) {
            return "";
        }
        Anchor near = ANCHORS.getFirst();
        for (Anchor anchor : ANCHORS) {
            near = Math.abs(Math.log(anchor.kl / kl)) < Math.abs(Math.log(near.kl / kl)) ? anchor : near;
        }
        return Math.abs(Math.log(near.kl / kl)) > Math.log(3)
                ? ""
                : " (LLaMA-3-8B at " + near.type + " has " + Shown.nats(near.kl) + ")";
    }

    private static void noise(Comparison floor, List<String> reasons) {
        List<String> parts = new ArrayList<>();
        floor.allSets()
                .ifPresent(set -> parts.add(Figures.share(changed(floor)) + " of "
                        + Figures.count(set.flips().items()) + " answers changed"));
        floor.allTexts()
                .ifPresent(text -> parts.add("a mean divergence of "
                        + Shown.nats(text.statistics().kl().value()) + " nats"));
        reasons.add("The base against its own second run, the noise floor: " + String.join(", and ", parts));
    }

    private static void gates(FidelityReport report, List<String> reasons) {
        List<FidelityGate.Judged> missed =
                report.gates().stream().filter(gate -> !gate.met()).toList();
        if (!report.gates().isEmpty()) {
            reasons.add(
                    missed.isEmpty()
                            ? "Every gate is met"
                            : missed.size() + " of " + report.gates().size() + " gates "
                                    + (missed.size() == 1 ? "is" : "are") + " missed");
        }
    }
}
