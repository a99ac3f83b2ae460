package dev.sangam.measure.fidelity;

import java.util.List;

/**
 * A text that two models read side by side.
 *
 * @param name such as that of its file
 * @param windows parts that were read each for itself, in order
 */
public record ScoredText(String name, List<Window> windows) {
    public ScoredText {
        windows = List.copyOf(windows);
    }

    /** All tokens that were scored, in order. */
    public List<TokenPair> pairs() {
        return windows.stream()
                .flatMap(window -> window.tokens().stream().map(Token::pair))
                .toList();
    }

    /**
     * A part of a text.
     *
     * @param lead texts of the tokens that were read, but not scored, before the others
     * @param tokens that were scored
     */
    public record Window(List<String> lead, List<Token> tokens) {
        public Window {
            lead = List.copyOf(lead);
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * A token of a text.
     *
     * @param text the token that came
     * @param baseTop text of the token that the base found likeliest; empty when not known
     * @param candidateTop the candidate's
     */
    public record Token(String text, TokenPair pair, String baseTop, String candidateTop) {}
}
