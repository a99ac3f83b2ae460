package dev.sangam.core.model;

import dev.sangam.core.batchtime.BatchShape;
import java.util.function.ToDoubleFunction;

/**
 * Floating-point operations that a model needs for a batch, whoever computes it: two per active parameter of the layers and
 * token, two per LM head parameter and sequence, and attention's two products, counted causally.
 */
public final class ModelFlops implements ToDoubleFunction<BatchShape> {
    private final double perToken;
    private final double perSequence;
    private final double perAttendedToken;

    public ModelFlops(ModelSpec model) {
        double head = model.embeddingParameters();
        double outsideLayers = model.outsideParameters();
        perToken = 2 * (model.activeParameters() - outsideLayers);
        perSequence = 2 * head;
        perAttendedToken =
                4.0 * model.layers() * model.attention().heads() * model.attention().headDim();
    }

    @Override
    public double applyAsDouble(BatchShape shape) {
        double attended = shape.prefillProducts() + shape.prefillSquares() / 2.0 + shape.decodeContext();
        return perToken * shape.tokens() + perSequence * shape.sequences() + perAttendedToken * attended;
    }
}
