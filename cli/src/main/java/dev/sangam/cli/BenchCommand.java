package dev.sangam.cli;

import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.OutputFolder;
import dev.sangam.measure.figures.JUnitXml;
import dev.sangam.measure.figures.Gates;
import dev.sangam.measure.figures.RunSummaryJson;
import dev.sangam.measure.figures.SloSettings;
import dev.sangam.measure.live.LiveFigures;
import dev.sangam.measure.live.MetricsEndpoint;
import dev.sangam.measure.load.LoadOptions;
import dev.sangam.measure.load.LoadRun;
import dev.sangam.measure.prompt.PromptBodies;
import dev.sangam.measure.report.Fact;
import dev.sangam.measure.report.SummaryText;
import dev.sangam.measure.report.SweepPage;
import dev.sangam.measure.report.SweepText;
import dev.sangam.measure.run.RunRecord;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sangam bench}: how an endpoint does under load, seen from outside. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Loads any OpenAI-compatible endpoint, and says honestly what came back.",
            "With a URL alone: four users who chat for a minute. Latencies count from the time a request was to be sent."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam bench http://127.0.0.1:8080                       four users, a minute",
            "  sangam bench URL --rate 2 --slo ttft=1s,tbt=50ms         open loop, Poisson arrivals",
            "  sangam bench URL --rate 1,2,4,8 --duration 2min          a sweep, with plots over the rate",
            "  sangam bench URL --workload azure-conv --rate-factor 0.5",
            "  sangam bench URL1 URL2 --rate 2                          two endpoints at once, the same requests",
            "  sangam bench URL --rate 2 --gate 'ttft p99 < 500ms' --junit gates.xml",
            "",
            "Exit codes: 0 done, 2 bad input, 3 a gate was missed, 4 the run is invalid (its report says why)."
        })
final class BenchCommand implements Callable<Integer> {
    /** Answers under way when a run is stopped have so long. */
    private static final long GRACE_NANOS = 2_000_000_000L;

    @Parameters(arity = "0..*", paramLabel = "URL", description = "Endpoints, such as http://127.0.0.1:8080.")
    private List<String> urls = new ArrayList<>();

    @ArgGroup(validate = false, heading = "%nLoad:%n", order = 1)
    private BenchLoadFlags load = new BenchLoadFlags();

    @ArgGroup(validate = false, heading = "%nWorkload:%n", order = 2)
    private BenchWorkloadFlags workload = new BenchWorkloadFlags();

    @ArgGroup(validate = false, heading = "%nContent:%n", order = 3)
    private BenchContentFlags content = new BenchContentFlags();

    @ArgGroup(validate = false, heading = "%nEndpoint:%n", order = 4)
    private BenchEndpointFlags endpoint = new BenchEndpointFlags();

    @ArgGroup(validate = false, heading = "%nGoals:%n", order = 5)
    private BenchGoalFlags goals = new BenchGoalFlags();

