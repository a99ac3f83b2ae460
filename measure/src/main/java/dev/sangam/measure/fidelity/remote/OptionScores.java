package dev.sangam.measure.fidelity.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an answer's likeliest first tokens say about options. A token is an option's when it is the option's whole text; servers that
 * show tokens without the space in front of them, and chats, whose answers begin without one, are met by leaving spaces out.
 */
final class OptionScores {
    /** How SentencePiece and GPT-2's tokens show a space. */
    private static final List<String> SPACES = List.of("▁", "Ġ");

    private OptionScores() {}

    /** Of each option its log-likelihood; NaN where its token is not among the likeliest. */
    static List<Double> find(List<String> continuations, Map<String, Double> top, boolean exactly) {
        List<Double> exact = continuations.stream()
                .map(each -> top.getOrDefault(each, Double.NaN))
                .toList();
        if (exactly && exact.stream().anyMatch(each -> !each.isNaN())) {
            return exact;
        }
        List<Double> found = new ArrayList<>();
        for (String continuation : continuations) {
            found.add(top.entrySet().stream()
                    .filter(each -> bare(each.getKey()).equals(bare(continuation)))
                    .map(Map.Entry::getValue)
                    .max(Double::compare)
                    .orElse(Double.NaN));
        }
        return found;
    }

    /** Whether each option is a sign, and another one: then it is a token in every model. */
    static boolean areLetters(List<String> continuations) {
        List<String> bare = continuations.stream().map(OptionScores::bare).toList();
        return bare.stream().allMatch(each -> each.codePointCount(0, each.length()) == 1)
                && bare.stream().distinct().count() == bare.size();
    }

    private static String bare(String token) {
        String text = token;
        for (String space : SPACES) {
            text = text.replace(space, " ");
        }
        return text.strip();
    }
}
