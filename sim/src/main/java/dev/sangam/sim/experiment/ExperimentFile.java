package dev.sangam.sim.experiment;

import dev.sangam.files.NearNames;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.experiment.Experiment.WorkloadName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.LongStream;

/** Reads an experiment: {@code docs/experiments.md} has the format. Every key must be known, in it and in its deployments. */
public final class ExperimentFile {
    private static final int MAX_SEEDS = 1000;
    private static final int MAX_CELLS = 1000;
    private static final int MAX_RATES = 1000;
    private static final double MAX_RATE = 1e5;
    private static final double FINEST = 1e-3;
    private static final double PERCENT = 100;
    private static final List<String> RATES = List.of("rate", "arrivals", "streams", "trace");

    private enum Kinds {
        GOODPUT,
        SWEEP,
        RUN
    }

    private final Section root;
    private final Path folder;
    private final Conditions conditions;

    private ExperimentFile(Section root, Path folder, Conditions conditions) {
        this.root = root;
        this.folder = folder;
        this.conditions = conditions;
    }

    /** Reads a file and resolves all of its deployments. */
    public static Experiment read(Path file, Conditions conditions) {
        Path folder = file.getParent() == null ? Path.of("") : file.getParent();
        String name = String.valueOf(file.getFileName()).replaceFirst("[.]ya?ml$", "");
        return new ExperimentFile(Section.read(file), folder, conditions).experiment(name);
    }

    private Experiment experiment(String name) {
        String title = root.text("title");
        List<String> notes = root.texts("notes");
        Kind kind = kind(root.choice("kind", Kinds.values()).orElseThrow(() -> root.error("kind", "is missing")));
        List<Rule> rules = rules();
        List<Long> seeds = seeds();
        Section deployment = root.section("deployment").copy();
        Section quick = root.optionalSection("quick").orElseGet(Section::empty).copy();
        List<Named> variants = named("variants");
        List<Named> workloads =
                root.has("workloads") ? named("workloads") : List.of(new Named("", Section.empty(), Optional.empty()));
        if (variants.isEmpty() || (long) variants.size() * workloads.size() > MAX_CELLS) {
            throw root.error("variants", "must be at least one, and times workloads at most " + MAX_CELLS);
        }
        List<PaperFigure> paper = new ArrayList<>();
        String source = root.optionalSection("paper")
                .map(section -> paper(section, paper, kind, variants, workloads))
                .orElse("");
        root.done();
        List<List<Deployment>> cells = variants.stream()
                .map(variant -> workloads.stream()
                        .map(workload -> resolve(deployment.copy(), kind, variant, workload, quick))
                        .toList())
                .toList();
        return new Experiment(
                name,
                title,
                source,
                notes,
                kind,
                rules,
                seeds,
                variants.stream().map(Named::name).toList(),
                workloads.stream().map(this::named).toList(),
                cells,
                paper);
    }

    private Kind kind(Kinds kind) {
        return switch (kind) {
            case GOODPUT -> {
                Section search = root.optionalSection("search").orElseGet(Section::empty);
                double resolution =
                        search.number("resolution", FINEST, MAX_RATE).orElse(0.05);
                yield new Kind.Goodput(
                        search.number("violated", 0, 1).orElse(0.01),
                        resolution,
                        search.number("start", resolution, MAX_RATE).orElse(1),
                        search.number("limit", resolution, MAX_RATE).orElse(PERCENT));
            }
            case SWEEP -> {
                List<Double> rates = root.numbers("rates");
                if (rates.isEmpty() || rates.size() > MAX_RATES) {
                    throw root.error("rates", "are " + rates.size() + "; there must be 1 to " + MAX_RATES);
                }
                if (rates.stream().anyMatch(rate -> !(rate >= FINEST && rate <= MAX_RATE))) {
                    throw root.error("rates", "are " + rates + "; each must be between " + FINEST + " and " + MAX_RATE);
                }
                yield new Kind.Sweep(rates.stream().distinct().sorted().toList());
            }
            case RUN -> new Kind.Run();
        };
    }

