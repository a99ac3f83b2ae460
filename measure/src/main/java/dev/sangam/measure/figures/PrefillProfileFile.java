package dev.sangam.measure.figures;

import dev.sangam.files.JsonText;
import dev.sangam.files.Section;
import dev.sangam.files.output.OutputFile;
import dev.sangam.measure.figures.PrefillProfile.Point;
import java.nio.file.Path;
import java.util.List;

/** A {@link PrefillProfile} as JSON, every figure with its unit in its key. */
public final class PrefillProfileFile {
    /** Name and version of the format; a reader refuses any other. */
    public static final String SCHEMA = "sangam.prefill-profile/1";

    private static final double LARGEST = 1e9;

    private PrefillProfileFile() {}

    /** Writes all of it or, when that fails, nothing. */
    public static void write(PrefillProfile profile, Path file) {
        OutputFile.write(file, text(profile));
    }

    /** The text of the file. */
    public static String text(PrefillProfile profile) {
        return JsonText.pretty(json -> {
            json.text("schema", SCHEMA);
            json.text("definition", "time to first token of a prompt of n tokens on an idle endpoint: a + b n + c n^2");
            json.text("model", profile.model());
            json.text("endpoint", profile.endpoint());
            json.text("measured", profile.measured());
            json.number("a_seconds", profile.a());
            json.number("b_seconds_per_token", profile.b());
            json.number("c_seconds_per_token_squared", profile.c());
            json.number("r2_share", profile.r2());
            json.whole("dropped_cached_requests", profile.dropped());
            json.list("points", profile.points(), point -> {
                json.whole("prompt_tokens", point.tokens());
                json.whole("repeats", point.repeats());
                json.number("min_seconds", point.minSeconds());
                json.number("median_seconds", point.medianSeconds());
                json.number("max_seconds", point.maxSeconds());
                json.number("residual_seconds", profile.residualSeconds(point));
            });
        });
    }

    /**
     * Reads one back.
     *
     * @throws dev.sangam.core.InputException when it is not such a file, or not a complete one
     */
    public static PrefillProfile read(Path file) {
        Section root = Section.read(file);
        String schema = root.text("schema");
        if (!schema.equals(SCHEMA)) {
            throw root.error("schema", "is '" + schema + "'; it must be '" + SCHEMA + "'");
        }
        root.text("definition");
        String model = root.text("model");
        String endpoint = root.text("endpoint");
        String measured = root.text("measured");
        double a = number(root, "a_seconds");
        double b = number(root, "b_seconds_per_token");
        double c = number(root, "c_seconds_per_token_squared");
        double r2 = root.number("r2_share", -LARGEST, 1).orElseThrow(() -> root.error("r2_share", "is missing"));
        int dropped = count(root, "dropped_cached_requests", 0);
        List<Point> points =
                root.sections("points").stream().map(PrefillProfileFile::point).toList();
        PrefillProfile profile =
                root.check(() -> new PrefillProfile(model, endpoint, measured, a, b, c, r2, points, dropped));
        root.done();
        return profile;
    }

    private static Point point(Section s) {
        int tokens = count(s, "prompt_tokens", 1);
        int repeats = count(s, "repeats", 1);
        double min = number(s, "min_seconds");
        double median = number(s, "median_seconds");
        double max = number(s, "max_seconds");
        s.number("residual_seconds", -LARGEST, LARGEST);
        return s.check(() -> new Point(tokens, repeats, min, median, max));
    }

    private static int count(Section s, String key, int least) {
        return s.integer(key, least, Integer.MAX_VALUE).orElseThrow(() -> s.error(key, "is missing"));
    }

    private static double number(Section s, String key) {
        return s.number(key, 0, LARGEST).orElseThrow(() -> s.error(key, "is missing"));
    }
}
