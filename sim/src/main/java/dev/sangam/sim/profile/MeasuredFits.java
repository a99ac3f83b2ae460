package dev.sangam.sim.profile;

import dev.sangam.core.batchtime.AttentionGrid;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.CostCurve;
import dev.sangam.core.batchtime.LayerOperator;
import dev.sangam.core.batchtime.Roofline;
import dev.sangam.sim.profile.AttentionFile.AttentionPoint;
import dev.sangam.sim.profile.OperatorFit.Fit;
import dev.sangam.sim.profile.OperatorFit.Floor;
import dev.sangam.sim.profile.OperatorFit.Point;
import dev.sangam.sim.profile.OperatorFit.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ObjDoubleConsumer;

/**
 * The interpolation of a measured profile beside its measurements. Where the profile has points of its own that are not
 * fitted, those are held out. Else every point of a curve but its ends is predicted from the others, and of the attention
 * grid every inner line of every axis from the rest.
 */
final class MeasuredFits {
    private static final int CHUNK = 0;
    private static final int HISTORY = 1;
    private static final int DECODES = 2;
    private static final int DECODE_HISTORY = 3;

    private MeasuredFits() {}

    /** Which points of the attention grid make an operator, and in which order their axes are shown. */
    private enum Part {
        DECODE("attention_decode", DECODES, DECODE_HISTORY),
        PREFILL("attention_prefill", HISTORY, CHUNK),
        MIXED("attention_mixed", CHUNK, HISTORY, DECODE_HISTORY, DECODES);

        private static final List<String> NAMES = List.of("prefill_chunk", "kv_prefill", "n_decode", "kv_decode");

        private final String id;

        @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
        private final int[] axes;

        Part(String id, int... axes) {
            this.id = id;
            this.axes = axes;
        }

        static Part of(AttentionPoint p) {
            return p.chunk() == 0 ? DECODE : p.decodes() == 0 ? PREFILL : MIXED;
        }

        List<String> names() {
            return Arrays.stream(axes).mapToObj(NAMES::get).toList();
        }

        Point point(AttentionPoint p) {
            int[] all = {p.chunk(), p.history(), p.decodes(), p.decodeHistory()};
            return new Point(Arrays.stream(axes).map(axis -> all[axis]).toArray(), p.micros());
        }

        AttentionPoint whole(int... at) {
            int[] all = new int[NAMES.size()];
            for (int i = 0; i < axes.length; i++) {
                all[axes[i]] = at[i];
            }
            return new AttentionPoint(all[CHUNK], all[HISTORY], all[DECODES], all[DECODE_HISTORY], 0);
        }
    }

    /**
     * Operators by tokens or sequences.
     *
     * @param count name of their axis
     * @param heldOut points that are not in the curves, by operator
     */
    static List<OperatorFit> curves(LayerCurves curves, String count, Map<String, List<Point>> heldOut) {
        List<OperatorFit> fits = new ArrayList<>();
        for (String layer : curves.layers()) {
            CostCurve curve = curves.curve(layer);
            Fit fit = at -> curve.at(at[0]);
            List<Point> points = new ArrayList<>();
            curves.points(layer).forEach((tokens, micros) -> points.add(new Point(new int[] {tokens}, micros)));
            List<Point> given = heldOut.getOrDefault(layer, List.of());
            List<Prediction> predictions = given.isEmpty() ? leftOut(points) : predicted(given, fit);
            fits.add(new OperatorFit(layer, List.of(count), points, predictions, fit, floor(layer)));
        }
        return fits;
    }

    private static List<Prediction> predicted(List<Point> given, Fit fit) {
        return given.stream()
                .map(point -> new Prediction(point, fit.micros(point.at())))
                .toList();
    }