    private List<Rule> rules() {
        if (!root.has("violations")) {
            return List.of(Rule.TTFT, Rule.ATTAINMENT);
        }
        List<String> words = root.texts("violations");
        List<Rule> rules = new ArrayList<>();
        for (String word : words) {
            rules.add(List.of(Rule.values()).stream()
                    .filter(rule -> Section.word(rule).equals(word) && !rules.contains(rule))
                    .findFirst()
                    .orElseThrow(
                            () -> root.error("violations", "are " + words + "; they must be of ttft, attainment")));
        }
        if (rules.isEmpty()) {
            throw root.error("violations", "are empty; they must be of ttft, attainment");
        }
        return rules;
    }

    private List<Long> seeds() {
        int ofFile = root.integer("seeds", 1, MAX_SEEDS).orElse(1);
        int count = conditions.seeds().orElse(conditions.quick() ? 1 : ofFile);
        return LongStream.rangeClosed(1, count).boxed().toList();
    }

    /**
     * A name with what it changes in the deployment.
     *
     * @param trace the lengths that a workload may take from published data
     */
    private record Named(String name, Section changes, Optional<String> trace) {}

    private List<Named> named(String key) {
        List<Named> result = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section each : root.sections(key)) {
            String name = each.text("name");
            if (!names.add(name)) {
                throw each.error("name", "is '" + name + "' a second time; names must differ");
            }
            Section changes =
                    each.optionalSection("set").orElseGet(Section::empty).copy();
            Optional<String> trace = key.equals("workloads") ? each.optionalText("trace") : Optional.empty();
            result.add(new Named(name, changes, trace));
        }
        return result;
    }

    private WorkloadName named(Named workload) {
        String lengths = workload.trace
                .map(trace -> (conditions.trace(trace).isPresent() ? "" : "log-normal stand-in for ") + trace)
                .orElse("");
        return new WorkloadName(workload.name, lengths);
    }

    private Deployment resolve(Section deployment, Kind kind, Named variant, Named workload, Section quick) {
        deployment.setAll(workload.changes);
        workload.trace.flatMap(conditions::trace).ifPresent(file -> {
            String path = file.toAbsolutePath().toString().replace("'", "''");
            deployment.set("workload.lengths", "{file: '" + path + "', order: random}", root.file());
        });
        deployment.setAll(variant.changes);
        if (conditions.quick()) {
            deployment.setAll(quick);
        }
        if (!(kind instanceof Kind.Run)) {
            Section served = deployment.section("workload").copy();
            for (String key : RATES) {
                if (served.has(key)) {
                    throw served.error(key, "is given, but the experiment sets the rate of one stream");
                }
            }
            deployment.set("workload.rate", "1", root.file());
        }
        return Deployment.of(new DeploymentFile(deployment.copy(), folder));
    }

    private static String paper(
            Section section, List<PaperFigure> figures, Kind kind, List<Named> variants, List<Named> workloads) {
        boolean goodput = kind instanceof Kind.Goodput;
        for (Section each : section.sections("figures")) {
            String variant = name(each, "variant", variants);
            String workload = name(each, "workload", workloads);
            String group = goodput ? Measured.GOODPUT : each.optionalText("of").orElse(Tally.ALL);
            OptionalDouble rate =
                    kind instanceof Kind.Sweep ? each.number("rate", FINEST, MAX_RATE) : OptionalDouble.empty();
            double value = each.number(goodput ? "qps" : "percent", 0, goodput ? MAX_RATE : PERCENT)
                    .orElseThrow(() -> each.error(goodput ? "qps" : "percent", "is missing; it is the paper's figure"));
            figures.add(new PaperFigure(variant, workload, rate, group, goodput ? value : value / PERCENT));
        }
        return section.text("source");
    }

    private static String name(Section figure, String key, List<Named> known) {
        List<String> names = known.stream().map(Named::name).toList();
        String name = names.size() == 1 ? figure.optionalText(key).orElse(names.getFirst()) : figure.text(key);
        if (!names.contains(name)) {
            throw figure.error(
                    key, "is '" + name + "', which the experiment does not have." + NearNames.advice(name, names));
        }
        return name;
    }
}
