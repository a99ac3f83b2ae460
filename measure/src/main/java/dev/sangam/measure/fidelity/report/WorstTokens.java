package dev.sangam.measure.fidelity.report;

import dev.sangam.files.output.Figures;
import dev.sangam.files.output.HtmlText;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.Comparison.PairedText;
import dev.sangam.measure.fidelity.ScoredText.Token;
import dev.sangam.measure.fidelity.ScoredText.Window;
import dev.sangam.measure.fidelity.TokenPair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Tokens at which the models differ most, each among its neighbours. */
final class WorstTokens {
    private static final int SHOWN = 25;
    private static final int BEFORE = 40;
    private static final int AFTER = 12;

    private record Place(String text, Window window, int index) {
        Token token() {
            return window.tokens().get(index);
        }

        double kl() {
            return token().pair().klDivergence();
        }
    }

    private WorstTokens() {}

    static void write(HtmlText html, Comparison comparison) {
        html.element("h2", "Worst tokens")
                .element(
                        "p class=\"soft\"",
                        "Where the divergence over the vocabulary is greatest. Marked is the token that came in the text;"
                                + " probabilities are of that token.");
        worst(comparison).forEach(place -> place(html, place));
    }

    private static List<Place> worst(Comparison comparison) {
        List<Place> places = new ArrayList<>();
        for (PairedText text : comparison.texts()) {
            for (Window window : text.text().windows()) {
                for (int i = 0; i < window.tokens().size(); i++) {
                    places.add(new Place(text.name(), window, i));
                }
            }
        }
        return places.stream()
                .filter(place -> place.kl() > 0)
                .sorted(Comparator.comparingDouble(Place::kl).reversed())
                .limit(SHOWN)
                .toList();
    }

    private static void place(HtmlText html, Place place) {
        Token token = place.token();
        TokenPair pair = token.pair();
        html.open("div class=\"card item\"")
                .open("p class=\"said\"")
                .inline("span class=\"same\"", before(place))
                .inline("mark", token.text().isBlank() ? visible(token.text()) : token.text())
                .text(after(place))
                .close("p")
                .open("p class=\"soft\"")
                .inline("b", Shown.nats(pair.klDivergence()) + " nats")
                .text(" in " + place.text + ". The base gave it " + share(pair.baseLogProbability())
                        + expected(token.baseTop()) + ", the candidate " + share(pair.candidateLogProbability())
                        + expected(token.candidateTop()) + ".")
                .close("p")
                .close("div");
    }

    private static String share(double logProbability) {
        return Figures.share(Math.exp(logProbability));
    }

    private static String expected(String token) {
        return token.isEmpty() ? "" : " and expected '" + visible(token) + "'";
    }

    private static String visible(String token) {
        return token.replace("\n", "\\n")
                .replace("\t", "\\t")
                .replace("\r", "\\r")
                .replace(' ', '␣');
    }

    private static String before(Place place) {
        List<String> texts = Stream.concat(
                        place.window.lead().stream(),
                        place.window.tokens().subList(0, place.index).stream().map(Token::text))
                .toList();
        int from = Math.max(0, texts.size() - BEFORE);
        return (from > 0 ? "…" : "") + String.join("", texts.subList(from, texts.size()));
    }

    private static String after(Place place) {
        List<Token> tokens = place.window.tokens();
        int to = Math.min(tokens.size(), place.index + 1 + AFTER);
        return String.join(
                        "",
                        tokens.subList(place.index + 1, to).stream()
                                .map(Token::text)
                                .toList())
                + (to < tokens.size() ? "…" : "");
    }
}
