package dev.sangam.sim.search;

import dev.sangam.core.InputException;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.output.Figures;
import java.util.ArrayList;
import java.util.List;

/** What comes nearest to goals that no configuration meets. */
final class Nearest {
    private static final int REQUESTS = 200;
    /** Requests per second that leave a replica idle between them. */
    private static final double IDLE = 1e-3;

    private final Errand errand;
    private final Desk desk;
    private final List<Candidate> candidates;

    Nearest(Errand errand, Desk desk, List<Candidate> candidates) {
        this.errand = errand;
        this.desk = desk;
        this.candidates = candidates;
    }

    InputException error(Found found) {
        if (!found.byRatio().isEmpty()) {
            Found.Ranked best = found.byRatio().getFirst();
            return new InputException("plan.max_replicas is " + found.demand().maxReplicas() + ", but "
                    + Figures.number(errand.group().rate()) + " requests/s take "
                    + best.replicas() + " replicas of " + best.candidate().label() + ". Maybe plan.max_replicas="
                    + best.replicas());
        }
        List<Goal> goals = errand.group().goals();
        List<Task> tasks = candidates.stream()
                .map(candidate -> errand.replica(
                        candidate,
                        IDLE,
                        Math.min(REQUESTS, errand.question().plan().requests())))
                .toList();
        List<Outcome> idle = desk.perform(tasks);
        List<String> impossible = new ArrayList<>();
        for (int g = 0; g < goals.size(); g++) {
            int nearest = nearest(idle, g, goals.get(g));
            double value = idle.get(nearest).goals().get(g);
            if (!goals.get(g).goal().met(value)) {
                impossible.add(sentence(goals.get(g), value, candidates.get(nearest)));
            }
        }
        return new InputException(
                impossible.isEmpty() ? together(goals, idle) : "slos: " + String.join("; ", impossible));
    }

    private static int nearest(List<Outcome> idle, int goal, Goal wanted) {
        boolean upper = wanted.goal().relation().upper();
        int best = 0;
        for (int i = 1; i < idle.size(); i++) {
            double value = idle.get(i).goals().get(goal);
            double known = idle.get(best).goals().get(goal);
            best = Double.isNaN(known) || (upper ? value < known : value > known) ? i : best;
        }
        return best;
    }

    private static String sentence(Goal goal, double value, Candidate candidate) {
        String figure = Figures.metric(goal.goal().metric(), value);
        return "'" + goal + "' is impossible: even an idle replica of " + candidate.label()
                + ", the nearest of all, has "
                + figure + ". Maybe " + goal.goal().relation().sign() + " "
                + Figures.metric(
                                goal.goal().metric(),
                                value * (goal.goal().relation().upper() ? 1.2 : 0.98))
                        .replace(" ", "");
    }

    /** Each goal can be met, but not all by the same configuration at a rate that a replica can serve. */
    private String together(List<Goal> goals, List<Outcome> idle) {
        int best = 0;
        for (int i = 1; i < idle.size(); i++) {
            best = missed(goals, idle.get(i)) < missed(goals, idle.get(best)) ? i : best;
        }
        List<String> figures = new ArrayList<>();
        for (int g = 0; g < goals.size(); g++) {
            double value = idle.get(best).goals().get(g);
            figures.add("'" + goals.get(g) + "' "
                    + (goals.get(g).goal().met(value) ? "met" : "missed") + " with "
                    + Figures.metric(goals.get(g).goal().metric(), value));
        }
        return "slos: no configuration meets all of them at once. Nearest comes "
                + candidates.get(best).label() + ", idle: " + String.join(", ", figures);
    }

    private static int missed(List<Goal> goals, Outcome outcome) {
        int missed = 0;
        for (int g = 0; g < goals.size(); g++) {
            missed += goals.get(g).goal().met(outcome.goals().get(g)) ? 0 : 1;
        }
        return missed;
    }
}
