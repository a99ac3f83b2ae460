package dev.sangam.measure.report;

import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextStyle;
import dev.sangam.files.output.TextTable;
import dev.sangam.measure.figures.PrefillProfile;
import dev.sangam.measure.figures.PrefillProfile.Point;
import java.util.List;
import java.util.Locale;

/** A prefill profile as a table: what was measured, and how far the curve is from it. */
public final class PrefillText {
    private static final List<String> HEADER =
            List.of("prompt tokens", "requests", "fastest", "median", "slowest", "curve", "median - curve");

    private PrefillText() {}

    /** The text, lines ending in {@code \n}. */
    public static String of(PrefillProfile profile, TextStyle style) {
        TextTable table = new TextTable(0, HEADER);
        for (Point point : profile.points()) {
            table.add(List.of(
                    Figures.count(point.tokens()),
                    Figures.count(point.repeats()),
                    Figures.seconds(point.minSeconds()),
                    Figures.seconds(point.medianSeconds()),
                    Figures.seconds(point.maxSeconds()),
                    Figures.seconds(profile.seconds(point.tokens())),
                    Figures.seconds(profile.residualSeconds(point))));
        }
        String dropped = profile.dropped() == 0
                ? ""
                : "dropped       " + Figures.count(profile.dropped()) + " requests whose prompt was found in a cache\n";
        return String.join("\n", table.lines((row, column, text) -> row == 0 ? style.bold(text) : text))
                + "\n\n"
                + String.format(
                        Locale.ROOT,
                        "TTFT          %s + %s per token + %s per token squared; R2 %.4f%n",
                        Figures.seconds(profile.a()),
                        Figures.seconds(profile.b()),
                        Figures.seconds(profile.c()),
                        profile.r2())
                + dropped;
    }
}
