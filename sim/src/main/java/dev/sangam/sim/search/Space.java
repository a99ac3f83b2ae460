package dev.sangam.sim.search;

import dev.sangam.core.InputException;
import dev.sangam.core.model.HardwareSpec;
import dev.sangam.core.model.Parallelism;
import dev.sangam.files.Alternative;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.deployment.PlanSection;
import dev.sangam.files.deployment.PlanSection.Dimension;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.SchedulerText;
import dev.sangam.sim.hardware.HardwareCatalogue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All configurations that a {@code plan:} section allows.
 *
 * @param candidates those that can be
 * @param deployments the same, resolved
 * @param misfits those that cannot, with the reason
 */
public record Space(List<Candidate> candidates, List<Deployment> deployments, List<Misfit> misfits) {
    private static final int MAX = 100_000;
    /** What is not of a replica. */
    private static final List<String> NOT_OF_A_REPLICA =
            List.of("plan", "workload", "slos", "replicas", "engine", "server", "tenants");
    /** Where these are not said, all of them are tried. */
    private static final List<Dimension> DEFAULTS = List.of(
            new Dimension("tensor_parallel", alternatives("1", "2", "4", "8")),
            new Dimension(
                    "scheduler",
                    alternatives(
                            "{policy: sarathi, token_budget: 256}",
                            "{policy: sarathi, token_budget: 512}",
                            "{policy: sarathi, token_budget: 1024}",
                            "{policy: sarathi, token_budget: 2048}",
                            "{policy: vllm-v1}",
                            "{policy: niyama}")));

    private static List<Alternative> alternatives(String... values) {
        return List.of(values).stream()
                .map(value -> new Alternative(value, "default"))
                .toList();
    }

    public Space {
        candidates = List.copyOf(candidates);
        deployments = List.copyOf(deployments);
        misfits = List.copyOf(misfits);
    }

    /**
     * Resolves every combination.
     *
     * @param root a deployment file, which stays as it is
     * @param folder where its relative paths start
     * @throws InputException when a value can be in none, or no combination is left
     */
    public static Space of(Section root, Path folder, PlanSection plan, WorkloadSource workload) {
        if (root.has("pools")) {
            throw root.error("pools", "are given, but a search chooses them. Maybe plan.pools: [shared, silo]");
        }
        return new Reader(root, folder, plan, workload).space();
    }

    private static final class Reader {
        private final Section root;
        private final Path folder;
        private final PlanSection plan;
        private final WorkloadSource workload;
        private final List<Dimension> dimensions = new ArrayList<>();
        private final List<Candidate> candidates = new ArrayList<>();
        private final List<Deployment> deployments = new ArrayList<>();
        private final List<Misfit> misfits = new ArrayList<>();

        Reader(Section root, Path folder, PlanSection plan, WorkloadSource workload) {
            this.root = root;
            this.folder = folder;
            this.plan = plan;
            this.workload = workload;
            Set<String> said = new LinkedHashSet<>(root.keys());
            plan.dimensions().forEach(dimension -> said.add(dimension.key().split("[.]", 2)[0]));
            DEFAULTS.stream().filter(each -> !said.contains(each.key())).forEach(dimensions::add);
            dimensions.addAll(plan.dimensions());
        }

        Space space() {
            checkValues();
            long size = 1;
            for (Dimension dimension : dimensions) {
                size *= dimension.values().size();
                if (size > MAX) {
                    throw root.error("plan", "stands for more than " + MAX + " configurations; it must be fewer");
                }
            }
            combine(0, new ArrayList<>());
            if (candidates.isEmpty()) {
                throw new InputException(
                        root.file() + ": none of the " + misfits.size() + " configurations of the plan can be: "
                                + misfits.getFirst().reason());
            }
            return new Space(candidates, deployments, misfits);
        }

        /** A value that is wrong by itself is a mistake, where one that does not fit the others is a finding. */
        private void checkValues() {
            for (Dimension dimension : dimensions) {
                for (Alternative value : dimension.values()) {
                    Section alone = Section.empty();
                    alone.set(dimension.key(), value.json(), value.place());
                    DeploymentFile file = new DeploymentFile(alone, folder);
                    switch (dimension.key()) {
                        case "hardware" -> HardwareCatalogue.read(alone, "hardware");
                        case "tensor_parallel", "pipeline_parallel" -> file.parallelism();
                        case "scheduler" -> file.scheduler(1 << 20);
                        default -> {
                            continue; // told by the whole file
                        }
                    }
                    alone.done();
                }
            }
            List<String> known = dimensions.stream()
                    .filter(dimension -> dimension.key().equals("hardware"))
                    .flatMap(dimension -> dimension.values().stream())
                    .map(this::hardwareName)
                    .toList();
            for (String name : plan.prices().keySet()) {
                requireHardware("prices", name, known);
            }
            for (String name : plan.batchTimes().keySet()) {
                requireHardware("batch_time", name, known);
            }
        }

