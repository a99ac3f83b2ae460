package dev.sangam.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.NiyamaRegression;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.metric.RequestLog;
import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.replica.RoutingPolicy;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.ChunkRule;
import dev.sangam.core.scheduler.Margin;
import dev.sangam.core.scheduler.PrefillOrder;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a scheduler predicts when a request comes, against what came of it. */
class PredictedWaitTest {
    private static final long SECOND = 1_000_000_000L;
    private static final List<QosClass> CLASSES = List.of(
            new QosClass("q1", new Slo.Interactive(6 * SECOND, SECOND / 20)),
            new QosClass("q2", new Slo.NonInteractive(60 * SECOND)),
            new QosClass("q3", new Slo.NonInteractive(180 * SECOND)));

    /** Later arrivals do not have their share of those that overtake them. */
    private static final long MEASURED_UNTIL = 500 * SECOND;

    private static final class Predictions implements ReplicaListener {
        final double[] nanos;
        final BitSet relegated = new BitSet();

        Predictions(int requests) {
            nanos = new double[requests];
        }

        @Override
        public void arrived(Replica replica, Request request, long now) {
            nanos[(int) request.id()] =
                    replica.scheduler().predictedWait(request, now).orElseThrow();
        }

        @Override
        public void relegated(Replica replica, List<Request> requests, long now) {
            requests.forEach(r -> relegated.set((int) r.id()));
        }

        @Override
        public void started(Replica replica, Step step, long now) {}

        @Override
        public void completed(Replica replica, Step step, StepResult result, long now) {}
    }

    /** 700 s of Poisson arrivals with the lengths of code completion: prompts 1930 and 6251 tokens at p50 and p90. */
    private static Workload workload(double perSecond, RandomGenerator random) {
        WorkloadBuilder workload = new WorkloadBuilder();
        for (double at = 0; at < 700; at += random.nextExponential() / perSecond) {
            int prompt = (int) Math.clamp(1930 * Math.exp(0.917 * random.nextGaussian()), 1, 8000);
            int output = (int) Math.clamp(8 * Math.exp(1.312 * random.nextGaussian()), 1, 190);
            workload.add((long) (at * SECOND), prompt, output, Label.of(CLASSES.get(random.nextInt(3))));
        }
        return workload.build();
    }

    private static SchedulerConfig config(String policy) {
        return policy.equals("edf")
                ? Niyama.baseline(PrefillOrder.EDF, 256, 256)
                : Niyama.of(new ChunkRule.Dynamic(64, 2560, 1, new Margin.Learned(0.95)), 256);
    }

    /** Loads are about 0.7, 1 and 1.5 times what the policy can serve in time. */
    @ParameterizedTest
    @CsvSource({"niyama, 2.8", "niyama, 4", "niyama, 6", "edf, 1.8", "edf, 2.6", "edf, 3.9"})
    void waitsAreAboutAsLongAsPredicted(String policy, double perSecond) {
        Seeds.each(1, getClass(), random -> {
            Workload workload = workload(perSecond, random);
            Predictions predictions = new Predictions(workload.size());
            RunRecorder recorder = new RunRecorder(shape -> 0);
            ClusterConfig cluster = new ClusterConfig(
                    1,
                    RoutingPolicy.ROUND_ROBIN,
                    config(policy),
                    new KvConfig(28_000, 16, 0.01, false),
                    1,
                    NiyamaRegression.LLAMA_3_8B_A100);
            new Cluster(cluster, workload, 1, ReplicaListener.all(recorder, predictions)).run(arrived -> {});
            for (QosClass qos : CLASSES) {
                double[] ratios = ratios(workload, predictions, recorder.requests(), qos);
                assertThat(ratios[ratios.length / 2])
                        .as("median of predicted / actual, class %s", qos.name())
                        .isBetween(0.5, 2.0);
            }
        });
    }

    /** Predicted over actual time to the first token of requests that were never relegated, sorted. */
    private static double[] ratios(Workload workload, Predictions predictions, RequestLog log, QosClass qos) {
        return IntStream.range(0, workload.size())
                .filter(i -> workload.qos(i).equals(qos) && workload.arrival(i) < MEASURED_UNTIL)
                .filter(i -> !predictions.relegated.get(i))
                .mapToDouble(i -> predictions.nanos[i] / (log.firstTokenAt(i) - workload.arrival(i)))
                .sorted()
                .toArray();
    }
}
