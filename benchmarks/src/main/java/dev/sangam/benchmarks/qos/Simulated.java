package dev.sangam.benchmarks.qos;

import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.core.workload.Workload;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Simulation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A run of the simulator as a client would have seen it. */
final class Simulated implements ReplicaListener {
    private final Workload workload;
    private final long[][] times;
    private final int[] tokens;
    private final boolean[] relegated;

    private Simulated(Workload workload) {
        this.workload = workload;
        this.times = new long[workload.size()][];
        Arrays.setAll(times, i -> new long[workload.outputTokens(i)]);
        this.tokens = new int[workload.size()];
        this.relegated = new boolean[workload.size()];
    }

    /** Serves a workload in virtual time. */
    static List<Answer> run(Deployment deployment, Workload workload) {
        Simulated seen = new Simulated(workload);
        Simulation.run(deployment, workload, 1, seen, arrived -> {});
        return seen.answers();
    }

    private List<Answer> answers() {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            answers.add(new Answer(
                    workload.arrival(i),
                    workload.arrival(i),
                    Arrays.copyOf(times[i], tokens[i]),
                    tokens[i] == times[i].length,
                    relegated[i],
                    ""));
        }
        return answers;
    }

    @Override
    public void started(Replica replica, Step step, long now) {}

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        for (int i = 0; i < step.size(); i++) {
            if (step.emits(i)) {
                int id = (int) step.sequence(i).request().id();
                times[id][tokens[id]++] = now;
            }
        }
    }

    @Override
    public void relegated(Replica replica, List<Request> requests, long now) {
        requests.forEach(request -> relegated[(int) request.id()] = true);
    }
}
