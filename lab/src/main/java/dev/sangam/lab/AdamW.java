package dev.sangam.lab;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), gradients clipped by their common norm, and a
 * rate that rises in a straight line and falls along half a cosine. Norms do not decay.
 */
final class AdamW {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.95;
    private static final double EPSILON = 1e-8;
    private static final double DECAY = 0.1;
    private static final double LONGEST = 1.0;
    private static final double LAST_PART = 0.02;

    private final List<NDArray> weights;
    private final List<NDArray> means = new ArrayList<>();
    private final List<NDArray> squares = new ArrayList<>();
    private final double rate;
    private final int warmupSteps;
    private int step;

    AdamW(NDManager manager, Iterable<NDArray> weights, double rate, int warmupSteps) {
        this.weights = new ArrayList<>();
        for (NDArray weight : weights) {
            this.weights.add(weight);
            means.add(manager.zeros(weight.getShape()));
            squares.add(manager.zeros(weight.getShape()));
        }
        this.rate = rate;
        this.warmupSteps = warmupSteps;
    }

    /**
     * The learning rate of the next step.
     *
     * @param done how much of the training is over, 0 to 1
     */
    double rate(double done) {
        double cosine = LAST_PART + (1 - LAST_PART) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, done)));
        return rate * Math.min(1, (step + 1.0) / warmupSteps) * cosine;
    }

    /**
     * Moves the weights down their gradients.
     *
     * @param manager owns what is made on the way
     */
    void update(NDManager manager, double done) {
        double now = rate(done);
        step++;
        List<NDArray> gradients = new ArrayList<>();
        double norm = 0;
        for (NDArray weight : weights) {
            NDArray gradient = weight.getGradient();
            gradient.attach(manager);
            gradients.add(gradient);
            norm += gradient.square().sum().getFloat();
        }
        double scale = Math.min(1, LONGEST / (Math.sqrt(norm) + EPSILON));
        double biased1 = 1 - Math.pow(BETA1, step);
        double biased2 = 1 - Math.pow(BETA2, step);
        for (int i = 0; i < gradients.size(); i++) {
            NDArray gradient = gradients.get(i).mul(scale);
            means.get(i).muli(BETA1).addi(gradient.mul(1 - BETA1));
            squares.get(i).muli(BETA2).addi(gradient.square().mul(1 - BETA2));
            NDArray weight = weights.get(i);
            if (weight.getShape().dimension() > 1) {
                weight.muli(1 - now * DECAY);
            }
            NDArray size = owned(manager, squares.get(i).div(biased2)).sqrt().add(EPSILON);
            weight.subi(owned(manager, means.get(i).div(biased1)).div(size).mul(now));
            // Gradients add up from step to step unless they are cleared.
            gradients.get(i).muli(0);
        }
    }

    private static NDArray owned(NDManager manager, NDArray array) {
        array.attach(manager);
        return array;
    }
}
