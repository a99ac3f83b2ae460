package dev.sangam.benchmarks.qos;

import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What is found out with the simulator before anything is served: the capacity, and the chunks that suit the baselines. */
final class Tuning {
    /** Tokens per step that are tried for policies that have a fixed number of them. */
    static final List<Integer> CHUNKS = List.of(24, 32, 48, 64, 80, 96, 128, 192, 256, 512);

    private static final List<Long> SEEDS =
            LongStream.rangeClosed(101, 105).boxed().toList();

    private final Pool pool;

    Tuning(Pool pool) {
        this.pool = pool;
    }

    /** A policy with its chunk, and what it does. */
    record Choice(Pool.Policy policy, double figure) {}

    /** Requests per second that FCFS completes at most, with the chunk that is best for it, when all requests wait. */
    Choice capacity(Workload workload) {
        return best("fcfs", policy -> throughput(policy, workload));
    }

    /** Requests per second that are completed when all requests are there from the start. */
    double throughput(Pool.Policy policy, Workload workload) {
        List<Answer> answers = Simulated.run(pool.deployment(policy, workload), atOnce(workload));
        return answers.size() / Scores.of(workload, answers).makespanSeconds();
    }

    static Workload atOnce(Workload workload) {
        WorkloadBuilder waiting = new WorkloadBuilder();
        IntStream.range(0, workload.size())
                .forEach(i -> waiting.add(0, workload.promptTokens(i), workload.outputTokens(i), workload.label(i)));
        return waiting.build();
    }

    /**
     * The policy with the chunk that lets most requests attain their targets over all loads, in the mean of some workloads
     * that are not the one that is served.
     *
     * @param capacity requests per second
     * @param loads shares of it
     */
    Choice chunk(String name, double capacity, List<Double> loads, double seconds) {
        List<List<Workload>> workloads = loads.stream()
                .map(load -> SEEDS.stream()
                        .map(seed -> arrivals(pool, seed, load * capacity, seconds))
                        .toList())
                .toList();
        return best(
                name,
                policy -> workloads.stream()
                        .flatMap(List::stream)
                        .mapToDouble(workload -> Scores.of(
                                        workload, Simulated.run(pool.deployment(policy, workload), workload))
                                .all()
                                .attainment())
                        .average()
                        .orElseThrow());
    }

    /** Poisson arrivals at a rate for so many seconds. */
    static Workload arrivals(Pool pool, long seed, double rate, double seconds) {
        int enough = (int) (rate * seconds + 10 * Math.sqrt(rate * seconds) + 10);
        return pool.workload(seed, enough).scaledRate(rate).before((long) (seconds * 1e9));
    }

    private interface Figure {
        double of(Pool.Policy policy);
    }

    private static Choice best(String name, Figure figure) {
        if (!Pool.Policy.fixed(name)) {
            Pool.Policy policy = new Pool.Policy(name, 0);
            return new Choice(policy, figure.of(policy));
        }
        return CHUNKS.stream()
                .map(chunk -> new Pool.Policy(name, chunk))
                .map(policy -> new Choice(policy, figure.of(policy)))
                .max(Comparator.comparingDouble(Choice::figure))
                .orElseThrow();
    }
}
