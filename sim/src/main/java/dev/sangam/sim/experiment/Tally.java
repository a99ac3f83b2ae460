package dev.sangam.sim.experiment;

import dev.sangam.core.metric.RequestLog;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A group of the requests of a run, and how many of them were violated.
 *
 * @param group {@link #ALL}, the name of a class, or {@code priority N}
 * @param requests those that were promised something
 */
record Tally(String group, int requests, int violated) {
    /** Every request. */
    static final String ALL = "all";

    /** The class with the largest share of violations. */
    static final String WORST = "worst class";

    private static final String PRIORITY = "priority ";

    /** Share of violated requests. */
    double share() {
        return requests == 0 ? 0 : (double) violated / requests;
    }

    /** All requests, the worst class, every class by name, and every priority where there are several. */
    static List<Tally> of(Workload workload, RequestLog log, Rule rule) {
        List<Tally> classes = workload.classes().stream()
                .map(QosClass::name)
                .distinct()
                .sorted()
                .map(name -> count(
                        name, workload, log, rule, i -> workload.qos(i).name().equals(name)))
                .filter(tally -> tally.requests > 0)
                .toList();
        List<Tally> result = new ArrayList<>();
        result.add(count(ALL, workload, log, rule, i -> true));
        Tally worst =
                classes.stream().reduce((a, b) -> b.share() > a.share() ? b : a).orElseGet(result::getFirst);
        result.add(new Tally(WORST, worst.requests, worst.violated));
        result.addAll(classes);
        int[] priorities = IntStream.range(0, workload.size())
                .map(workload::priority)
                .distinct()
                .sorted()
                .toArray();
        for (int priority : priorities.length > 1 ? priorities : new int[0]) {
            result.add(count(PRIORITY + priority, workload, log, rule, i -> workload.priority(i) == priority));
        }
        return result;
    }

    private static Tally count(String group, Workload workload, RequestLog log, Rule rule, IntPredicate member) {
        int requests = 0;
        int violated = 0;
        for (int i = 0; i < workload.size(); i++) {
            if (member.test(i) && Rule.promised(workload, i)) {
                requests++;
                violated += rule.violated(workload, log, i) ? 1 : 0;
            }
        }
        return new Tally(group, requests, violated);
    }
}
