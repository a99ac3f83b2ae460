package dev.sangam.sim.profile;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.OperatorTables;
import dev.sangam.core.batchtime.OperatorTimes;
import dev.sangam.core.batchtime.Sharding;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Every pipeline stage of every recorded run of Vidur, predicted from its operator tables. */
class RecordedStagesTest {
    @Test
    void everyRecordedStageIsPredictedToTheBit() throws IOException {
        Path vidur = ReferenceData.vidur();
        Map<String, OperatorTimes> tables = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (NamedCsvRecord known : records(vidur.resolve("cases.csv"))) {
            Path folder = vidur.resolve(known.getField("case"));
            if (!Files.isDirectory(folder)) {
                continue;
            }
            OperatorTimes times = tables.computeIfAbsent(
                    known.getField("tables"),
                    set -> OperatorTableFolder.read(vidur.resolve("tables").resolve(set)));
            int stages = Integer.parseInt(known.getField("pp"));
            int tensorParallel = Integer.parseInt(known.getField("tp"));
            var model = new OperatorTables(times, sharding(known.getField("model"), tensorParallel, stages));
            compare(folder, model, stages, wrong);
        }
        assertThat(wrong).isEmpty();
    }

    private static void compare(Path folder, OperatorTables model, int stages, List<String> wrong) throws IOException {
        Map<String, BatchShape> shapes = shapes(folder);
        int rows = 0;
        int different = 0;
        double largest = 0;
        for (NamedCsvRecord stage : records(folder.resolve("stages.csv.gz"))) {
            BatchShape shape = Objects.requireNonNull(shapes.get(stage.getField("batch_id")));
            boolean last = Integer.parseInt(stage.getField("stage_id")) == stages - 1;
            double recorded = Double.parseDouble(stage.getField("execution_time"));
            double predicted = model.stageSeconds(shape, last);
            rows++;
            largest = Math.max(largest, Math.abs(predicted / recorded - 1));
            if (predicted != recorded && different++ == 0) {
                wrong.add(folder.getFileName() + " batch " + stage.getField("batch_id") + ": " + predicted + ", not "
                        + recorded + ", " + shape);
            }
        }
        System.out.printf(
                "%-55s %6d stages, %d differ, largest relative difference %.1e%n",
                folder.getFileName(), rows, different, largest);
    }

    private static Map<String, BatchShape> shapes(Path folder) throws IOException {
        Map<Integer, int[]> lengths = new HashMap<>();
        for (NamedCsvRecord request : records(folder.resolve("requests_in.csv"))) {
            int prompt = (int) Double.parseDouble(request.getField("num_prefill_tokens"));
            lengths.put(Integer.parseInt(request.getField("request_id")), new int[] {prompt, 0});
        }
        Map<String, BatchShape> shapes = new HashMap<>();
        for (NamedCsvRecord batch : records(folder.resolve("batches.csv.gz"))) {
            shapes.put(batch.getField("batch_id"), shape(batch, lengths));
        }
        return shapes;
    }

    /**
     * A request seen with fewer processed tokens than before was restarted: its prompt is then all it had processed.
     */
    private static BatchShape shape(NamedCsvRecord batch, Map<Integer, int[]> requests) {
        String[] ids = batch.getField("request_ids").split(" ", -1);
        String[] tokens = batch.getField("num_tokens").split(" ", -1);
        String[] processed = batch.getField("num_processed_before").split(" ", -1);
        BatchShape shape = new BatchShape();
        for (int i = 0; i < ids.length; i++) {
            int[] request = Objects.requireNonNull(requests.get(Integer.parseInt(ids[i])));
            int chunk = (int) Double.parseDouble(tokens[i]);
            int done = (int) Double.parseDouble(processed[i]);
            if (done < request[1]) {
                request[0] = request[1];
            }
            if (done < request[0]) {
                shape.addPrefill(done, chunk);
                request[1] = done + chunk + (done + chunk == request[0] ? 1 : 0);
            } else {
                shape.addDecode(done);
                request[1] = done + 1;
            }
        }
        return shape;
    }

    static Sharding sharding(String model, int tensorParallel, int stages) {
        return switch (model) {
            case "meta-llama/Llama-2-7b-hf" -> new Sharding(32, 32, 32, tensorParallel, stages);
            case "meta-llama/Llama-2-70b-hf" -> new Sharding(80, 64, 8, tensorParallel, stages);
            case "meta-llama/Meta-Llama-3-8B" -> new Sharding(32, 32, 8, tensorParallel, stages);
            case "Qwen/Qwen-2-7B" -> new Sharding(28, 28, 4, tensorParallel, stages);
            default -> throw new IllegalArgumentException("unknown model " + model);
        };
    }

    private static List<NamedCsvRecord> records(Path file) throws IOException {
        Reader text = new InputStreamReader(
                file.toString().endsWith(".gz")
                        ? new GZIPInputStream(Files.newInputStream(file))
                        : Files.newInputStream(file),
                StandardCharsets.UTF_8);
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(text)) {
            return csv.stream().toList();
        }
    }
}
