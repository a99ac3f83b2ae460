package dev.sangam.serve.sampling;

import dev.sangam.serve.engine.SamplingParams;
import java.util.Map;

/** Sampling parameters for tests: the neutral ones, with some changed. */
final class Params {
    private double temperature = 1;
    private int topK;
    private double topP = 1;
    private double minP;
    private double repetition = 1;
    private double frequency;
    private double presence;
    private Map<Integer, Double> bias = Map.of();
    private long seed;
    private int logprobs = -1;

    static Params neutral() {
        return new Params();
    }

    Params temperature(double value) {
        temperature = value;
        return this;
    }

    Params topK(int value) {
        topK = value;
        return this;
    }

    Params topP(double value) {
        topP = value;
        return this;
    }

    Params minP(double value) {
        minP = value;
        return this;
    }

    Params penalties(double repetitionPenalty, double frequencyPenalty, double presencePenalty) {
        repetition = repetitionPenalty;
        frequency = frequencyPenalty;
        presence = presencePenalty;
        return this;
    }

    Params bias(Map<Integer, Double> value) {
        bias = value;
        return this;
    }

    Params seed(long value) {
        seed = value;
        return this;
    }

    Params logprobs(int value) {
        logprobs = value;
        return this;
    }

    SamplingParams build() {
        return new SamplingParams(temperature, topK, topP, minP, repetition, frequency, presence, bias, seed, logprobs);
    }
}
