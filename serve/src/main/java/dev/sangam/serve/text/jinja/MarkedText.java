package dev.sangam.serve.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A text that knows which of its characters come from the template and which from whoever sent the messages. Every operation
 * on it keeps the marks, so that special tokens are looked for in trusted characters alone, whatever a template does to a
 * message: strip it, split it, join it, print it as JSON. Two texts with equal characters are equal.
 */
public final class MarkedText {
    /** Longest text that a template may make, characters. */
    static final int MAX_LENGTH = 1 << 24;

    static final MarkedText EMPTY = new MarkedText("", List.of());

    /**
     * Characters of one kind.
     *
     * @param text at least one character
     * @param trusted whether they are the template's own
     */
    public record Run(String text, boolean trusted) {}

    private final String text;
    private final List<Run> runs;

    private MarkedText(String text, List<Run> runs) {
        this.text = text;
        this.runs = runs;
    }

    /** A text of the template's side, such as the name of a special token. */
    public static MarkedText trusted(String text) {
        return of(text, true);
    }

    static MarkedText of(String text, boolean trusted) {
        return text.isEmpty() ? EMPTY : new MarkedText(text, List.of(new Run(text, trusted)));
    }

    /** All characters. */
    public String text() {
        return text;
    }

    /** The characters in runs of one kind; neighbours differ in kind. */
    public List<Run> runs() {
        return runs;
    }

    int length() {
        return text.length();
    }

    MarkedText plus(MarkedText other) {
        return new Builder().append(this).append(other).build();
    }

    /** Characters from {@code from} on, up to {@code to}, in UTF-16 units. */
    MarkedText slice(int from, int to) {
        if (from == 0 && to == text.length()) {
            return this;
        }
        if (runs.size() == 1) {
            return of(text.substring(from, to), runs.getFirst().trusted());
        }
        Builder builder = new Builder();
        int start = 0;
        for (Run run : runs) {
            int end = start + run.text.length();
            if (end > from && start < to) {
                builder.append(run.text.substring(Math.max(from - start, 0), Math.min(to, end) - start), run.trusted);
            }
            start = end;
        }
        return builder.build();
    }

    /** Each run changed by itself. */
    MarkedText map(UnaryOperator<String> change) {
        Builder builder = new Builder();
        runs.forEach(run -> builder.append(change.apply(run.text), run.trusted));
        return builder.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MarkedText marked && marked.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The characters alone. */
    @Override
    public String toString() {
        return text;
    }

    /** Puts texts together. */
    static final class Builder {
        private final List<Run> runs = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        /** Where in the text the run begins that is being added to, and its kind. */
        private int start;

        private boolean trusted = true;

        Builder append(MarkedText marked) {
            marked.runs.forEach(run -> append(run.text, run.trusted));
            return this;
        }

        Builder append(String more, boolean moreTrusted) {
            if (!more.isEmpty()) {
                if (text.length() + more.length() > MAX_LENGTH) {
                    throw new TemplateException("a text is longer than " + MAX_LENGTH + " characters");
                }
                if (moreTrusted != trusted) {
                    endRun();
                    trusted = moreTrusted;
                }
                text.append(more);
            }
            return this;
        }

        int length() {
            return text.length();
        }

        MarkedText build() {
            endRun();
            return text.isEmpty() ? EMPTY : new MarkedText(text.toString(), List.copyOf(runs));
        }

        private void endRun() {
            if (text.length() > start) {
                runs.add(new Run(text.substring(start), trusted));
                start = text.length();
            }
        }
    }
}
