package dev.sangam.measure.fidelity.report;

import dev.sangam.files.output.Figures;
import dev.sangam.files.output.HtmlText;
import dev.sangam.measure.fidelity.CommonPrefix;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.Comparison.PairedSet;
import dev.sangam.measure.fidelity.FinalAnswer;
import dev.sangam.measure.fidelity.ItemPair;
import dev.sangam.measure.fidelity.ItemPair.Outcome;
import dev.sangam.measure.fidelity.OptionScores;
import java.util.Comparator;
import java.util.List;

/** Items whose answers changed most, to be read side by side: lost ones first, those of the greatest change first among them. */
final class WorstItems {
    private static final int SHOWN = 25;
    private static final int OPENED = 3;
    private static final int PREVIEW = 90;
    private static final int LONGEST = 4000;

    private final HtmlText html;

    private WorstItems(HtmlText html) {
        this.html = html;
    }

    static void write(HtmlText html, Comparison comparison) {
        if (comparison.sets().isEmpty()) {
            return;
        }
        html.element("h2", "Worst items")
                .element("p class=\"soft\"", "Items with another answer, lost ones first, the greatest change first.");
        WorstItems items = new WorstItems(html);
        comparison.sets().forEach(items::set);
    }

    private void set(PairedSet set) {
        List<ItemPair> changed = set.pairs().stream()
                .filter(pair -> pair.outcome().changed() || differs(pair))
                .sorted(Comparator.comparingInt(WorstItems::rank)
                        .thenComparing(
                                Comparator.comparingDouble(WorstItems::change).reversed()))
                .toList();
        int shown = Math.min(SHOWN, changed.size());
        html.element(
                "h3",
                set.name() + ": "
                        + (changed.isEmpty()
                                ? "no answer changed"
                                : shown + " of " + Figures.count(changed.size()) + " changed answers"));
        for (int i = 0; i < shown; i++) {
            item(changed.get(i), i < OPENED);
        }
    }

    /** Words may differ though the final answer does not. */
    private static boolean differs(ItemPair pair) {
        return pair instanceof ItemPair.Open open && !open.identical();
    }

    private static int rank(ItemPair pair) {
        return switch (pair.outcome()) {
            case LOST -> 0;
            case GAINED -> 1;
            case OTHER_WRONG, OTHER -> 2;
            case KEPT, SAME_WRONG, SAME -> 3;
        };
    }