    @ArgGroup(validate = false, heading = "%nOutput:%n", order = 6)
    private BenchOutputFlags out = new BenchOutputFlags();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        // What can be found wrong is found before anything is sent.
        var endpoints = endpoint.endpoints(urls);
        check(new BenchLoad(workload, content, goals, OptionalInt.empty()).steps(load));
        try (StopOnInterrupt interrupt = new StopOnInterrupt();
                OutputFolder output = BenchResult.open(out.folder());
                MetricsEndpoint metrics = out.metricsPort().map(MetricsEndpoint::open).orElse(null);
                BenchSession session = BenchSession.open(endpoints, endpoint.model())) {
            List<BenchStep> steps = new BenchLoad(workload, content, goals, session.contextTokens()).steps(load);
            return steps.size() == 1
                    ? single(session, steps.getFirst(), output, interrupt, metrics)
                    : sweep(session, steps, output, interrupt, metrics);
        }
    }

    private void check(List<BenchStep> steps) {
        content.source();
        endpoint.client();
        goals.requireClasses(classes(steps.getFirst().plan().workload()));
    }

    private static List<String> classes(Workload workload) {
        return workload.classes().stream().map(qos -> qos.name()).toList();
    }

    private int single(
            BenchSession session,
            BenchStep step,
            OutputFolder output,
            StopOnInterrupt interrupt,
            @Nullable MetricsEndpoint metrics) {
        BenchResult result = run(session, step, 0, output.path(), interrupt, metrics);
        result.write(output, out.format());
        output.commit();
        PrintWriter text = spec.commandLine().getOut();
        if (out.json()) {
            text.print(RunSummaryJson.text(result.summary(), result.run().labels()));
        } else {
            text.print(SummaryText.of(result.summary(), result.facts(), Terminal.style()));
            text.println("results       " + output.path().resolve(OutputOptions.REPORT));
        }
        text.flush();
        return status(List.of(result));
    }

    private int sweep(
            BenchSession session,
            List<BenchStep> steps,
            OutputFolder output,
            StopOnInterrupt interrupt,
            @Nullable MetricsEndpoint metrics) {
        List<BenchResult> results = new ArrayList<>();
        List<SweepPage.Level> levels = new ArrayList<>();
        for (BenchStep step : steps) {
            if (interrupt.stopped()) {
                break;
            }
            try (OutputFolder own = BenchResult.open(output.path().resolve(step.slug()))) {
                BenchResult result = run(session, step, results.size(), own.path(), interrupt, metrics);
                result.write(own, out.format());
                own.commit();
                results.add(result);
                levels.add(new SweepPage.Level(
                        step.level(), result.summary(), step.slug() + "/" + OutputOptions.REPORT));
            }
        }
        output.file(OutputOptions.REPORT)
                .write(SweepPage.of(session.title(), session.facts(), levels).getBytes(StandardCharsets.UTF_8));
        output.file(BenchResult.SUMMARY)
                .write(SweepJson.text(levels).getBytes(StandardCharsets.UTF_8));
        output.commit();
        PrintWriter text = spec.commandLine().getOut();
        if (out.json()) {
            text.print(SweepJson.text(levels));
        } else {
            session.facts().forEach(fact -> text.printf("%-13s %s%n", fact.label(), fact.value()));
            text.println();
            text.print(SweepText.of(levels, Terminal.style()));
            text.println("results       " + output.path().resolve(OutputOptions.REPORT));
        }
        text.flush();
        return status(results);
    }

    private BenchResult run(
            BenchSession session,
            BenchStep step,
            int number,
            Path folder,
            StopOnInterrupt interrupt,
            @Nullable MetricsEndpoint metrics) {
        long promptSeed = content.promptSeed() + number;
        PromptBodies bodies = session.bodies(step, content, promptSeed);
        LoadOptions options = LoadOptions.DEFAULT
                .withClient(endpoint.client())
                .withGrace(GRACE_NANOS)
                .withWarmup(step.warmupNanos());
        LoadRun run = session.load(step, bodies, options, workload.seed());
        LiveFigures live = new LiveFigures();
        if (metrics != null) {
            metrics.show(live);
        }
        RunRecord record;
        try (LiveView view = out.quiet()
                ? null
                : LiveView.open(step.title(), live, spec.commandLine().getErr())) {
            interrupt.onStop(() -> run.stop("interrupted"));
            record = run.run(live, folder.resolve(BenchResult.RECORD));
        }
        List<Fact> facts = new ArrayList<>(session.facts());
        facts.addAll(RunFactLines.of(record));
        facts.add(new Fact("prompts", bodies.lengths() + "; seed " + promptSeed));
        if (step.clipped() > 0) {
            facts.add(new Fact(
                    "cut", Figures.count(step.clipped()) + " requests, to fit the model's context"));
        }
        return BenchResult.of(session.title(), facts, record, SloSettings.AS_RECORDED);
    }

    private int status(List<BenchResult> results) {
        PrintWriter text = out.json() ? spec.commandLine().getErr() : spec.commandLine().getOut();
        boolean met = true;
        for (BenchResult result : results) {
            List<String> classes = result.run().labels().stream()
                    .map(Label::qos)
                    .map(qos -> qos.name())
                    .distinct()
                    .toList();
            met &= result.print(goals.gates(classes), text);
        }
        BenchResult last = results.getLast();
        if (goals.junit() != null) {
            List<String> classes = last.run().labels().stream().map(l -> l.qos().name()).distinct().toList();
            JUnitXml.write(Gates.of(last.summary(), goals.gates(classes)), last.summary(), goals.junit());
        }
        boolean valid = results.stream().allMatch(result -> result.summary().validity().valid());
        return !valid ? Sangam.RUN_INVALID : met ? 0 : Sangam.GOAL_MISSED;
    }
}
