package dev.sangam.sim.deployment;

import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.kv.KvSwap;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.Section;
import dev.sangam.files.output.Figures;
import dev.sangam.sim.cluster.ClusterConfig;
import dev.sangam.sim.cluster.PoolConfig;
import dev.sangam.sim.report.RunResult.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says in a few lines what was simulated. */
final class Facts {
    private static final int MAX_SLOS = 6;

    private Facts() {}

    static List<Fact> of(Deployment d, Workload workload) {
        List<Fact> facts = new ArrayList<>(of(d));
        facts.add(new Fact("workload", workload(workload, d.model().maxContext())));
        facts.add(new Fact("SLOs", slos(workload.classes())));
        return facts;
    }

    static List<Fact> of(Deployment d) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("model", d.model().name()));
        boolean mixed = d.machines().stream().distinct().count() > 1;
        if (!mixed) {
            facts.add(new Fact(
                    "hardware",
                    replicas(d.replicas()) + " of " + d.machines().getFirst().text()));
        }
        if (d.pools().size() == 1) {
            ClusterConfig c = d.cluster();
            facts.add(new Fact("scheduler", SchedulerText.of(c.scheduler())));
            facts.add(new Fact("KV cache", kv(c.kv())));
            facts.add(new Fact("router", Section.word(c.router())));
        } else {
            for (int i = 0; i < d.pools().size(); i++) {
                String on = mixed ? " of " + d.machines().get(i).text() : "";
                facts.add(new Fact("pool", pool(d.pools().get(i), on)));
            }
        }
        d.machines().stream()
                .map(Machine::batchTimeSource)
                .distinct()
                .forEach(source -> facts.add(new Fact("batch time", source)));
        return facts;
    }

    private static String pool(PoolConfig pool, String machine) {
        ClusterConfig c = pool.replicas();
        String served = pool.classes().map(names -> String.join(", ", names)).orElse("all others");
        return pool.name() + " serves " + served + " on " + replicas(c.replicas()) + machine + ", "
                + Section.word(c.router()) + "; " + SchedulerText.of(c.scheduler()) + "; " + kv(c.kv());
    }

    private static String replicas(int count) {
        return count + " replica" + (count == 1 ? "" : "s");
    }

    /** What {@code in SLO} is measured against, so that a comparison of runs with different promises says so. */
    static String slos(List<QosClass> classes) {
        List<String> promises = classes.stream()
                .filter(qos -> !(qos.slo() instanceof Slo.BestEffort))
                .map(qos -> qos.name() + " " + slo(qos.slo()))
                .toList();
        String shown = promises.stream().limit(MAX_SLOS).collect(Collectors.joining("; "));
        int more = promises.size() - MAX_SLOS;
        return promises.isEmpty() ? "none" : more > 0 ? shown + "; and " + Figures.count(more) + " more" : shown;
    }

    private static String slo(Slo slo) {
        return switch (slo) {
            case Slo.Interactive(long ttft, long tbt) ->
                "TTFT " + Figures.seconds(ttft / 1e9) + ", TBT " + Figures.seconds(tbt / 1e9);
            case Slo.NonInteractive(long ttlt) -> "TTLT " + Figures.seconds(ttlt / 1e9);
            case Slo.BestEffort() -> Figures.NONE;
        };
    }

    static String kv(KvConfig kv) {
        return String.format(
                Locale.ROOT,
                "%,d blocks of %d tokens, prefix caching %s%s",
                kv.blocks(),
                kv.blockTokens(),
                kv.prefixCaching() ? "on" : "off",
                kv.swap() == null ? "" : swap(kv.swap()));
    }

    private static String swap(KvSwap swap) {
        return String.format(
                Locale.ROOT,
                ", %,d tokens of host memory to save to (%,d ns a token, %,d ns back)",
                swap.maxTokens(),
                swap.saveNanosPerToken(),
                swap.restoreNanosPerToken());
    }

    static String requests(Workload w) {
        return String.format(
                Locale.ROOT, "%,d request%s in %.0f s", w.size(), w.size() == 1 ? "" : "s", w.lastArrival() * 1e-9);
    }

    /** Requests that a real engine would refuse are served, but not without saying so. */
    private static String workload(Workload w, int context) {
        String requests = requests(w);
        long longer = IntStream.range(0, w.size())
                .filter(i -> (long) w.promptTokens(i) + w.outputTokens(i) > context)
                .count();
        return longer == 0
                ? requests
                : requests
                        + String.format(
                                Locale.ROOT,
                                ", %,d of them longer than the model's context of %,d tokens",
                                longer,
                                context);
    }
}
