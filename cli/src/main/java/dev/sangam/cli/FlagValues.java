package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.Section;
import dev.sangam.files.output.Figures;
import java.util.List;

/** Values of flags, checked. What is wrong is an {@link InputException} that names the flag. */
final class FlagValues {
    private static final int MAX_VALUES = 100;

    private FlagValues() {}

    /** A number within bounds. */
    static double number(String flag, String text, double min, double max) {
        if (text.matches("[0-9]{1,9}([.][0-9]{1,9})?")) {
            double value = Double.parseDouble(text);
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw new InputException(flag + " is '" + text + "'; it must be a number between " + Figures.number(min)
                + " and " + Figures.number(max));
    }

    /** A whole number within bounds. */
    static int whole(String flag, String text, int min, int max) {
        if (text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= min && Integer.parseInt(text) <= max) {
            return Integer.parseInt(text);
        }
        throw new InputException(flag + " is '" + text + "'; it must be a whole number between " + Figures.count(min)
                + " and " + Figures.count(max));
    }

    /** Different values with commas between them. */
    static List<String> list(String flag, String text) {
        List<String> values =
                List.of(text.split(",", -1)).stream().map(String::strip).toList();
        if (values.size() > MAX_VALUES || values.stream().distinct().count() < values.size()) {
            throw new InputException(flag + " is '" + text + "'; it must be at most " + MAX_VALUES
                    + " values with a comma between them, each of them once");
        }
        return values;
    }

    /** Nanoseconds of a duration above 0. */
    static long nanos(String flag, String text) {
        return Section.nanos(text)
                .orElseThrow(() -> new InputException(
                        flag + " is '" + text + "'; it must be a duration such as 500ms, 30s or 10min"));
    }
}
