package dev.sangam.sim.profile;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.LayerOperator;
import dev.sangam.core.batchtime.TokenOperator;
import dev.sangam.sim.profile.OperatorFit.Fit;
import dev.sangam.sim.profile.OperatorFit.Floor;
import dev.sangam.sim.profile.OperatorFit.Point;
import dev.sangam.sim.profile.OperatorFit.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The regressors of a profile in Vidur's format beside its measurements, in microseconds. */
final class VidurFits {
    private static final int FOLDS = 3;
    private static final double MICROS = 1e3;
    private static final int LARGEST = 1 << 30;

    private VidurFits() {}

    static List<OperatorFit> of(Measurements measured) {
        List<OperatorFit> fits = new ArrayList<>();
        measured.tokens().forEach((operator, curve) -> fits.add(tokens(operator, curve)));
        fits.add(surface(
                "attn_decode", List.of("batch_size", "kv_cache_size"), measured.decode(), false, VidurFits::decodes));
        fits.add(surface(
                "attn_prefill",
                List.of("kv_cache_size", "prefill_chunk_size"),
                measured.prefill(),
                true,
                VidurFits::prefill));
        return fits;
    }

    private static OperatorFit tokens(TokenOperator operator, Curve curve) {
        List<Point> points = IntStream.range(0, curve.size())
                .mapToObj(i -> new Point(new int[] {whole(curve.x()[i])}, MICROS * curve.y()[i]))
                .toList();
        NeighbourBag bag = new NeighbourBag(curve);
        return new OperatorFit(
                operator.id(),
                List.of("tokens"),
                points,
                heldOut(points, HeldOut.predictions(curve, FOLDS)),
                at -> MICROS * bag.predict(at[0]),
                floor(operator));
    }

    /** @param squared whether the second feature is the square of what is shown */
    private static OperatorFit surface(String name, List<String> axes, Surface surface, boolean squared, Shape shape) {
        List<Point> points = IntStream.range(0, surface.size())
                .mapToObj(i -> new Point(
                        new int[] {whole(surface.x()[i]), whole(squared ? Math.sqrt(surface.z()[i]) : surface.z()[i])},
                        MICROS * surface.y()[i]))
                .toList();
        return new OperatorFit(
                name,
                axes,
                points,
                heldOut(points, HeldOut.predictions(surface, FOLDS)),
                grid(surface, squared),
                (roofline, at) -> roofline.attentionNanos(shape.of(at[0], at[1])));
    }

    /** The forest at the measured values of both features, and between them what it says of the nearest below. */
    private static Fit grid(Surface surface, boolean squared) {
        double[] xs = Arrays.stream(surface.x()).sorted().distinct().toArray();
        double[] zs = Arrays.stream(surface.z()).sorted().distinct().toArray();
        double[][] grid = Forest.grid(surface, xs, zs, Measurements.TREES, Measurements.SEED);
        return at -> MICROS * grid[below(xs, at[0])][below(zs, squared ? (double) at[1] * at[1] : at[1])];
    }

    private static int below(double[] values, double value) {
        int found = Arrays.binarySearch(values, value);
        return found >= 0 ? found : Math.max(0, -found - 2);
    }

    private static List<Prediction> heldOut(List<Point> points, double[] predictedMillis) {
        return IntStream.range(0, points.size())
                .filter(i -> points.get(i).micros() > 0 && !Double.isNaN(predictedMillis[i]))
                .mapToObj(i -> new Prediction(points.get(i), MICROS * predictedMillis[i]))
                .toList();
    }

    private static int whole(double value) {
        return Math.clamp(Math.round(value), 0, LARGEST);
    }

    private static Floor floor(TokenOperator operator) {
        LayerOperator same = switch (operator) {
            case ATTN_PRE_PROJ -> LayerOperator.QKV;
            case ATTN_POST_PROJ -> LayerOperator.ATTENTION_OUT;
            case ATTN_ROPE -> LayerOperator.ROTARY;
            case ATTN_KV_CACHE_SAVE -> LayerOperator.CACHE_WRITE;
            case INPUT_LAYERNORM, POST_ATTENTION_LAYERNORM -> LayerOperator.NORM;
            case MLP_UP_PROJ -> LayerOperator.MLP_UP;
            case MLP_DOWN_PROJ -> LayerOperator.MLP_DOWN;
            case MLP_ACT -> LayerOperator.ACTIVATION;
            case ADD -> LayerOperator.ADD;
            case ALL_REDUCE -> LayerOperator.ALL_REDUCE;
            case SEND_RECV -> LayerOperator.SEND;
        };
        return (roofline, at) -> roofline.nanos(same, at[0]);
    }

    private interface Shape {
        BatchShape of(int first, int second);
    }

    private static BatchShape decodes(int sequences, int context) {
        BatchShape shape = new BatchShape();
        for (int i = 0; i < sequences; i++) {
            shape.addDecode(Math.max(1, context));
        }
        return shape;
    }

    private static BatchShape prefill(int context, int chunk) {
        BatchShape shape = new BatchShape();
        shape.addPrefill(context, chunk);
        return shape;
    }
}
