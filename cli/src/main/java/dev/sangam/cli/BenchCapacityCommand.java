package dev.sangam.cli;

import dev.sangam.core.request.QosClass;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.OutputFolder;
import dev.sangam.measure.figures.CapacitySearch;
import dev.sangam.measure.figures.CapacitySearch.Answer;
import dev.sangam.measure.figures.CapacitySearch.Plan;
import dev.sangam.measure.figures.CapacitySearch.Result;
import dev.sangam.measure.figures.CapacitySearch.Verdict;
import dev.sangam.measure.figures.EarlyDecision;
import dev.sangam.measure.figures.SloSettings;
import dev.sangam.measure.load.LoadListener;
import dev.sangam.measure.load.LoadRun;
import dev.sangam.measure.report.CapacityText;
import dev.sangam.measure.report.SweepPage;
import dev.sangam.measure.report.SweepPage.Level;
import dev.sangam.measure.run.RequestRecord;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sangam bench capacity}: the highest rate at which an endpoint keeps its promises. */
@Command(
        name = "capacity",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Searches for the highest rate of requests that an endpoint sustains within its SLO, by bisection: each rate is a",
            "run in an open loop, ended as soon as it is certain that the rate is too high."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam bench capacity http://127.0.0.1:8080 --slo ttft=1s,tbt=50ms",
            "  sangam bench capacity URL --slo ttft=300ms,tbt=30ms --gate 'miss_rate p99 <= 10%%'    Metron's goal",
            "",
            "Takes some ten runs. Exit codes: 0 found, 2 bad input, 3 not found, 4 the load generator was the bottleneck."
        })
final class BenchCapacityCommand implements Callable<Integer> {
    private static final String CAPACITY = "capacity.json";
    private static final String DEFAULT_GOAL = "attainment >= 99%";
    /** A server that was overloaded gets this long to drop what it was doing. */
    private static final long PAUSE_MILLIS = 2000;

    @Parameters(index = "0", paramLabel = "URL", description = "The endpoint.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String url;

    @Option(names = "--start", paramLabel = "R", description = "Rate to begin with, requests/s (default: 1).")
    private String start = "1";

    @Option(names = "--highest", paramLabel = "R", description = "Rate to end with at the latest (default: 1000).")
    private String highest = "1000";

    @Option(
            names = "--tolerance",
            paramLabel = "P",
            description = "End when the rate is known to P percent (default: 2.5).")
    private String tolerance = "2.5";

    @Option(names = "--probes", paramLabel = "N", description = "At most N runs (default: 30).")
    private String probes = "30";

    @ArgGroup(validate = false, heading = "%nWorkload:%n", order = 2)
    private BenchWorkloadFlags workload = new BenchWorkloadFlags();

    @ArgGroup(validate = false, heading = "%nContent:%n", order = 3)
    private BenchContentFlags content = new BenchContentFlags();

    @ArgGroup(validate = false, heading = "%nEndpoint:%n", order = 4)
    private BenchEndpointFlags endpoint = new BenchEndpointFlags();

    @ArgGroup(validate = false, heading = "%nGoals:%n", order = 5)
    private BenchSloFlags slos = new BenchSloFlags();

    @Option(
            names = "--gate",
            paramLabel = "GOAL",
            description = "What a rate must meet to be sustained (default: 'attainment >= 99%%'). May be repeated.",
            order = 5)
    private List<String> gates = new ArrayList<>();

    @ArgGroup(validate = false, heading = "%nOutput:%n", order = 6)
    private BenchOutputFlags out = new BenchOutputFlags();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        Plan plan = plan();
        content.check();
        endpoint.client();
        SloSettings settings = settings(step(OptionalInt.empty(), plan.start(), "probe", 0));
        PrintWriter err = spec.commandLine().getErr();
        List<Level> levels = new ArrayList<>();
        Result result;
        try (OutputFolder output = OutputFolder.open(out.folder(), CAPACITY, List.of(OutputOptions.REPORT));
                BenchSession session = BenchSession.open(endpoint.endpoints(List.of(url)), endpoint.model());
                BenchRunner runner = new BenchRunner(
                        session, content, endpoint, settings, out.quiet() ? null : err, out.metricsPort())) {
            result = CapacitySearch.search(
                    (rate, number) -> {
                        BenchStep step = step(session.contextTokens(), rate, slug(number), number);
                        Verdict verdict = probe(runner, step, settings, output, levels);
                        if (!out.quiet()) {
                            err.printf(
                                    "probe %2d  %s  %s; %s%n",
                                    number + 1,
                                    Figures.of(rate, "requests/s"),
                                    CapacityText.word(verdict.answer()),
                                    verdict.reason());
                            err.flush();
                        }
                        return verdict;
                    },
                    plan);
            List<Level> byRate = levels.stream()
                    .sorted(Comparator.comparingDouble(Level::level))
                    .toList();
            output.file(OutputOptions.REPORT)
                    .write(SweepPage.of("Capacity of " + session.title(), session.facts(), byRate)
                            .getBytes(StandardCharsets.UTF_8));
            output.file(CAPACITY)
                    .write(CapacityText.json(result, settings.goals()).getBytes(StandardCharsets.UTF_8));
            output.commit();
        }
        print(result, settings);
        return switch (result.end()) {
            case FOUND, ABOVE_HIGHEST -> 0;
            case BELOW_LOWEST, OUT_OF_PROBES -> Sangam.GOAL_MISSED;
            case GENERATOR -> Sangam.RUN_INVALID;
        };
    }

