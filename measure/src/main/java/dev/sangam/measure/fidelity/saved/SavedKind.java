package dev.sangam.measure.fidelity.saved;

import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.records.JsonRecords;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kinds of files that hold what models answered; recognised by how they begin. */
public enum SavedKind {
    /** Our own: {@link PredictionFile}. */
    PREDICTIONS,
    /** A file, or a folder, that lm-eval wrote under {@code --log_samples}: {@link LmEvalSamples}. */
    LM_EVAL,
    /** What llama.cpp's perplexity tool wrote under {@code --kl-divergence-base}: {@link LogitsFile}. */
    LOGITS;

    private static final int LOOKED_AT_BYTES = 1 << 20;

    /**
     * Recognises a file.
     *
     * @throws InputException when it is none of them
     */
    public static SavedKind of(Path path) {
        if (Files.isDirectory(path)) {
            return LM_EVAL;
        }
        String head = head(path);
        if (head.startsWith(LogitsFile.MAGIC)) {
            return LOGITS;
        }
        String start = head.stripLeading();
        if (start.startsWith(PredictionFile.START)) {
            return PREDICTIONS;
        }
        int lineEnd = start.indexOf('\n');
        String line = lineEnd < 0 ? start : start.substring(0, lineEnd);
        if (start.startsWith("{") && line.contains("\"doc_id\"") && line.contains("resps\"")) {
            return LM_EVAL;
        }
        throw new InputException(path + ": is no file of predictions; it must begin with " + PredictionFile.START
                + ", or be samples of lm-eval (--log_samples), or log-probabilities of llama.cpp");
    }

    private static String head(Path path) {
        StringBuilder head = new StringBuilder();
        try (InputStream in = JsonRecords.open(path, Long.MAX_VALUE)) {
            byte[] bytes = new byte[1 << 13];
            for (int n = in.read(bytes); n >= 0 && head.length() < LOOKED_AT_BYTES; n = in.read(bytes)) {
                head.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
            }
            return head.toString();
        } catch (EOFException e) {
            return head.toString(); // a packed file that was cut off
        } catch (IOException e) {
            throw JsonRecords.unreadable(path, e);
        }
    }
}
