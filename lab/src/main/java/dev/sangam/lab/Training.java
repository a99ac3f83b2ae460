package dev.sangam.lab;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;

/** Steps of learning, and measures of what is learnt. */
final class Training {
    private final NDManager manager;
    private final Llama model;
    private final AdamW optimizer;

    Training(NDManager manager, Llama model, AdamW optimizer) {
        this.manager = manager;
        this.model = model;
        this.optimizer = optimizer;
    }

    /**
     * Learns from rows that are one token longer than the model's sequences.
     *
     * @param done how much of the training is over, 0 to 1
     * @return the loss before, in nats a token
     */
    float step(List<int[]> rows, double done) {
        try (NDManager scope = manager.newSubManager()) {
            float value;
            try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                NDArray loss = loss(scope, rows);
                gradients.backward(loss);
                value = loss.getFloat();
            }
            optimizer.update(scope, done);
            return value;
        }
    }

    /** The mean loss over rows, a few at a time, in nats a token. */
    double measure(List<int[]> rows) {
        int few = 8;
        double sum = 0;
        for (int from = 0; from < rows.size(); from += few) {
            List<int[]> some = rows.subList(from, Math.min(rows.size(), from + few));
            try (NDManager scope = manager.newSubManager()) {
                sum += loss(scope, some).getFloat() * some.size();
            }
        }
        return sum / rows.size();
    }

    private NDArray loss(NDManager scope, List<int[]> rows) {
        int length = model.length();
        long[] inputs = new long[rows.size() * length];
        long[] targets = new long[rows.size() * length];
        for (int r = 0; r < rows.size(); r++) {
            for (int t = 0; t < length; t++) {
                inputs[r * length + t] = rows.get(r)[t];
                targets[r * length + t] = rows.get(r)[t + 1];
            }
        }
        NDArray logits = model.logits(scope.create(inputs, new Shape(rows.size(), length)))
                .reshape(-1, model.shape().vocabulary());
        return logits.logSoftmax(-1)
                .gather(scope.create(targets, new Shape(targets.length, 1)), 1)
                .mean()
                .neg();
    }

    /** What the model says next, always the likeliest token, until it says {@code end} or the model's length is reached. */
    List<Integer> greedy(List<Integer> prompt, int end) {
        List<Integer> tokens = new ArrayList<>(prompt);
        while (tokens.size() < model.length()) {
            try (NDManager scope = manager.newSubManager()) {
                long[] padded = new long[model.length()];
                for (int t = 0; t < tokens.size(); t++) {
                    padded[t] = tokens.get(t);
                }
                NDArray logits = model.logits(scope.create(padded, new Shape(1, padded.length)));
                int next = (int) logits.get("0," + (tokens.size() - 1)).argMax().getLong();
                tokens.add(next);
                if (next == end) {
                    break;
                }
            }
        }
        return tokens.subList(prompt.size(), tokens.size());
    }
}
