package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import dev.sangam.files.output.OutputFile;
import dev.sangam.files.output.OutputFolder;
import dev.sangam.files.output.TableFormat;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.report.FidelityJson;
import dev.sangam.measure.fidelity.report.FidelityPage;
import dev.sangam.measure.fidelity.report.FidelityReport;
import dev.sangam.measure.fidelity.report.FidelitySweep;
import dev.sangam.measure.fidelity.report.FidelitySweepPage;
import dev.sangam.measure.fidelity.report.FidelitySweepText;
import dev.sangam.measure.fidelity.report.FidelityTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The folder of a comparison. What was answered lies in it from the beginning, so that a run that was stopped goes on; all else
 * appears at the end.
 */
final class FidelityFolder implements AutoCloseable {
    /** Every figure. */
    static final String SUMMARY = "fidelity.json";

    /** Makes a folder one of a comparison, from the beginning. */
    private static final String MARKER = "run.txt";

    private static final String ANSWERS = ".predictions.jsonl.gz";
    private static final String TOKENS = ".tokens";
    private static final List<String> REPLACED =
            List.of(OutputOptions.REPORT, SUMMARY, "items.parquet", "items.csv", "tokens.parquet", "tokens.csv");

    private final OutputFolder output;
    private final boolean afresh;
    private final Set<String> used = new HashSet<>();

    private FidelityFolder(OutputFolder output, boolean afresh) {
        this.output = output;
        this.afresh = afresh;
    }

    /**
     * Creates the folder, or takes an earlier comparison's over.
     *
     * @param afresh whether to forget what was answered
     */
    static FidelityFolder open(Path folder, boolean afresh) {
        return new FidelityFolder(OutputFolder.open(folder, MARKER, REPLACED), afresh);
    }

    /**
     * Makes the folder one of a comparison.
     *
     * @param title one line that names it
     * @return whether it was one of this name already
     */
    boolean begin(String title) {
        Path marker = output.path().resolve(MARKER);
        String line = title + "\n";
        try {
            if (Files.exists(marker) && Files.readString(marker).equals(line)) {
                return true;
            }
        } catch (IOException e) {
            throw new InputException(marker + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
        OutputFile.write(marker, line);
        return false;
    }

    Path path() {
        return output.path();
    }

    /** Writes a text among the results, which appear when they are committed. */
    void write(String name, String text) {
        output.file(name).write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes everything about one candidate. */
    void write(FidelityReport report, Optional<TableFormat> tables) {
        tables.ifPresent(format -> tables("", report.comparison(), format));
        write(OutputOptions.REPORT, FidelityPage.of(report));
        write(SUMMARY, FidelityJson.of(report));
    }

    /** Writes everything about several candidates. */
    void write(FidelitySweep sweep, Optional<TableFormat> tables) {
        for (FidelitySweep.Variant variant : sweep.variants()) {
            String type = variant.type();
            tables.ifPresent(format -> tables(type + ".", variant.report().comparison(), format));
            write(page(type), FidelityPage.of(variant.report()));
            write(type + ".json", FidelityJson.of(variant.report()));
        }
        write(OutputOptions.REPORT, FidelitySweepPage.of(sweep));
        write(SUMMARY, FidelitySweepText.json(sweep));
    }

    /** The page of one of several candidates. */
    static String page(String type) {
        return type + ".html";
    }

    private void tables(String prefix, Comparison comparison, TableFormat format) {
        String ending = "." + format.name().toLowerCase(Locale.ROOT);
        if (!comparison.sets().isEmpty()) {
            FidelityTables.items(comparison, format, output.file(prefix + "items" + ending));
        }
        if (!comparison.texts().isEmpty()) {
            FidelityTables.tokens(comparison, format, output.file(prefix + "tokens" + ending));
        }
    }

    /** Where the answers of a side are kept. */
    Path answers(String side) {
        return kept(side + ANSWERS);
    }

    /** Where is kept what a side said of a text. */
    Path tokens(String side, String text) {
        return kept(side + "." + text.replaceAll("[^A-Za-z0-9._-]+", "-") + TOKENS);
    }

    private Path kept(String name) {
        Path file = output.path().resolve(name);
        if (used.add(name) && afresh) {
            delete(file);
        }
        return file;
    }

    /** Gives every result its name. */
    void commit(String title) {
        output.file(MARKER).write((title + "\n").getBytes(StandardCharsets.UTF_8));
        output.commit();
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw OutputFile.failure(file, e);
        }
    }

    @Override
    public void close() {
        output.close();
    }
}
