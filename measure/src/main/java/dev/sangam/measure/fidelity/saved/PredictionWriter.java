package dev.sangam.measure.fidelity.saved;

import dev.sangam.core.InputException;
import dev.sangam.files.output.OutputFile;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.PredictionHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a file of predictions group by group, each of which is in the file as soon as {@link #append} returns. A file that is
 * there already goes on after its last whole group; what follows that, a torn line among it, is dropped. A name that ends in
 * {@code .gz} makes a packed file, each group of which is a member of its own.
 */
public final class PredictionWriter implements AutoCloseable {
    private final Path path;
    private final OutputStream out;
    private final List<Prediction> kept;

    private PredictionWriter(Path path, OutputStream out, List<Prediction> kept) {
        this.path = path;
        this.out = out;
        this.kept = kept;
    }

    /**
     * Begins a file, or goes on with one.
     *
     * @throws InputException when the file was made under other settings, naming the first that differs, is no file of
     *     predictions, or cannot be written
     */
    public static PredictionWriter open(Path path, PredictionHeader header) {
        List<Prediction> kept = List.of();
        if (Files.exists(path)) {
            PredictionFile.Kept found = PredictionFile.keep(path);
            if (found.header() != null) {
                String difference = PredictionLine.difference(found.header(), header);
                if (!difference.isEmpty()) {
                    throw new InputException(path + ": was made under other settings: " + difference
                            + ". Maybe another folder, or delete the file");
                }
            }
            kept = found.predictions();
            // A packed file may end in part of the head of a member, which readers of gzip pass over in silence.
            if (found.header() == null || !found.clean() || isPacked(path)) {
                rewrite(path, header, kept);
            }
        } else {
            rewrite(path, header, kept);
        }
        try {
            OutputStream out = Files.newOutputStream(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            return new PredictionWriter(path, out, kept);
        } catch (IOException e) {
            throw OutputFile.failure(path, e);
        }
    }

    /** What the file held when it was opened: whole groups, in the order in which they were written. */
    public List<Prediction> kept() {
        return kept;
    }

    /** Writes a group, all of it or, when the process ends meanwhile, in effect nothing. */
    public void append(List<Prediction> group) {
        try {
            out.write(packed(path, lines(group)));
            out.flush();
        } catch (IOException e) {
            throw OutputFile.failure(path, e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw OutputFile.failure(path, e);
        }
    }

    private static void rewrite(Path path, PredictionHeader header, List<Prediction> predictions) {
        OutputFile file = OutputFile.beside(path);
        try {
            file.write(packed(path, PredictionLine.write(header) + "\n" + lines(predictions)));
        } catch (IOException e) {
            throw file.failure(e);
        }
        file.commit();
    }

    private static String lines(List<Prediction> group) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < group.size(); i++) {
            text.append(PredictionLine.write(group.get(i), i == group.size() - 1))
                    .append('\n');
        }
        return text.toString();
    }

    private static byte[] packed(Path path, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!isPacked(path)) {
            return bytes;
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static boolean isPacked(Path path) {
        return path.toString().endsWith(".gz");
    }
}
