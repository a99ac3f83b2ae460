package dev.sangam.sim.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.sangam.core.batchtime.AttentionGrid;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.Collectives;
import dev.sangam.core.batchtime.CudaGraphs;
import dev.sangam.core.batchtime.MeasuredProfile;
import dev.sangam.core.model.Parallelism;
import dev.sangam.sim.model.ModelCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What interpolation costs on a measured grid, and what a prediction costs. Skipped when the data are absent. */
class MeasuredGridTest {
    private static final Path PROFILE = Path.of(
            System.getProperty("sangam.data", "../../shared/data"), "vllm-measured/rtx4090-llama-3.1-8b/profile");

    /** Every value of an axis in turn is left out and predicted from its neighbours, twice as far apart as in use. */
    @Test
    void predictsPointsThatWereLeftOut() {
        List<Point> points = points();
        assertThat(heldOut("prefill_chunk", points, Point::chunk)).isLessThan(0.03);
        assertThat(heldOut("kv_prefill", points, Point::history)).isLessThan(0.03);
        assertThat(heldOut("n_decode", points, Point::decodes)).isLessThan(0.03);
        assertThat(heldOut("kv_decode", points, Point::decodeHistory)).isLessThan(0.03);
    }

    @Test
    void returnsMeasuredPointsAsTheyAre() {
        AttentionGrid grid = grid(points());
        for (Point p : points()) {
            assertThat(p.predicted(grid)).isCloseTo(p.micros, offset(1e-9));
        }
    }

    @Test
    void predictsABatchInUnderAMicrosecond() {
        Assumptions.assumeTrue(Files.isDirectory(PROFILE), () -> "no measured profile at " + PROFILE);
        MeasuredProfile profile = MeasuredProfileFolder.open(PROFILE)
                .batchTime(new ProfileUse(
                        ModelCatalogue.resolve("../model.json", PROFILE),
                        Parallelism.NONE,
                        Collectives.ONE_GPU,
                        CudaGraphs.vllm(256, 2048),
                        16));
        BatchShape decodes = new BatchShape();
        for (int i = 0; i < 35; i++) {
            decodes.addDecode(500 + 40 * i);
        }
        double decodeNanos = nanosPerCall(profile, decodes);
        double decodeMillis = profile.nanos(decodes, 1) / 1e6;
        decodes.addPrefill(300, 700);
        decodes.addPrefill(0, 900);
        System.out.printf(
                Locale.ROOT,
                "35 decodes: %.3f ms, predicted in %.0f ns; with two chunks: %.3f ms in %.0f ns%n",
                decodeMillis,
                decodeNanos,
                profile.nanos(decodes, 1) / 1e6,
                nanosPerCall(profile, decodes));
        assertThat(decodeNanos).isLessThan(1000);
    }

    private static double nanosPerCall(MeasuredProfile profile, BatchShape shape) {
        double best = Double.POSITIVE_INFINITY;
        double sum = 0;
        for (int round = 0; round < 20; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < 20_000; i++) {
                sum += profile.nanos(shape, 1);
            }
            best = Math.min(best, (System.nanoTime() - start) / 20_000.0);
        }
        assertThat(sum).isPositive();
        return best;
    }

    /** Prints the error of an axis; returns its median. */
    private static double heldOut(String axis, List<Point> points, ToIntFunction<Point> coordinate) {
        int[] values = points.stream()
                .mapToInt(coordinate)
                .filter(v -> v > 0)
                .sorted()
                .distinct()
                .toArray();
        List<Double> errors = new ArrayList<>();
        for (int i = 1; i < values.length - 1; i++) {
            int left = values[i];
            AttentionGrid grid = grid(points.stream()
                    .filter(p -> coordinate.applyAsInt(p) != left)
                    .toList());
            points.stream()
                    .filter(p -> coordinate.applyAsInt(p) == left)
                    .forEach(p -> errors.add(p.predicted(grid) / p.micros - 1));
        }
        double[] sizes = errors.stream().mapToDouble(Math::abs).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%-13s left out: %5d points, error mean %.2f %%, median %.2f %%, p90 %.2f %%, signed mean %+.2f %%%n",
                axis,
                sizes.length,
                100 * Arrays.stream(sizes).average().orElseThrow(),
                100 * sizes[sizes.length / 2],
                100 * sizes[sizes.length * 9 / 10],
                100 * errors.stream().mapToDouble(e -> e).average().orElseThrow());
        return sizes[sizes.length / 2];
    }

    private static AttentionGrid grid(List<Point> points) {
        AttentionGrid.Builder builder = AttentionGrid.builder();
        points.forEach(p -> builder.add(p.chunk, p.history, p.decodes, p.decodeHistory, p.micros));
        return builder.build();
    }

    private static List<Point> points() {
        Assumptions.assumeTrue(Files.isDirectory(PROFILE), () -> "no measured profile at " + PROFILE);
        List<Point> points = new ArrayList<>();
        new TimedRows(PROFILE.resolve("tp1/attention.csv"), List.of())
                .forEach(row -> points.add(new Point(
                        row.count("prefill_chunk", 0),
                        row.count("kv_prefill", 0),
                        row.count("n_decode", 0),
                        row.count("kv_decode", 0),
                        row.micros("time_us"))));
        return points;
    }

    private record Point(int chunk, int history, int decodes, int decodeHistory, double micros) {
        double predicted(AttentionGrid grid) {
            return grid.micros(chunk, history, decodes, decodeHistory);
        }
    }
}
