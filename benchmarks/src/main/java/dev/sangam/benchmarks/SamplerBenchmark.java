package dev.sangam.benchmarks;

import dev.sangam.serve.engine.SamplingParams;
import dev.sangam.serve.sampling.Sampler;
import dev.sangam.serve.sampling.SamplingBuffers;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Choosing one token, over vocabularies of the sizes of SmolLM's and Llama 3's. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SamplerBenchmark {
    private static final int ROUNDS = 8;

    /** Ways to choose; the names of the parameters that are not neutral. */
    public enum Way {
        GREEDY,
        TEMPERATURE,
        TOP_K,
        TOP_P,
        MIN_P,
        TOP_K_TOP_P_PENALTIES,
        GREEDY_LOGPROBS
    }

    @Param({"49152", "131072"})
    private int vocabulary;

    @Param
    private Way way;

    private final float[][] logits = new float[ROUNDS][];
    private Sampler sampler = sampler(Way.GREEDY, 1);
    private int round;

    /** Logits like a model's: most tokens improbable, some hundreds in question. */
    @Setup
    public void prepare() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < ROUNDS; i++) {
            logits[i] = new float[vocabulary];
            for (int token = 0; token < vocabulary; token++) {
                logits[i][token] = (float) (2.5 * random.nextGaussian());
            }
            for (int likely = 0; likely < 20; likely++) {
                logits[i][random.nextInt(vocabulary)] = (float) (12 + 2 * random.nextGaussian());
            }
        }
        sampler = sampler(way, vocabulary);
    }

    private static Sampler sampler(Way way, int vocabulary) {
        SamplingParams params = switch (way) {
            case GREEDY -> SamplingParams.GREEDY;
            case TEMPERATURE -> params(0.8, 0, 1, 0, 1, -1);
            case TOP_K -> params(0.8, 40, 1, 0, 1, -1);
            case TOP_P -> params(0.8, 0, 0.95, 0, 1, -1);
            case MIN_P -> params(0.8, 0, 1, 0.05, 1, -1);
            case TOP_K_TOP_P_PENALTIES -> params(0.8, 40, 0.95, 0, 1.1, -1);
            case GREEDY_LOGPROBS -> params(0, 0, 1, 0, 1, 5);
        };
        return new Sampler(params, new int[0], null, new SamplingBuffers(vocabulary));
    }

    private static SamplingParams params(
            double temperature, int topK, double topP, double minP, double repetition, int logprobs) {
        return new SamplingParams(temperature, topK, topP, minP, repetition, 0, 0, Map.of(), 1, logprobs);
    }

    /** Returns the token, so that the work is not optimised away. */
    @Benchmark
    public int next() {
        round = (round + 1) % ROUNDS;
        return sampler.next(logits[round]);
    }
}
