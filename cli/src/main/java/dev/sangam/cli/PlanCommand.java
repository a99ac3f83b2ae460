package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.output.OutputFolder;
import dev.sangam.sim.search.Carried;
import dev.sangam.sim.search.Journal;
import dev.sangam.sim.search.LocalWorkers;
import dev.sangam.sim.search.Plan;
import dev.sangam.sim.search.PlanFolder;
import dev.sangam.sim.search.PlanJson;
import dev.sangam.sim.search.PlanText;
import dev.sangam.sim.search.Planner;
import dev.sangam.sim.search.Question;
import dev.sangam.sim.search.RemoteWorkers;
import dev.sangam.sim.search.Workers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sangam plan}: the cheapest deployment that serves a workload within its goals. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Searches for the cheapest deployment that serves a workload within its goals:",
            "which hardware, parallelism, scheduler, batch and memory settings, and how many replicas.",
            "Prints the answer, and writes a folder with best.yaml, report.html, plan.json and tables."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam plan                                      a built-in demo",
            "  sangam plan pool.yaml --hardware h100,a100-80 --rate 40",
            "  sangam plan pool.yaml --slo 'ttft p90 < 2s' --slo 'tbt p99 < 100ms'",
            "  sangam plan pool.yaml --from server.jsonl        the traffic that a server recorded",
            "  sangam plan pool.yaml --cluster spark://host:7077   on the machines of a Spark cluster",
            "  sangam plan experiments/plan/*.yaml              several, and each one's best under the others",
            "  sangam simulate runs/plan-demo/best.yaml         the deployment that was found",
            "",
            "A search that was stopped goes on where it was when it is started again.",
            "Exit codes: 0 done, 2 bad input, or goals that nothing meets."
        })
final class PlanCommand implements Callable<Integer> {
    private static final int MAX_THREADS = 512;

    @Mixin
    private PlanOptions planOptions = new PlanOptions();

    @Option(
            names = "--exhaustive",
            description = "Measure every configuration in full; by default those that cannot be best are left early.")
    private boolean exhaustive;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Simulations at a time (default: one per core). The results do not depend on it.")
    private @Nullable Integer threads;

    @Option(
            names = "--cluster",
            paramLabel = "ADDRESS",
            description = "Simulate on an Apache Spark cluster, such as spark://host:7077, in place of this machine."
                    + " The results do not depend on it.")
    private @Nullable String cluster;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder of the results, which replace earlier ones there (default: runs/plan-NAME).")
    private @Nullable Path out;

    @Option(names = "--afresh", description = "Do not use what an earlier search left in the folder.")
    private boolean afresh;

    @Option(names = "--json", description = "Print JSON in place of the tables.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (threads != null && (threads < 1 || threads > MAX_THREADS)) {
            throw new ParameterException(
                    spec.commandLine(), "--threads is " + threads + "; it must be between 1 and " + MAX_THREADS);
        }
        if (out != null && out.toString().isEmpty()) {
            throw new InputException("--out is empty; it must be a folder");
        }
        if (threads != null && cluster != null) {
            throw new ParameterException(
                    spec.commandLine(), "--threads and --cluster are given together; a cluster has threads of its own");
        }
        List<Question> questions = planOptions.read();
        try (Workers workers = workers()) {
            if (questions.size() == 1) {
                Question question = questions.getFirst();
                Path folder = out != null ? out : Path.of("runs", PlanFolder.name(question.name()));
                print(plan(question, folder, workers), folder);
            } else {
                several(questions, out != null ? out : Path.of("runs", "plans"), workers);
            }
        }
        return 0;
    }

    private Plan plan(Question question, Path folder, Workers workers) {
        try (OnInterrupt onInterrupt = new OnInterrupt();
                OutputFolder output = PlanFolder.open(folder);
                Journal journal = Journal.open(folder, !afresh);
                PlanProgress progress = new PlanProgress()) {
            onInterrupt.run(output::close);
            remark(journal, folder);
            Plan plan = new Planner(question, exhaustive, workers, journal, progress).plan();
            PlanFolder.write(plan, output);
            return plan;
        }
    }

    /** A plan for each, in a folder of its own, and what comes of carrying one's best to another. */
    private void several(List<Question> questions, Path folder, Workers workers) {
        List<String> names = questions.stream().map(Question::name).distinct().toList();
        if (names.size() < questions.size()) {
            throw new InputException("two of the deployment files have the same name among " + names
                    + "; names must differ, since their results go to folders of these names");
        }
        try (OnInterrupt onInterrupt = new OnInterrupt();
                OutputFolder output = PlanFolder.open(folder);
                Journal journal = Journal.open(folder, !afresh);
                PlanProgress progress = new PlanProgress()) {
            onInterrupt.run(output::close);
            List<Plan> plans = new ArrayList<>();
            for (Question question : questions) {
                Path own = folder.resolve(PlanFolder.name(question.name()));
                Plan plan = plan(question, own, workers);
                print(plan, own);
                plans.add(plan);
            }
            Carried carried = Carried.of(plans, workers, journal, progress);
            carried.write(output);
            PrintWriter text =
                    json ? spec.commandLine().getErr() : spec.commandLine().getOut();
            text.print("\n" + carried.text(Terminal.style()));
            text.println("results    " + folder.resolve(OutputOptions.REPORT));
            text.flush();
        }
    }

    private Workers workers() {
        if (cluster != null) {
            return RemoteWorkers.find()
                    .orElseThrow(() -> new InputException("--cluster " + cluster + ": this installation has no part for"
                            + " clusters. Maybe start it by the script sangam, which adds it where --cluster is given"))
                    .connect(cluster);
        }
        return new LocalWorkers(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
    }

    private void remark(Journal journal, Path folder) {
        PrintWriter err = spec.commandLine().getErr();
        if (journal.damaged() > 0) {
            err.println("sangam: " + folder.resolve(Journal.NAME) + ": " + journal.damaged()
                    + " line(s) cannot be read; what they held is simulated again");
        }
        err.flush();
    }

    private void print(Plan plan, Path folder) {
        PrintWriter text = spec.commandLine().getOut();
        if (json) {
            text.print(PlanJson.of(plan));
        } else {
            text.print(PlanText.of(plan, Terminal.style()));
            text.println("deployment " + folder.resolve(PlanFolder.BEST));
            text.println("results    " + folder.resolve(OutputOptions.REPORT));
        }
        text.flush();
    }
}
