package dev.sangam.benchmarks.qos;

import dev.sangam.core.metric.FluidityIndex;
import dev.sangam.core.metric.Stat;
import dev.sangam.core.metric.Summaries;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A run in figures, from the times at which tokens came and nothing else: attainment, goodput and fluidity as
 * {@code dev.sangam.core.metric.Metric} defines them.
 *
 * @param makespanSeconds from the first arrival to the last token
 * @param all every request
 * @param important those of the greatest importance
 * @param classes each class of service, in the workload's order
 * @param importantInteractive the important requests of classes that promise times per token
 */
record Scores(double makespanSeconds, Group all, Group important, List<Group> classes, Group importantInteractive) {
    /**
     * Some of the requests.
     *
     * @param attained requests that met what their class promises
     * @param fluidity mean fluidity-index; NaN where no times per token are promised
     * @param relegated requests of which the server said so
     * @param failed requests that were not answered whole
     */
    record Group(
            String name,
            int requests,
            int attained,
            double fluidity,
            Stat ttft,
            Stat ttlt,
            Stat tbt,
            int relegated,
            int failed) {
        double attainment() {
            return requests == 0 ? Double.NaN : (double) attained / requests;
        }
    }

    /** Requests per second that met what their class promises. */
    double goodput() {
        return all.attained / makespanSeconds;
    }

    /** @param answers to the requests of the workload, in its order */
    static Scores of(Workload workload, List<Answer> answers) {
        long last = answers.stream()
                .flatMapToLong(answer -> java.util.Arrays.stream(answer.tokens()))
                .max()
                .orElse(0);
        int top = IntStream.range(0, workload.size())
                .map(workload::priority)
                .min()
                .orElse(0);
        IntPredicate important = i -> workload.priority(i) == top;
        IntPredicate interactive = i -> workload.qos(i).slo() instanceof Slo.Interactive;
        return new Scores(
                (last - workload.arrival(0)) / 1e9,
                group("all", workload, answers, i -> true),
                group("important", workload, answers, important),
                workload.classes().stream()
                        .map(qos -> group(
                                qos.name(),
                                workload,
                                answers,
                                i -> workload.qos(i).equals(qos)))
                        .toList(),
                group("important interactive", workload, answers, interactive.and(important)));
    }

    /** Whether a request got what its class promises. */
    static boolean attained(Slo slo, Answer answer) {
        return answer.whole()
                && switch (slo) {
                    case Slo.Interactive(long ttft, long tbt) ->
                        answer.ttft() <= ttft && fluidity(slo, answer) >= Summaries.FLUID;
                    case Slo.NonInteractive(long ttlt) -> answer.ttlt() <= ttlt;
                    case Slo.BestEffort() -> true;
                };
    }

    /** Share of the token deadlines met; NaN for a class that promises none. */
    static double fluidity(Slo slo, Answer answer) {
        return slo instanceof Slo.Interactive(long ttft, long tbt)
                ? FluidityIndex.score(answer.tokens(), answer.asked(), ttft, tbt)
                        .index()
                : Double.NaN;
    }

    private static Group group(String name, Workload workload, List<Answer> answers, IntPredicate which) {
        int[] chosen = IntStream.range(0, workload.size()).filter(which).toArray();
        List<Answer> begun = IntStream.of(chosen)
                .mapToObj(answers::get)
                .filter(answer -> answer.tokens().length > 0)
                .toList();
        return new Group(
                name,
                chosen.length,
                (int) IntStream.of(chosen)
                        .filter(i -> attained(workload.qos(i).slo(), answers.get(i)))
                        .count(),
                IntStream.of(chosen)
                        .mapToDouble(i -> fluidity(workload.qos(i).slo(), answers.get(i)))
                        .filter(Double::isFinite)
                        .average()
                        .orElse(Double.NaN),
                seconds(begun.stream().mapToLong(Answer::ttft).toArray()),
                seconds(begun.stream().mapToLong(Answer::ttlt).toArray()),
                seconds(gaps(begun)),
                (int) IntStream.of(chosen)
                        .filter(i -> answers.get(i).relegated())
                        .count(),
                (int) IntStream.of(chosen).filter(i -> !answers.get(i).whole()).count());
    }

    private static long[] gaps(List<Answer> answers) {
        List<Long> gaps = new ArrayList<>();
        for (Answer answer : answers) {
            for (int k = 1; k < answer.tokens().length; k++) {
                gaps.add(answer.tokens()[k] - answer.tokens()[k - 1]);
            }
        }
        return gaps.stream().mapToLong(Long::longValue).toArray();
    }

    private static Stat seconds(long[] nanos) {
        double[] values = java.util.Arrays.stream(nanos).asDoubleStream().toArray();
        return Stat.of(values, values.length, 1e9);
    }
}
