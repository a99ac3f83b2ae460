package dev.sangam.files.calibration;

import dev.sangam.core.calibration.CalibratedTimes;
import dev.sangam.core.calibration.CalibrationFit;
import dev.sangam.core.calibration.FitError;
import dev.sangam.core.calibration.Probe;
import dev.sangam.core.calibration.Sample;
import dev.sangam.core.calibration.Term;
import dev.sangam.files.JsonText;
import dev.sangam.files.Section;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** A profile as JSON, every figure with its unit in its key. */
final class ProfileJson {
    private static final double LARGEST = 1e18;

    private ProfileJson() {}

    static String text(CalibrationProfile profile) {
        return JsonText.pretty(json -> {
            json.text("schema", CalibrationProfile.SCHEMA);
            json.text("measured", profile.measured().toString());
            json.section("model", () -> {
                json.text("name", profile.model().name());
                json.whole("bytes", profile.model().bytes());
                json.text("fingerprint", profile.model().fingerprint());
            });
            json.section("machine", () -> {
                json.text("cpu", profile.machine().cpu());
                json.whole("cores", profile.machine().cores());
                json.text("kernels", profile.machine().kernels());
            });
            json.section("settings", () -> settings(json, profile.settings()));
            json.section("fit", () -> fit(json, profile.fit()));
            json.list("samples", profile.samples(), sample -> sample(json, sample));
        });
    }

    private static void settings(JsonText json, KernelSettings settings) {
        json.whole("threads", settings.threads());
        json.whole("context_tokens", settings.contextTokens());
        json.whole("slots", settings.slots());
        json.whole("batch_tokens", settings.batchTokens());
        json.flag("unified_kv", settings.unifiedKv());
        json.flag("separate_calls", settings.separateCalls());
    }

    private static void fit(JsonText json, CalibrationFit fit) {
        CalibratedTimes times = fit.times();
        json.wholes(
                "knots", Arrays.stream(times.knots()).mapToObj(Long::valueOf).toList());
        json.numbers("token_ns", times.tokenNanos());
        json.section("term_ns", () -> times.termNanos().forEach((term, nanos) -> json.number(key(term), nanos)));
        json.section("error_in_sample", () -> error(json, fit.inSample()));
        json.section("error_held_out", () -> error(json, fit.held()));
    }

    private static void error(JsonText json, FitError error) {
        json.number("mean_share", error.mean());
        json.number("median_share", error.median());
        json.number("p90_share", error.p90());
        json.number("max_share", error.max());
    }

    private static void sample(JsonText json, Sample sample) {
        Probe probe = sample.probe();
        json.whole("decodes", probe.decodes());
        json.whole("decode_context", probe.decodeContext());
        json.whole("chunk", probe.chunk());
        json.whole("chunk_context", probe.chunkContext());
        json.flag("last", probe.last());
        json.whole("held_tokens", probe.heldTokens());
        json.number("step_ns", sample.stepNanos());
        json.whole("repeats", sample.repeats());
        json.number("spread_share", sample.spread());
        json.flag("served", sample.served());
    }

    static CalibrationProfile read(Path file) {
        Section root = Section.read(file);
        String schema = root.text("schema");
        if (!schema.equals(CalibrationProfile.SCHEMA)) {
            throw root.error("schema", "is '" + schema + "'; it must be '" + CalibrationProfile.SCHEMA + "'");
        }
        KernelSettings settings = settings(root.section("settings"));
        CalibrationProfile profile = new CalibrationProfile(
                model(root.section("model")),
                machine(root.section("machine")),
                settings,
                instant(root),
                root.sections("samples").stream().map(ProfileJson::sample).toList(),
                fit(root.section("fit"), settings.separateCalls()));
        root.done();
        return profile;
    }

    private static ModelFile model(Section s) {
        String name = s.text("name");
        long bytes = whole(s, "bytes");
        String fingerprint = s.text("fingerprint");
        return s.check(() -> new ModelFile(name, bytes, fingerprint));
    }

    private static Machine machine(Section s) {
        String cpu = s.text("cpu");
        int cores = count(s, "cores");
        String kernels = s.text("kernels");
        return s.check(() -> new Machine(cpu, cores, kernels));
    }

    private static KernelSettings settings(Section s) {
        int threads = count(s, "threads");
        int context = count(s, "context_tokens");
        int slots = count(s, "slots");
        int batch = count(s, "batch_tokens");
        boolean unified = flag(s, "unified_kv");
        boolean separate = flag(s, "separate_calls");
        return s.check(() -> new KernelSettings(threads, context, slots, batch, unified, separate));
    }

    private static Instant instant(Section root) {
        String text = root.text("measured");
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw root.error("measured", "is '" + text + "'; it must be a time such as 2026-01-31T12:00:00Z");
        }
    }

    private static CalibrationFit fit(Section s, boolean separate) {
        int[] knots = s.numbers("knots").stream().mapToInt(Double::intValue).toArray();
        double[] tokens =
                s.numbers("token_ns").stream().mapToDouble(Double::doubleValue).toArray();
        Section costs = s.section("term_ns");
        Map<Term, Double> terms = new EnumMap<>(Term.class);
        for (Term term : Term.values()) {
            terms.put(term, number(costs, key(term)));
        }
        CalibratedTimes times = s.check(() -> new CalibratedTimes(knots, tokens, terms, separate));
        return new CalibrationFit(times, error(s.section("error_in_sample")), error(s.section("error_held_out")));
    }

    private static FitError error(Section s) {
        double mean = number(s, "mean_share");
        double median = number(s, "median_share");
        double p90 = number(s, "p90_share");
        double max = number(s, "max_share");
        return s.check(() -> new FitError(mean, median, p90, max));
    }

    private static Sample sample(Section s) {
        int decodes = count(s, "decodes");
        int decodeContext = count(s, "decode_context");
        int chunk = count(s, "chunk");
        int chunkContext = count(s, "chunk_context");
        boolean last = flag(s, "last");
        int held = count(s, "held_tokens");
        double nanos = number(s, "step_ns");
        int repeats = count(s, "repeats");
        double spread = number(s, "spread_share");
        boolean served = flag(s, "served");
        return s.check(() -> new Sample(
                new Probe(decodes, decodeContext, chunk, chunkContext, last, held), nanos, repeats, spread, served));
    }

    private static String key(Term term) {
        return term.name().toLowerCase(Locale.ROOT);
    }

    private static int count(Section s, String key) {
        return s.integer(key, 0, Integer.MAX_VALUE).orElseThrow(() -> s.error(key, "is missing"));
    }

    private static long whole(Section s, String key) {
        return s.whole(key, 0, Long.MAX_VALUE).orElseThrow(() -> s.error(key, "is missing"));
    }

    private static boolean flag(Section s, String key) {
        return s.flag(key).orElseThrow(() -> s.error(key, "is missing"));
    }

    private static double number(Section s, String key) {
        return s.number(key, 0, LARGEST).orElseThrow(() -> s.error(key, "is missing"));
    }
}
