package dev.sangam.sim.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.Metric.Kind;
import dev.sangam.core.metric.MetricGoal;
import dev.sangam.core.metric.MetricGoal.Figure;
import dev.sangam.core.metric.MetricGoal.Relation;
import dev.sangam.core.metric.Summary;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Simulation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A verdict before the end of a run is that of the whole run, which its summary gives. */
class EarlyVerdictTest {
    private static final double[] FACTORS = {0.3, 0.9, 0.999, 1, 1, 1.001, 1.1, 3};

    @Test
    void anEarlyVerdictIsThatOfTheWholeRun() {
        int[] sooner = {0};
        int[] met = {0};
        int trials = 50;
        Seeds.each(trials, EarlyVerdictTest.class, random -> {
            Deployment deployment = RandomDeployments.any(random);
            Workload workload = deployment.workload().generate(random.nextInt(100));
            Summary summary = Simulation.run(deployment, workload, 0, ReplicaListener.NONE, arrived -> {})
                    .summary();
            for (int i = 0; i < 10; i++) {
                List<Goal> goals = goals(random, summary);
                Verdict early = Verdict.early(deployment, workload, 0, goals);
                Verdict full = Verdict.full(deployment, workload, 0, goals);
                assertThat(early.missed() == null)
                        .as("%s under %s is met", goals, deployment.cluster().scheduler())
                        .isEqualTo(full.missed() == null);
                sooner[0] += early.arrived() < workload.size() ? 1 : 0;
                met[0] += full.missed() == null ? 1 : 0;
            }
        });
        assertThat(met[0]).as("goals that were met").isBetween(trials, 9 * trials);
        assertThat(sooner[0]).as("runs that ended before the last arrival").isGreaterThan(trials);
    }

    /** Up to three, with limits near or at what came of the run. */
    private static List<Goal> goals(RandomGenerator random, Summary summary) {
        List<Goal> goals = new ArrayList<>();
        int number = 1 + random.nextInt(3);
        while (goals.size() < number) {
            Metric metric = one(random, Metric.values());
            if (metric.kind() == Kind.OTHER || metric.client()) {
                continue;
            }
            boolean single = metric.kind() == Kind.SHARE || metric.kind() == Kind.RATE;
            Figure figure = single ? Figure.ITSELF : one(random, Arrays.copyOf(Figure.values(), 6));
            Optional<String> qos = Optional.of(one(random, new String[] {"", "chat", "report", "best-effort"}))
                    .filter(name -> !name.isEmpty());
            Relation relation = one(random, Relation.values());
            double value = summary.of(qos.orElse("")).figure(new MetricGoal(metric, figure, relation, 0.5));
            double limit = (Double.isNaN(value) || value == 0 ? 0.5 : value) * one(random, FACTORS);
            goals.add(new Goal(
                    qos,
                    new MetricGoal(
                            metric, figure, relation, metric.unit().equals("share") ? Math.min(1, limit) : limit)));
        }
        return goals;
    }

    private static double one(RandomGenerator random, double[] values) {
        return values[random.nextInt(values.length)];
    }

    private static <T> T one(RandomGenerator random, T[] values) {
        return values[random.nextInt(values.length)];
    }
}
