package dev.sangam.files.trace;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.sangam.core.InputException;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.workload.BlockKeys;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.Reasons;
import dev.sangam.files.trace.TraceBuilder.TokenFields;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * Our own format of a workload: CSV with arrivals in nanoseconds, labels, and the {@link BlockKeys} of the prompt in
 * hexadecimal. What is written is read back equal.
 */
public final class WorkloadFile {
    static final List<String> REQUIRED =
            List.of("arrival_ns", "prompt_tokens", "output_tokens", "class", "priority", "tenant");

    private static final List<String> COLUMNS = List.of(
            "arrival_ns",
            "prompt_tokens",
            "output_tokens",
            "class",
            "priority",
            "tenant",
            "blocks_per_key",
            "block_keys");
    private static final TokenFields TOKENS = new TokenFields("prompt_tokens", "output_tokens");

    private WorkloadFile() {}

    /** Writes a workload, gzipped when the name ends in {@code .gz}. The file appears whole or not at all. */
    public static void write(Path file, Workload workload) {
        try (Draft draft = draft(file, workload)) {
            draft.commit();
        }
    }

    /**
     * Writes a workload beside its place; {@link Draft#commit()} then moves it there. Only a regular file is replaced: to
     * replace a device would break it for everyone.
     */
    public static Draft draft(Path file, Workload workload) {
        Path name = file.getFileName();
        Path folder = file.toAbsolutePath().getParent();
        if (name == null || name.toString().isEmpty() || (Files.exists(file) && !Files.isRegularFile(file))) {
            throw new InputException(file + ": cannot be written (it is not a regular file)");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new InputException(file + ": cannot be written (its folder does not exist)");
        }
        Draft draft = new Draft(file.resolveSibling("." + name + ".part"), file);
        try {
            writeTo(draft.unfinished, workload, file.toString().endsWith(".gz"));
            return draft;
        } catch (IOException e) {
            draft.close();
            throw new InputException(file + ": cannot be written (" + Reasons.of(e) + ")", e);
        }
    }

    /**
     * A file that is written but does not have its name yet; closed without commit, it is gone.
     *
     * @param unfinished where it is
     * @param file where it will be
     */
    public record Draft(Path unfinished, Path file) implements AutoCloseable {
        /** Gives it its name, replacing what had it. */
        public void commit() {
            try {
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new InputException(file + ": cannot be written (" + Reasons.of(e) + ")", e);
            }
        }

        @Override
        public void close() {
            try {
                Files.deleteIfExists(unfinished);
            } catch (IOException e) {
                throw new InputException(unfinished + ": cannot be removed (" + Reasons.of(e) + ")", e);
            }
        }
    }

    private static void writeTo(Path file, Workload workload, boolean zip) throws IOException {
        try (OutputStream plain = Files.newOutputStream(file);
                OutputStream out = zip ? new GZIPOutputStream(plain, 1 << 16) : plain;
                CsvWriter csv =
                        CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out)) {
            csv.writeRecord(COLUMNS);
            for (int i = 0; i < workload.size(); i++) {
                csv.writeRecord(row(workload, i));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static List<String> row(Workload w, int i) {
        BlockKeys keys = w.blockKeys(i);
        return List.of(
                Long.toString(w.arrival(i)),
                Integer.toString(w.promptTokens(i)),
                Integer.toString(w.outputTokens(i)),
                w.qos(i).name(),
                Integer.toString(w.priority(i)),
                w.tenant(i),
                keys.size() == 0 ? "" : Integer.toString(keys.blocksPerKey()),
                IntStream.range(0, keys.size())
                        .mapToObj(k -> Long.toHexString(keys.at(k)))
                        .collect(Collectors.joining(" ")));
    }

    static Workload read(String file, CsvRows rows, Map<String, QosClass> classes) {
        TraceBuilder trace = new TraceBuilder();
        while (rows.advance()) {
            long arrival = rows.whole("arrival_ns", 0, Row.MAX_NANOS);
            trace.addInOrder(rows, "arrival_ns", arrival, TOKENS, label(rows, classes), keys(rows));
        }
        return trace.build(file);
    }

    private static Label label(CsvRows rows, Map<String, QosClass> classes) {
        String name = rows.text("class");
        QosClass qos = name.equals(QosClass.BEST_EFFORT.name()) ? QosClass.BEST_EFFORT : classes.get(name);
        if (qos == null) {
            throw rows.error("class", "must be best-effort or one of " + classes.keySet());
        }
        if (rows.text("tenant").isBlank()) {
            throw rows.error("tenant", "must be a name");
        }
        int priority = (int) rows.whole("priority", Integer.MIN_VALUE, Integer.MAX_VALUE);
        return new Label(qos, priority, rows.text("tenant"));
    }

    private static BlockKeys keys(CsvRows rows) {
        String text = rows.has("block_keys") ? rows.text("block_keys") : "";
        if (text.isEmpty()) {
            return BlockKeys.NONE;
        }
        try {
            long[] keys = Arrays.stream(text.split(" ", -1))
                    .mapToLong(key -> Long.parseUnsignedLong(key, 16))
                    .toArray();
            return BlockKeys.of((int) rows.whole("blocks_per_key", 1, 1 << 26), keys);
        } catch (NumberFormatException e) {
            throw rows.error("block_keys", "must be hexadecimal numbers of at most 16 digits, a space between each");
        }
    }
}
