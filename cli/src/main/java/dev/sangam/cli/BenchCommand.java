package dev.sangam.cli;

import dev.sangam.core.request.QosClass;
import dev.sangam.files.output.OutputFolder;
import dev.sangam.measure.client.Endpoint;
import dev.sangam.measure.figures.RunSummaryJson;
import dev.sangam.measure.report.SummaryText;
import dev.sangam.measure.report.SweepPage;
import dev.sangam.measure.report.SweepPage.Level;
import dev.sangam.measure.report.SweepText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sangam bench}: how an endpoint does under load, seen from outside. */
@Command(
        name = "bench",
        subcommands = {
            BenchRecomputeCommand.class,
            BenchCompareCommand.class,
            BenchMergeCommand.class,
            BenchProfileCommand.class,
            BenchCapacityCommand.class
        },
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
        List<Endpoint> endpoints = endpoint.endpoints(urls);
        check(steps(OptionalInt.empty()));
        PrintWriter live = out.quiet() ? null : spec.commandLine().getErr();
        try (OutputFolder output = BenchResult.open(out.folder());
                BenchSession session = BenchSession.open(endpoints, endpoint.model());
                BenchRunner runner =
                        new BenchRunner(session, content, endpoint, goals.slos().settings(), live, out.metricsPort())) {
            List<BenchStep> steps = steps(session.contextTokens());
            return steps.size() == 1 ? single(runner, steps.getFirst(), output) : sweep(session, runner, steps, output);
        }
    }

    private List<BenchStep> steps(OptionalInt contextTokens) {
        return new BenchLoad(workload, content, goals.slos(), contextTokens).steps(load);
    }

    private void check(List<BenchStep> steps) {
        content.check();
        endpoint.client();
        out.metricsPort();
        goals.requireClasses(steps.getFirst().plan().workload().classes().stream()
                .map(QosClass::name)
                .toList());
    }

    private int single(BenchRunner runner, BenchStep step, OutputFolder output) {
        BenchResult result = runner.run(step, workload.seed(), output.path());
        result.write(output, out.format());
        output.commit();
        print(
                RunSummaryJson.text(result.summary(), result.run().labels()),
                SummaryText.of(result.summary(), result.facts(), Terminal.style()),
                output);
        return status(List.of(result));
    }

    private int sweep(BenchSession session, BenchRunner runner, List<BenchStep> steps, OutputFolder output) {
        List<BenchResult> results = new ArrayList<>();
        List<Level> levels = new ArrayList<>();
        for (BenchStep step : steps) {
            if (runner.interrupted()) {
                break;
            }
            try (OutputFolder own = BenchResult.open(output.path().resolve(step.slug()))) {
                BenchResult result = runner.run(step, workload.seed(), own.path());
                result.write(own, out.format());
                own.commit();
                results.add(result);
                levels.add(new Level(step.level(), result.summary(), step.slug() + "/" + OutputOptions.REPORT));
            }
        }
        output.file(OutputOptions.REPORT)
                .write(SweepPage.of(session.title(), session.facts(), levels).getBytes(StandardCharsets.UTF_8));
        output.file(BenchResult.SUMMARY).write(SweepJson.text(levels).getBytes(StandardCharsets.UTF_8));
        output.commit();
        print(SweepJson.text(levels), SweepText.of(session.facts(), levels, Terminal.style()), output);
        return status(results);
    }

    private void print(String json, String table, OutputFolder output) {
        PrintWriter text = spec.commandLine().getOut();
        text.print(out.json() ? json : table);
        if (!out.json()) {
            text.println("results       " + output.path().resolve(OutputOptions.REPORT));
        }
        text.flush();
    }

    /** The worst of all: an invalid run is worse than a missed gate. */
    private int status(List<BenchResult> results) {
        PrintWriter text =
                out.json() ? spec.commandLine().getErr() : spec.commandLine().getOut();
        return results.stream()
                .mapToInt(result -> goals.status(result, text))
                .max()
                .orElse(0);
    }
}
