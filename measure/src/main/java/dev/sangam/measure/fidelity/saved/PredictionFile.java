package dev.sangam.measure.fidelity.saved;

import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.PredictionHeader;
import dev.sangam.measure.fidelity.records.JsonRecord;
import dev.sangam.measure.fidelity.records.JsonRecords;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads our own files of predictions: JSON lines, packed with gzip or not, of which the first says who answered, and each other
 * holds a prediction. docs/fidelity-inputs.md describes them; {@link PredictionWriter} writes them.
 */
public final class PredictionFile {
    /** How every such file begins. */
    static final String START = "{\"format\":\"" + PredictionLine.FORMAT + "\"";

    private static final long MAX_BYTES = 16L << 30;
    private static final int MAX_LINE = 64 << 20;

    private final Path path;
    private final List<Prediction> predictions = new ArrayList<>();
    private final Set<List<String>> seen = new HashSet<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable PredictionHeader header;
    private int wholeGroups;
    private boolean torn;
    /** Whether the last line is whole but for its line end. */
    private boolean openLine;

    private int line;

    private PredictionFile(Path path) {
        this.path = path;
    }

    /**
     * Reads a whole file.
     *
     * @throws InputException naming file and line of what is wrong; also when the last line is torn
     */
    public static SavedPredictions read(Path path) {
        PredictionFile file = new PredictionFile(path);
        file.readLines();
        if (file.torn) {
            throw new InputException(
                    path + ":" + Math.max(1, file.line) + ": is torn: the run that wrote it was cut off. Maybe start it"
                            + " again; it goes on where it was");
        }
        if (file.header == null) {
            throw new InputException(path + ": is empty; it must begin with " + START);
        }
        return new SavedPredictions(file.header, file.predictions);
    }

    /**
     * What can be kept of a file that may have been cut off.
     *
     * @param header null when not even the first line is whole
     * @param predictions those of groups that are whole
     * @param clean whether nothing else is in the file
     */
    public record Kept(@Nullable PredictionHeader header, List<Prediction> predictions, boolean clean) {}

    public static Kept keep(Path path) {
        PredictionFile file = new PredictionFile(path);
        file.readLines();
        boolean clean = !file.torn && !file.openLine && file.wholeGroups == file.predictions.size();
        return new Kept(file.header, List.copyOf(file.predictions.subList(0, file.wholeGroups)), clean);
    }

    private void readLines() {
        try (InputStream in = new BufferedInputStream(JsonRecords.open(path, MAX_BYTES), 1 << 16)) {
            for (byte[] next = wholeLine(in); next != null; next = wholeLine(in)) {
                String text = text(next);
                if (!text.isBlank()) {
                    take(JsonRecords.parse(path + ":" + line, text));
                }
            }
        } catch (EOFException | ZipException e) {
            torn = true;
        } catch (IOException e) {
            throw JsonRecords.unreadable(path, e);
        }
    }

    /** The next line; null at the end, where there may be a part of one. */
    private byte @Nullable [] wholeLine(InputStream in) throws IOException {
        bytes.reset();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                line++;
                return bytes.toByteArray();
            }
            bytes.write(c);
            if (bytes.size() > MAX_LINE) {
                throw new InputException(path + ":" + (line + 1) + ": has more than " + MAX_LINE + " bytes");
            }
        }
        if (bytes.size() == 0) {
            return null;
        }
        line++;
        openLine = JsonRecords.isObject(bytes.toString(StandardCharsets.UTF_8));
        torn = !openLine;
        return openLine ? bytes.toByteArray() : null;
    }

    private String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InputException(path + ":" + line + ": is not UTF-8 text", e);
        }
    }

    private void take(JsonRecord record) {
        if (header == null) {
            header = PredictionLine.header(record);
            return;
        }
        Prediction prediction = PredictionLine.prediction(record);
        if (!seen.add(List.of(prediction.set(), prediction.id()))) {
            throw PredictionLine.twice(record, prediction);
        }
        predictions.add(prediction);
        if (record.at(PredictionLine.GROUP_END).asBoolean(false)) {
            wholeGroups = predictions.size();
        }
    }
}