    private void print(Result result, SloSettings settings) {
        PrintWriter text = spec.commandLine().getOut();
        text.print(
                out.json()
                        ? CapacityText.json(result, settings.goals())
                        : CapacityText.of(result, settings.goals(), Terminal.style()));
        if (!out.json()) {
            text.println("results       " + out.folder().resolve(OutputOptions.REPORT));
        }
        text.flush();
    }

    private Plan plan() {
        double first = FlagValues.number("--start", start, 0.001, 100_000);
        double last = FlagValues.number("--highest", highest, first, 100_000);
        double share = FlagValues.number("--tolerance", tolerance, 0.1, 50) / 100;
        return new Plan(first, Math.min(first, 0.001), last, share, FlagValues.whole("--probes", probes, 1, 1000));
    }

    private static String slug(int number) {
        return "probe-" + (number + 1);
    }

    private BenchStep step(OptionalInt contextTokens, double rate, String slug, int number) {
        return new BenchLoad(workload, content, slos, contextTokens).at(rate, slug, workload.seed() + number);
    }

    private SloSettings settings(BenchStep step) {
        List<String> classes =
                step.plan().workload().classes().stream().map(QosClass::name).toList();
        slos.requireClasses(classes);
        List<Goal> goals = BenchGoalFlags.goals(gates.isEmpty() ? List.of(DEFAULT_GOAL) : gates, classes);
        SloSettings given = slos.settings();
        return new SloSettings(given.slos(), given.everyClass(), goals, given.prefill());
    }

    private Verdict probe(
            BenchRunner runner, BenchStep step, SloSettings settings, OutputFolder output, List<Level> levels) {
        if (runner.interrupted()) {
            return new Verdict(Answer.UNDECIDED, "interrupted");
        }
        Watch watch = new Watch(step, settings);
        try (OutputFolder own = BenchResult.open(output.path().resolve(step.slug()))) {
            BenchResult result = runner.run(step, workload.seed(), own.path(), watch::on);
            result.write(own, out.format());
            own.commit();
            levels.add(new Level(step.level(), result.summary(), step.slug() + "/" + OutputOptions.REPORT));
            if (runner.interrupted()) {
                return new Verdict(Answer.UNDECIDED, "interrupted");
            }
            if (watch.failed) {
                Thread.sleep(PAUSE_MILLIS);
                return new Verdict(Answer.OVERLOADED, "ended early, as no request to come could have mended it");
            }
            return CapacitySearch.judge(result.summary());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Verdict(Answer.UNDECIDED, "interrupted");
        }
    }

    /** Ends a run whose goals are certain to be missed. */
    private static final class Watch implements LoadListener {
        private final EarlyDecision decision;
        private final long warmupNanos;
        private Runnable stop = () -> {};
        private volatile boolean failed;

        Watch(BenchStep step, SloSettings settings) {
            Workload workload = step.plan().workload();
            List<Label> labels = IntStream.range(0, workload.size())
                    .mapToObj(workload::label)
                    .distinct()
                    .toList();
            int[] planned = new int[labels.size()];
            for (int i = 0; i < workload.size(); i++) {
                planned[labels.indexOf(workload.label(i))] += workload.arrival(i) >= step.warmupNanos() ? 1 : 0;
            }
            this.decision = new EarlyDecision(settings, labels, planned);
            this.warmupNanos = step.warmupNanos();
        }

        LoadListener on(LoadRun run) {
            stop = () -> run.stop("its goals were certain to be missed");
            return this;
        }

        @Override
        public void ended(RequestRecord request) {
            if (request.intended() >= warmupNanos && !failed) {
                decision.ended(request);
                if (decision.certain().filter(met -> !met).isPresent()) {
                    failed = true;
                    stop.run();
                }
            }
        }
    }
}
