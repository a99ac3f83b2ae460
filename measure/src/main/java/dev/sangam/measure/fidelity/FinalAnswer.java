package dev.sangam.measure.fidelity;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the final answer is found in a solution in words, with lm-eval's conventions for GSM8K. */
public enum FinalAnswer {
    /** The number after the first {@code ####}. */
    STRICT(Pattern.compile("#### (-?[0-9.,]+)"), true),

    /** The last number, wherever it stands. */
    FLEXIBLE(Pattern.compile("(-?[$0-9.,]{2,}|-?[0-9]+)"), false);

    /** What stands for an answer that was not found. */
    public static final String NONE = "[invalid]";

    private static final Pattern WORKING = Pattern.compile(".*#### ", Pattern.DOTALL);
    private static final Pattern LAST_DOT = Pattern.compile("\\.$");

    private final Pattern pattern;
    private final boolean first;

    FinalAnswer(Pattern pattern, boolean first) {
        this.pattern = pattern;
        this.first = first;
    }

    /** The final answer as it stands in a text, or {@link #NONE}. */
    public String in(String text) {
        String found = NONE;
        for (Matcher m = pattern.matcher(text); m.find() && (!first || found.equals(NONE)); ) {
            found = m.group(1);
        }
        return found;
    }

    /** Whether a text ends in the expected answer. */
    public boolean right(String text, String expected) {
        return plain(in(text)).equals(plain(expected));
    }

    /** Whether two texts have the same final answer. */
    public boolean same(String a, String b) {
        return plain(in(a)).equals(plain(in(b)));
    }

    /** Without what lm-eval ignores: commas, dollar signs, the working before the answer, a dot at the end, upper case. */
    private static String plain(String answer) {
        String bare = answer.replace(",", "").replace("$", "");
        bare = WORKING.matcher(bare).replaceAll("");
        return LAST_DOT.matcher(bare).replaceAll("").toLowerCase(Locale.ROOT);
    }
}