        private void requireHardware(String key, String name, List<String> known) {
            String resolved = HardwareCatalogue.resolve(name).name();
            if (!known.isEmpty() && !known.contains(resolved)) {
                throw root.error("plan." + key, "names " + name + ", which is not among plan.hardware: " + known);
            }
        }

        private String hardwareName(Alternative value) {
            Section alone = Section.empty();
            alone.set("hardware", value.json(), value.place());
            return HardwareCatalogue.read(alone, "hardware").name();
        }

        private void combine(int next, List<Alternative> chosen) {
            if (next == dimensions.size()) {
                resolve(chosen);
                return;
            }
            for (Alternative value : dimensions.get(next).values()) {
                chosen.add(value);
                combine(next + 1, chosen);
                chosen.removeLast();
            }
        }

        private void resolve(List<Alternative> chosen) {
            Section file = root.copy();
            NOT_OF_A_REPLICA.forEach(file::forget);
            for (int i = 0; i < chosen.size(); i++) {
                set(file, dimensions.get(i).key(), chosen.get(i));
            }
            String label = "";
            try {
                label = said(chosen);
                if (file.has("hardware")) {
                    applyHardware(file);
                }
                String json = file.json();
                Deployment deployment = Deployment.serving(new DeploymentFile(file, folder), workload);
                candidates.add(new Candidate(
                        candidates.size(),
                        label(deployment, chosen),
                        deployment.hardware() == null
                                ? "this machine"
                                : deployment.hardware().name(),
                        deployment.parallelism().gpus(),
                        dollars(deployment),
                        json,
                        deployment.batchTimeSource()));
                deployments.add(deployment);
            } catch (InputException e) {
                misfits.add(new Misfit(label, String.valueOf(e.getMessage())));
            }
        }

        /** A key within a name makes that name a mapping. */
        private static void set(Section file, String key, Alternative value) {
            int dot = key.indexOf('.');
            String outer = dot < 0 ? "" : key.substring(0, dot);
            if ((outer.equals("model") || outer.equals("hardware")) && file.has(outer) && !file.isSection(outer)) {
                file.set(outer, "{name: " + quoted(file.text(outer)) + "}", value.place());
            }
            file.set(key, value.json(), value.place());
        }

        private void applyHardware(Section file) {
            HardwareSpec hardware = HardwareCatalogue.read(file.copy(), "hardware");
            for (Map.Entry<String, Double> price : plan.prices().entrySet()) {
                if (HardwareCatalogue.resolve(price.getKey()).name().equals(hardware.name())) {
                    set(
                            file,
                            "hardware.price_per_hour",
                            new Alternative(price.getValue().toString(), "plan.prices"));
                }
            }
            for (Map.Entry<String, Alternative> times : plan.batchTimes().entrySet()) {
                if (HardwareCatalogue.resolve(times.getKey()).name().equals(hardware.name())) {
                    file.set(
                            "batch_time",
                            times.getValue().json(),
                            times.getValue().place());
                }
            }
        }

        /** A machine without a price counts as one dollar: then the fewest machines are looked for. */
        private static double dollars(Deployment deployment) {
            HardwareSpec hardware = deployment.hardware();
            int gpus = deployment.parallelism().gpus();
            return hardware == null || hardware.pricePerHour() == 0 ? gpus : gpus * hardware.pricePerHour();
        }

        private String said(List<Alternative> chosen) {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < chosen.size(); i++) {
                words.add(dimensions.get(i).key() + " " + plain(chosen.get(i).json()));
            }
            return String.join(", ", words);
        }

        private String label(Deployment deployment, List<Alternative> chosen) {
            Parallelism split = deployment.parallelism();
            StringBuilder label = new StringBuilder();
            if (deployment.hardware() != null) {
                label.append(deployment.hardware().name()).append(' ');
            }
            label.append("TP").append(split.tensor());
            label.append(split.pipeline() == 1 ? "" : " PP" + split.pipeline());
            label.append(", ").append(SchedulerText.of(deployment.cluster().scheduler()));
            for (int i = 0; i < chosen.size(); i++) {
                String key = dimensions.get(i).key();
                boolean shown = key.startsWith("hardware")
                        || key.startsWith("scheduler")
                        || key.endsWith("_parallel")
                        || dimensions.get(i).values().size() == 1;
                if (!shown) {
                    label.append(", ")
                            .append(key.substring(key.indexOf('.') + 1))
                            .append(' ')
                            .append(plain(chosen.get(i).json()));
                }
            }
            return label.toString();
        }

        private static String plain(String json) {
            return json.replaceAll("[\"{}]", "").replace(":", " ");
        }

        private static String quoted(String text) {
            return "'" + text.replace("'", "''") + "'";
        }
    }
}
