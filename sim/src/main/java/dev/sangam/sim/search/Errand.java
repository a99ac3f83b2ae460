package dev.sangam.sim.search;

import dev.sangam.files.Section;
import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.search.Question.Group;
import java.util.List;

/** The tasks of a group of requests. */
record Errand(Question question, String traffic, Group group) {
    /** Precision of the simulations that only decide an order. */
    private static final double ROUGH = 0.25;

    private static final int SHORTEST = 100;
    private static final int MUCH = 6;
    /** More requests say nothing new of a pool. */
    private static final int MOST = 100_000;

    /** Of a capacity of at least the floor, under the goals given. */
    Task capacity(Candidate candidate, List<Goal> goals, long seed, double floor, double hint) {
        return task(
                Task.Kind.CAPACITY,
                candidate.deployment(),
                goals,
                question.plan().requests(),
                seed,
                floor,
                hint,
                question.plan().precision(),
                0);
    }

    /** Whether a simulation of so many times fewer requests would take much less time. */
    boolean shortens(int fewer) {
        return fewer(fewer) * MUCH <= question.plan().requests();
    }

    private int fewer(int times) {
        return Math.max(SHORTEST, question.plan().requests() / times);
    }

    /** Of a capacity as so many times fewer requests tell it. */
    Task rough(Candidate candidate, int fewer, double hint) {
        return task(Task.Kind.CAPACITY, candidate.deployment(), group.goals(), fewer(fewer), 1, 0, hint, ROUGH, 0);
    }

    /** Of one replica at a rate. */
    Task replica(Candidate candidate, double rate, int requests) {
        return task(Task.Kind.SERVE, candidate.deployment(), group.goals(), requests, 1, 0, 0, 1, rate);
    }

    /** Of a whole pool at the full rate. */
    Task pool(Candidate candidate, int replicas, long seed) {
        Section deployment = Section.parse("deployment", candidate.deployment());
        deployment.set("replicas", Integer.toString(replicas), "replicas");
        long requests = (long) question.plan().requests() * replicas;
        return task(
                Task.Kind.SERVE,
                deployment.json(),
                group.goals(),
                (int) Math.min(Math.max(question.plan().requests(), MOST), requests),
                seed,
                0,
                0,
                1,
                group.rate());
    }

    private Task task(
            Task.Kind kind,
            String deployment,
            List<Goal> goals,
            int requests,
            long seed,
            double floor,
            double hint,
            double precision,
            double rate) {
        return new Task(
                kind,
                deployment,
                traffic,
                question.folder().toString(),
                group.classes(),
                goals.stream().map(Goal::toString).toList(),
                requests,
                seed,
                floor,
                hint,
                precision,
                rate);
    }
}