    private static double change(ItemPair pair) {
        return switch (pair) {
            case ItemPair.Choice choice
            when choice.scored() ->
                OptionScores.klDivergence(
                        choice.base().logLikelihoods(), choice.candidate().logLikelihoods());
            case ItemPair.Choice choice -> 0;
            case ItemPair.Open open -> 1 - CommonPrefix.ofWords(open).share();
        };
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case LOST -> "lost";
            case GAINED -> "gained";
            case OTHER_WRONG -> "wrong in another way";
            case OTHER -> "another answer";
            case KEPT -> "right in other words";
            case SAME_WRONG -> "wrong as before, in other words";
            case SAME -> "the same";
        };
    }

    private static String css(Outcome outcome) {
        return switch (outcome) {
            case LOST -> "lost";
            case GAINED -> "gained";
            case OTHER_WRONG, OTHER -> "other-wrong";
            case KEPT -> "kept";
            case SAME_WRONG, SAME -> "same-wrong";
        };
    }

    private void item(ItemPair pair, boolean opened) {
        html.open(opened ? "details class=\"card item\" open" : "details class=\"card item\"")
                .open("summary")
                .element("span class=\"key " + css(pair.outcome()) + "\"", word(pair.outcome()))
                .element("span class=\"soft\"", pair.id() + ": " + preview(pair.question()))
                .close("summary")
                .element("p class=\"said\"", cut(pair.question()));
        switch (pair) {
            case ItemPair.Choice choice -> options(choice);
            case ItemPair.Open open -> words(open);
        }
        html.close("details");
    }

    private static String preview(String question) {
        String line = question.strip().replaceAll("\\s+", " ");
        return line.length() <= PREVIEW ? line : line.substring(0, PREVIEW) + " …";
    }

    private void options(ItemPair.Choice pair) {
        double[] base = pair.scored() ? OptionScores.probabilities(pair.base().logLikelihoods()) : new double[0];
        double[] candidate =
                pair.scored() ? OptionScores.probabilities(pair.candidate().logLikelihoods()) : new double[0];
        html.open("table class=\"options\"")
                .open("thead")
                .open("tr")
                .element("th", "option")
                .element("th", "base")
                .element("th", "candidate")
                .close("tr")
                .close("thead")
                .open("tbody");
        List<String> options = pair.base().options();
        for (int i = 0; i < options.size(); i++) {
            boolean right =
                    pair.base().answer().isPresent() && pair.base().answer().getAsInt() == i;
            html.open("tr")
                    .open(right ? "td class=\"right\"" : "td")
                    .text(cut(options.get(i)) + (right ? " ✓" : ""))
                    .close("td");
            probability(base, i, pair.base().chosen() == i, right);
            probability(candidate, i, pair.candidate().chosen() == i, right);
            html.close("tr");
        }
        html.close("tbody").close("table");
        if (pair.scored()) {
            html.element(
                    "p class=\"soft\"",
                    "Divergence over the options " + Shown.nats(change(pair)) + " nats; the base's top margin was "
                            + Figures.number(OptionScores.margin(pair.base().logLikelihoods())) + ".");
        }
    }

    private void probability(double[] shares, int option, boolean chosen, boolean right) {
        html.open("td");
        if (shares.length > 0) {
            html.open("svg class=\"bar\" viewBox=\"0 0 100 9\" preserveAspectRatio=\"none\" aria-hidden=\"true\"")
                    .element("rect class=\"track\" width=\"100\" height=\"9\"", "")
                    .element(
                            "rect class=\"" + (right ? "good" : "ours") + "\" height=\"9\" width=\""
                                    + Math.round(shares[option] * 1000) / 10.0 + "\"",
                            "")
                    .close("svg");
        }
        String share = shares.length > 0 ? Figures.share(shares[option]) : "";
        html.element(chosen ? "b" : "span", chosen ? share + " chosen" : share).close("td");
    }

    private void words(ItemPair.Open pair) {
        String base = pair.base().text();
        String candidate = pair.candidate().text();
        int same = wordsInCommon(base, candidate);
        html.open("div class=\"pair\"");
        side("base", base, same, pair);
        side("candidate", candidate, same, pair);
        html.close("div");
        pair.base().expected().ifPresent(expected -> html.element("p class=\"soft\"", "Expected: " + cut(expected)));
    }

    /** Characters of the words that both begin with. */
    static int wordsInCommon(String a, String b) {
        int same = 0;
        while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        while (!(betweenWords(a, same) && betweenWords(b, same))) {
            same--;
        }
        return same;
    }

    private static boolean betweenWords(String text, int place) {
        return place == 0
                || place == text.length()
                || Character.isWhitespace(text.charAt(place - 1))
                || Character.isWhitespace(text.charAt(place));
    }

    /** The end of the word at a place, white space before it included. */
    private static int wordEnd(String text, int place) {
        int end = place;
        while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private void side(String whose, String text, int same, ItemPair.Open pair) {
        int end = wordEnd(text, same);
        int from = Math.max(0, same - LONGEST);
        html.open("div")
                .element("h3", whose)
                .open("p class=\"said\"")
                .inline("span class=\"same\"", (from > 0 ? "… " : "") + text.substring(from, same))
                .inline("mark", text.substring(same, Math.min(end, same + LONGEST)))
                .text(cut(text.substring(end)))
                .close("p");
        if (pair.base().expected().isPresent()) {
            html.element("p class=\"soft\"", "Final answer: " + FinalAnswer.FLEXIBLE.in(text));
        }
        html.close("div");
    }

    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
    }
}
