package dev.sangam.sim.search;

import dev.sangam.files.Section;
import dev.sangam.sim.search.Plan.Pool;
import dev.sangam.sim.search.Plan.Pools;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;

/** Pools that were found as a deployment file, which {@code simulate} and {@code serve} read. */
public final class BestFile {
    private static final MathContext DIGITS = new MathContext(9);
    /** What a pool may say of its own. */
    private static final List<String> OF_A_POOL = List.of(
            "hardware", "tensor_parallel", "pipeline_parallel", "scheduler", "kv_cache", "router", "batch_time");

    private BestFile() {}

    /** The file's text. */
    public static String yaml(Question question, Pools pools) {
        Section file = question.root().copy();
        file.forget("plan");
        file.forget("replicas");
        double factor = question.rate() / question.ownRate();
        if (Math.abs(factor - 1) > 1e-9) {
            Section workload = file.copy().section("workload");
            double own = workload.number("rate_factor", 0, Double.MAX_VALUE).orElse(1);
            file.set("workload.rate_factor", plain(own * factor), "plan");
        }
        Pool first = pools.pools().getFirst();
        Section replica = Section.parse("plan", first.candidate().deployment());
        if (pools.pools().size() == 1) {
            for (String key : replica.keys()) {
                file.set(key, replica.value(key), "plan");
            }
            file.set("replicas", Integer.toString(first.replicas()), "plan");
        } else {
            replica.keys().stream()
                    .filter(key -> !OF_A_POOL.contains(key))
                    .forEach(key -> file.set(key, replica.value(key), "plan"));
            OF_A_POOL.forEach(file::forget);
            file.set("pools", pools(pools), "plan");
        }
        return "# What 'sangam plan' found.\n" + file.yaml();
    }

    private static String pools(Pools pools) {
        StringBuilder list = new StringBuilder("[");
        for (Pool pool : pools.pools()) {
            Section own = Section.parse("plan", "{}");
            own.set("name", quoted(pool.group().name()), "plan");
            own.set("classes", list(pool.group().classes()), "plan");
            own.set("replicas", Integer.toString(pool.replicas()), "plan");
            Section replica = Section.parse("plan", pool.candidate().deployment());
            replica.keys().stream()
                    .filter(OF_A_POOL::contains)
                    .forEach(key -> own.set(key, replica.value(key), "plan"));
            list.append(list.length() > 1 ? "," : "").append(own.json());
        }
        return list.append("]").toString();
    }

    private static String plain(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }

    private static String list(List<String> texts) {
        return texts.stream().map(BestFile::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
