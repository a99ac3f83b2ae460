package dev.sangam.serve.text;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Ends a text at the first stop string, wherever the pieces in which it comes begin and end. The first is the one that is
 * complete first; of several that end at the same character, the longest. It is not part of the output, nor is anything after
 * it. What may be the beginning of a stop string is held back. Knuth, Morris and Pratt's matcher per stop string: time and
 * memory are linear in text and stop strings.
 */
public final class StopStrings {
    private final List<Pattern> patterns;
    private final StringBuilder held = new StringBuilder();
    private boolean matched;

    /**
     * @param stops strings that end the text
     * @throws IllegalArgumentException when one is empty or holds half a surrogate pair
     */
    public StopStrings(List<String> stops) {
        patterns = stops.stream().map(Pattern::new).toList();
    }

    /** Takes more text and gives what is safe to show; the empty string once a stop string has matched. */
    public String append(String text) {
        for (int i = 0; i < text.length() && !matched; i++) {
            held.append(text.charAt(i));
            advance(text.charAt(i));
        }
        return matched ? take(held.length()) : take(held.length() - longestBeginning());
    }

    /** Whether a stop string has matched. */
    public boolean matched() {
        return matched;
    }

    /** The text ends here: gives what was held back. */
    public String finish() {
        return take(held.length());
    }

    private void advance(char c) {
        int longest = 0;
        for (Pattern pattern : patterns) {
            if (pattern.advance(c)) {
                matched = true;
                longest = Math.max(longest, pattern.length());
            }
        }
        if (matched) {
            held.setLength(held.length() - longest);
        }
    }

    private int longestBeginning() {
        int longest = 0;
        for (Pattern pattern : patterns) {
            longest = Math.max(longest, pattern.state);
        }
        return longest;
    }

    private String take(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }

    private static final class Pattern {
        private final char[] text;
        /** Of each beginning, the longest proper beginning that it ends with. */
        private final int[] borders;
        /** Length of the longest beginning that the text ends with. */
        private int state;

        Pattern(String stop) {
            if (stop.isEmpty()) {
                throw new IllegalArgumentException("a stop string is empty");
            }
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(stop)) {
                throw new IllegalArgumentException("a stop string holds half a surrogate pair");
            }
            text = stop.toCharArray();
            borders = new int[text.length + 1];
            for (int i = 1; i < text.length; i++) {
                borders[i + 1] = next(borders[i], text[i]);
            }
        }

        int length() {
            return text.length;
        }

        boolean advance(char c) {
            state = next(state, c);
            return state == text.length;
        }

        private int next(int length, char c) {
            int at = length;
            while (at > 0 && text[at] != c) {
                at = borders[at];
            }
            return text[at] == c ? at + 1 : at;
        }
    }
}