    /** Every point but the first and the last, by the line through its neighbours; the last axis rises. */
    private static List<Prediction> leftOut(List<Point> points) {
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 1; i < points.size() - 1; i++) {
            Point below = points.get(i - 1);
            Point above = points.get(i + 1);
            CostCurve line =
                    CostCurve.of(new int[] {last(below), last(above)}, new double[] {below.micros(), above.micros()});
            predictions.add(new Prediction(points.get(i), line.at(last(points.get(i)))));
        }
        return predictions;
    }

    private static int last(Point point) {
        return point.at()[point.at().length - 1];
    }

    /** A mixture of experts, by how many of them are touched and by tokens. */
    static OperatorFit experts(ExpertFile file) {
        List<Point> points = new ArrayList<>();
        List<Prediction> predictions = new ArrayList<>();
        file.points().forEach((experts, byTokens) -> {
            List<Point> line = new ArrayList<>();
            byTokens.forEach((tokens, micros) -> line.add(new Point(new int[] {experts, tokens}, micros)));
            points.addAll(line);
            predictions.addAll(leftOut(line));
        });
        return new OperatorFit(
                "moe",
                List.of("activated_experts", "tokens"),
                points,
                predictions,
                at -> file.at(at[0], at[1]),
                (roofline, at) -> Double.NaN);
    }

    /** Attention as three operators: decodes alone, prefills alone, both together. */
    static List<OperatorFit> attention(List<AttentionPoint> points, AttentionGrid grid, List<AttentionPoint> heldOut) {
        Map<AttentionPoint, Point> shown = new HashMap<>();
        Map<Part, List<Point>> measured = new TreeMap<>();
        for (AttentionPoint p : points) {
            Point point = Part.of(p).point(p);
            shown.put(p, point);
            measured.computeIfAbsent(Part.of(p), part -> new ArrayList<>()).add(point);
        }
        Map<Part, List<Prediction>> predictions = new TreeMap<>();
        for (Part part : Part.values()) {
            predictions.put(part, new ArrayList<>());
        }
        if (heldOut.isEmpty()) {
            linesLeftOut(points, (p, micros) -> listOf(predictions, p).add(new Prediction(at(shown, p), micros)));
        } else {
            heldOut.forEach(
                    p -> listOf(predictions, p).add(new Prediction(Part.of(p).point(p), micros(grid, p))));
        }
        List<OperatorFit> fits = new ArrayList<>();
        measured.forEach((part, ofPart) -> fits.add(new OperatorFit(
                part.id,
                part.names(),
                ofPart,
                Objects.requireNonNull(predictions.get(part)),
                at -> micros(grid, part.whole(at)),
                (roofline, at) -> floor(roofline, part.whole(at)))));
        return fits;
    }

    private static List<Prediction> listOf(Map<Part, List<Prediction>> predictions, AttentionPoint p) {
        return Objects.requireNonNull(predictions.get(Part.of(p)));
    }

    private static Point at(Map<AttentionPoint, Point> shown, AttentionPoint p) {
        return Objects.requireNonNull(shown.get(p));
    }

    private static void linesLeftOut(List<AttentionPoint> points, ObjDoubleConsumer<AttentionPoint> predicted) {
        for (int axis = 0; axis < Part.NAMES.size(); axis++) {
            int of = axis;
            int[] lines = points.stream()
                    .mapToInt(p -> coordinate(p, of))
                    .filter(value -> value > 0)
                    .sorted()
                    .distinct()
                    .toArray();
            for (int i = 1; i < lines.length - 1; i++) {
                int line = lines[i];
                AttentionGrid rest = AttentionFile.grid(
                        points.stream().filter(p -> coordinate(p, of) != line).toList());
                points.stream()
                        .filter(p -> coordinate(p, of) == line)
                        .forEach(p -> predicted.accept(p, micros(rest, p)));
            }
        }
    }

    private static int coordinate(AttentionPoint p, int axis) {
        return switch (axis) {
            case CHUNK -> p.chunk();
            case HISTORY -> p.history();
            case DECODES -> p.decodes();
            default -> p.decodeHistory();
        };
    }

    private static double micros(AttentionGrid grid, AttentionPoint p) {
        return grid.micros(p.chunk(), p.history(), p.decodes(), p.decodeHistory());
    }

    /** Measured attention includes writing the new keys and values into the cache. */
    private static double floor(Roofline roofline, AttentionPoint p) {
        BatchShape shape = new BatchShape();
        if (p.chunk() > 0) {
            shape.addPrefill(p.history(), p.chunk());
        }
        for (int i = 0; i < p.decodes(); i++) {
            shape.addDecode(p.decodeHistory() + 1);
        }
        return roofline.attentionNanos(shape) + roofline.nanos(LayerOperator.CACHE_WRITE, p.chunk() + p.decodes());
    }

    private static Floor floor(String layer) {
        LayerOperator same = switch (layer) {
            case "embedding" -> LayerOperator.EMBEDDING;
            case "layernorm", "final_layernorm" -> LayerOperator.NORM;
            case "qkv_proj" -> LayerOperator.QKV;
            case "rotary_emb" -> LayerOperator.ROTARY;
            case "o_proj" -> LayerOperator.ATTENTION_OUT;
            case "gate_up_proj" -> LayerOperator.MLP_UP;
            case "act_fn" -> LayerOperator.ACTIVATION;
            case "down_proj" -> LayerOperator.MLP_DOWN;
            case "lm_head" -> LayerOperator.LM_HEAD;
            case "sampler" -> LayerOperator.SAMPLER;
            default -> null;
        };
        return (roofline, at) -> same == null ? Double.NaN : roofline.nanos(same, at[0]);
    }
}
