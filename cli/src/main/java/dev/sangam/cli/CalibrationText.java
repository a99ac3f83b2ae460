package dev.sangam.cli;

import dev.sangam.core.batchtime.TokenBudget;
import dev.sangam.core.batchtime.TokenBudget.Load;
import dev.sangam.core.calibration.CalibratedTimes;
import dev.sangam.core.calibration.CalibrationFit;
import dev.sangam.core.calibration.Probe;
import dev.sangam.core.calibration.Sample;
import dev.sangam.files.calibration.CalibrationProfile;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextStyle;
import dev.sangam.files.output.TextTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A profile for people: what was measured, how well it is predicted, and which token budgets follow. */
final class CalibrationText {
    private static final List<Integer> SHOWN_DECODES = List.of(1, 2, 4, 8, 16, 32, 64);
    private static final List<Integer> SHOWN_CHUNKS = List.of(16, 32, 63, 64, 128, 256, 512);
    private static final int WIDTH = 48;
    /** Tokens that sequences are taken to have when a budget is advised. */
    private static final int CONTEXT = 512;

    private final CalibrationProfile profile;
    private final CalibratedTimes times;
    private final TextStyle style;
    private final List<Sample> ordered;

    CalibrationText(CalibrationProfile profile, TextStyle style) {
        this.profile = profile;
        this.times = profile.times();
        this.style = style;
        this.ordered = profile.samples().stream()
                .sorted(Comparator.comparingInt(
                        s -> s.probe().decodeContext() + s.probe().chunkContext()))
                .toList();
    }

    /** All of it; {@code targets} are times between tokens, nanoseconds. */
    String all(List<Long> targets) {
        List<String> lines = new ArrayList<>();
        int runs = profile.samples().stream().mapToInt(Sample::repeats).sum();
        lines.add("model     " + profile.model().name());
        lines.add("machine   " + profile.machine().cpu() + ", " + threads() + ", "
                + profile.machine().kernels());
        lines.add(
                "measured  " + Figures.count(profile.samples().size()) + " batches, " + Figures.count(runs) + " runs");
        lines.add("");
        lines.addAll(table().lines((row, column, text) -> text));
        lines.add("");
        lines.addAll(chart());
        lines.add("");
        CalibrationFit fit = profile.fit();
        lines.add(String.format(
                Locale.ROOT,
                "error     of batches that were left out of the fit: mean %s, half below %s, 90 %% below %s",
                Figures.share(fit.held().mean()),
                Figures.share(fit.held().median()),
                Figures.share(fit.held().p90())));
        targets.forEach(target -> lines.addAll(advice(target)));
        return String.join("\n", lines) + "\n";
    }

    private String threads() {
        int threads = profile.settings().threads();
        return threads == 1 ? "1 thread" : threads + " threads";
    }

    /** Measured beside predicted, for some batches. */
    private TextTable table() {
        TextTable table = new TextTable(1, List.of("batch", "context", "measured", "predicted", "error"));
        for (int decodes : SHOWN_DECODES) {
            rows(
                    table,
                    decodes + (decodes == 1 ? " decode" : " decodes"),
                    s -> s.decodes() == decodes && s.chunk() == 0);
        }
        for (int chunk : SHOWN_CHUNKS) {
            rows(table, "chunk of " + chunk, p -> p.decodes() == 0 && p.chunk() == chunk);
        }
        return table;
    }

    private void rows(TextTable table, String name, Predicate<Probe> shown) {
        TreeSet<Integer> seen = new TreeSet<>();
        for (Sample sample : ordered) {
            Probe p = sample.probe();
            int context = p.chunk() > 0 ? p.chunkContext() : p.decodeContext() - 1;
            boolean alone = p.heldTokens() == p.decodes() * p.decodeContext() + p.chunkContext() + p.chunk();
            if (shown.test(p) && alone && seen.add(context)) {
                table.add(List.of(
                        name,
                        Figures.count(context),
                        Figures.seconds(sample.stepNanos() / 1e9),
                        Figures.seconds(predicted(p) / 1e9),
                        String.format(Locale.ROOT, "%+.1f %%", 100 * CalibrationFit.error(times, sample))));
            }
        }
    }

    private double predicted(Probe probe) {
        return times.stageNanos(probe.shape(), true);
    }

    /** Predicted time by chunk, as bars. */
    private List<String> chart() {
        List<String> lines = new ArrayList<>();
        int longest = profile.samples().stream()
                .mapToInt(s -> s.probe().chunkContext())
                .max()
                .orElse(0);
        int largest = profile.samples().stream()
                .mapToInt(s -> s.probe().chunk())
                .max()
                .orElse(1);
        int[] chunks = IntStream.rangeClosed(1, 8)
                .map(i -> Math.max(1, i * largest / 8))
                .distinct()
                .toArray();
        double most = predicted(Probe.alone(0, 0, largest, longest, true));
        for (int context : longest == 0 ? new int[] {0} : new int[] {0, longest}) {
            lines.add("step with one chunk, " + Figures.count(context) + " tokens before it");
            for (int chunk : chunks) {
                double nanos = predicted(Probe.alone(0, 0, chunk, context, true));
                int length = (int) Math.max(1, Math.round(WIDTH * nanos / most));
                lines.add(String.format(
                        Locale.ROOT,
                        "%6d  %s %s",
                        chunk,
                        (style.unicode() ? "█" : "#").repeat(length),
                        Figures.seconds(nanos / 1e9)));
            }
        }
        return lines;
    }

    /** Token budgets that keep to a time between tokens, by how busy the engine is. */
    private List<String> advice(long target) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "budget    for %s between tokens, with %d tokens of context each:",
                Figures.seconds(target / 1e9),
                CONTEXT));
        int most = profile.settings().batchTokens();
        for (int decodes : SHOWN_DECODES) {
            if (decodes <= profile.settings().slots()) {
                int tokens = TokenBudget.tokens(times, new Load(decodes, CONTEXT), (double) target, most);
                double nanos = predicted(Probe.alone(decodes, CONTEXT, tokens - decodes, CONTEXT, true));
                lines.add(String.format(
                        Locale.ROOT,
                        "          %3d decoding: token_budget %d%s",
                        decodes,
                        tokens,
                        nanos > target
                                ? ", which takes " + Figures.seconds(nanos / 1e9) + ": the target cannot be kept"
                                : ""));
            }
        }
        return lines;
    }
}
