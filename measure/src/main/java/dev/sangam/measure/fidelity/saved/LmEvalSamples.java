package dev.sangam.measure.fidelity.saved;

import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.PredictionHeader;
import dev.sangam.measure.fidelity.records.JsonRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads what lm-eval wrote under {@code --log_samples}: a file {@code samples_TASK_TIME.jsonl} for each task, or a folder of them. A
 * task that appears in a folder several times is read from its latest file. What stands in a file once for each filter, as GSM8K's
 * answers do, is taken once.
 */
public final class LmEvalSamples {
    private static final long MAX_BYTES = 16L << 30;
    private static final Pattern NAME =
            Pattern.compile("samples_(.+?)(_\\d{4}-\\d\\d-\\d\\dT[\\d.:-]+)?\\.jsonl(\\.gz)?");

    private LmEvalSamples() {}

    /**
     * Reads a file or folder.
     *
     * @throws InputException naming file and line of what is wrong
     */
    public static SavedPredictions read(Path path) {
        List<Prediction> predictions = new ArrayList<>();
        if (Files.isDirectory(path)) {
            latest(path).forEach((task, file) -> predictions.addAll(predictions(file, task)));
        } else {
            predictions.addAll(predictions(path, task(path)));
        }
        if (predictions.isEmpty()) {
            throw new InputException(path + ": holds no samples; it must have at least one");
        }
        return new SavedPredictions(new PredictionHeader(name(path), new LinkedHashMap<>()), predictions);
    }

    private static List<Prediction> predictions(Path file, String task) {
        Map<String, Prediction> byId = new LinkedHashMap<>();
        JsonRecords.read(file, MAX_BYTES, record -> {
            Prediction prediction = LmEvalSample.read(record, task);
            Prediction earlier = byId.putIfAbsent(prediction.id(), prediction);
            if (earlier != null && !earlier.equals(prediction)) {
                throw record.wrong(
                        "doc_id is " + prediction.id() + ", as that of an earlier line with another answer; the"
                                + " lines of one document may differ in their filter alone");
            }
        });
        return List.copyOf(byId.values());
    }

    /** The file of each task, in the order of their names; of several the last by name, which holds the time. */
    private static Map<String, Path> latest(Path folder) {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            Map<String, Path> byTask = new LinkedHashMap<>();
            files.filter(Files::isRegularFile)
                    .filter(file -> NAME.matcher(fileName(file)).matches())
                    .sorted()
                    .forEach(file -> byTask.put(task(file), file));
            if (byTask.values().stream().map(Path::getParent).distinct().count() > 1) {
                throw new InputException(
                        folder + ": has samples in several folders, as of several models. Maybe one of "
                                + byTask.values().stream()
                                        .map(Path::getParent)
                                        .distinct()
                                        .toList());
            }
            if (byTask.isEmpty()) {
                throw new InputException(folder + ": has no file samples_TASK_TIME.jsonl, as lm-eval writes under"
                        + " --log_samples; it must have at least one");
            }
            return byTask;
        } catch (IOException e) {
            throw JsonRecords.unreadable(folder, e);
        }
    }

    private static String task(Path file) {
        Matcher matcher = NAME.matcher(fileName(file));
        return matcher.matches() ? matcher.group(1) : fileName(file).replaceFirst("\\.jsonl?(\\.gz)?$", "");
    }

    /** lm-eval puts the files of a model into a folder of its name. */
    private static String name(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        boolean own = Files.isDirectory(path) || !NAME.matcher(fileName(path)).matches();
        Path parent = absolute.getParent();
        return own || parent == null ? fileName(absolute) : fileName(parent);
    }

    private static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }
}
