package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.core.metric.Stat;
import dev.sangam.core.metric.Summary;
import dev.sangam.files.Section;
import dev.sangam.files.calibration.CalibrationProfile;
import dev.sangam.files.calibration.ModelFile;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.OutputFolder;
import dev.sangam.files.output.TextTable;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.serve.calibration.RunObserver;
import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.EngineOptions;
import dev.sangam.sim.model.ModelCatalogue;
import dev.sangam.sim.report.RunFolder;
import dev.sangam.sim.report.RunResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sangam validate}: whether the simulator predicts the real engine. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves a workload with the real engine, simulates the same from a profile, and compares.",
            "Writes the reports of both runs, as 'simulate' does."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam validate --model m.gguf                      calibrates first",
            "  sangam validate --model m.gguf --profile m.calibration.json --requests 200",
            "  sangam validate --model m.gguf --deployment pool.yaml --rate 2 --gate --tolerance 5",
            "",
            "Let nothing else run meanwhile.",
            "Exit codes: 0 done, 2 bad input, 3 --gate and a difference was above the tolerance."
        })
final class ValidateCommand implements Callable<Integer> {
    private static final String AUTO = "auto";
    private static final String MEASURED = "measured";
    private static final String SIMULATED = "simulated";
    private static final double MAX_RATE = 1e6;

    @Mixin
    private KernelOptions kernels = new KernelOptions();

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description = "What 'sangam calibrate' wrote. Default: calibrates first.")
    private @Nullable Path profile;

    @Option(
            names = "--deployment",
            paramLabel = "FILE",
            description = "Scheduler, KV cache and workload, from a deployment file. Default: 120 requests of some"
                    + " hundred tokens, sarathi with a budget of 128.")
    private @Nullable Path deployment;

    @Option(names = "--requests", paramLabel = "N", description = "End the workload after N requests.")
    private @Nullable String requests;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Requests/s, or auto for 70 %% of the capacity that the profile predicts (default).")
    private String rate = AUTO;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the workload (default: 1).")
    private long seed = 1;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets any key of the deployment: --set scheduler.token_budget=64.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(
            names = "--tolerance",
            paramLabel = "P",
            description = "Largest difference that passes, in percent (default: 10).")
    private double tolerance = 10;

    @Option(names = "--gate", description = "End with exit code 3 when a difference is above the tolerance.")
    private boolean gate;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        double wanted = rate();
        if (!(tolerance > 0)) {
            throw new ParameterException(spec.commandLine(), "--tolerance is " + tolerance + "; it must be > 0");
        }
        ModelFile file = ModelFile.of(kernels.model());
        CalibrationProfile known = profile == null ? null : CalibrationProfile.read(profile);
        if (known != null) {
            known.requireModel(file, "--profile " + profile);
        }
        DeploymentFile read = deploymentFile(known);
        String name = read.name();
        WorkloadSource source = read.workload();
        EngineOptions engine = kernels.engine(read, known == null ? null : known.times());
        CalibrationProfile used = known == null ? calibrated(engine) : known;
        requireSettings(used, engine);
        Validation.Plan plan = new Validation.Plan(
                name,
                engine,
                ModelCatalogue.resolve(kernels.model().toString(), Path.of("")),
                used.times(),
                "calibration of " + used.machine().cpu(),
                source,
                wanted,
                seed);
        Path folder = output.folder("validate-" + kernels.name());
        try (OnInterrupt onInterrupt = new OnInterrupt();
                OutputFolder measured = RunFolder.open(folder.resolve(MEASURED));
                OutputFolder simulated = RunFolder.open(folder.resolve(SIMULATED))) {
            onInterrupt.run(measured::close);
            onInterrupt.run(simulated::close);
            Validation validation = run(plan);
            output.write(validation.measured(), measured);
            output.write(validation.simulated(), simulated);
            measured.commit();
            simulated.commit();
            boolean within = print(validation, folder);
            return within || !gate ? 0 : Sangam.GOAL_MISSED;
        }
    }

    private double rate() {
        if (rate.equals(AUTO)) {
            return 0;
        }
        try {
            double value = Double.parseDouble(rate);
            if (value > 0 && value <= MAX_RATE) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new ParameterException(
                spec.commandLine(), "--rate is '" + rate + "'; it must be auto, or above 0 and at most 1000000");
    }

    private DeploymentFile deploymentFile(@Nullable CalibrationProfile known) {
        Section root = deployment == null
                ? Section.resource(ValidateCommand.class, "validate.yaml")
                : Section.read(deployment);
        Path folder = deployment == null || deployment.getParent() == null ? Path.of("") : deployment.getParent();
        if (known != null) {
            int threads = known.settings().threads();
            root.set("engine.threads", Integer.toString(threads), "--profile " + profile);
        }
        kernels.applyTo(root);
        if (requests != null) {
            root.set("workload.requests", requests, "--requests " + requests);
        }
        set.forEach((key, value) -> root.set(key, value, "--set " + key + "=" + value));
        return new DeploymentFile(root, folder);
    }

    private CalibrationProfile calibrated(EngineOptions engine) throws InterruptedException {
        Calibration.Result calibration = Calibration.measure(
                kernels,
                Math.min(engine.scheduler().maxSequences(), Calibration.MAX_SLOTS),
                CalibrateCommand.LIMIT_NANOS);
        CalibrateCommand.warn(calibration, spec.commandLine().getErr());
        return calibration.profile();
    }

    /** Steps take another time with other settings. */
    private void requireSettings(CalibrationProfile used, EngineOptions engine) {
        if (used.settings().threads() != engine.threads() || used.settings().unifiedKv() != engine.unifiedKv()) {
            throw new InputException("--profile " + profile + ": was measured with "
                    + used.settings().threads() + " threads and unified_kv "
                    + used.settings().unifiedKv()
                    + ", but the engine is to run with " + engine.threads() + " and " + engine.unifiedKv()
                    + ". Maybe leave --threads out, or calibrate again");
        }
    }

    private Validation run(Validation.Plan plan) throws InterruptedException {
        int total = plan.source().generate(seed).size();
        try (Progress progress = new Progress("serve", total)) {
            return Validation.run(plan, done -> progress.step());
        } catch (EngineException e) {
            throw new InputException("a request could not be served: " + e.getMessage(), e);
        }
    }

    /** Prints the comparison; whether all differences are within the tolerance. */
    private boolean print(Validation validation, Path folder) {
        Summary measured = validation.measured().summary();
        Summary simulated = validation.simulated().summary();
        TextTable table = new TextTable(1, List.of("", MEASURED, SIMULATED, "difference"));
        boolean within = true;
        for (Row row : Row.ALL) {
            double a = row.of(measured);
            double b = row.of(simulated);
            within &= Math.abs(b / a - 1) <= tolerance / 100;
            table.add(List.of(row.name(), Figures.seconds(a), Figures.seconds(b), percent(b / a - 1)));
        }
        PrintWriter text = spec.commandLine().getOut();
        for (RunResult.Fact fact : validation.simulated().facts()) {
            text.printf("%-13s %s%n", fact.label(), fact.value());
        }
        text.println();
        table.lines((row, column, cell) -> cell).forEach(text::println);
        text.println();
        steps(text, validation, measured, simulated);
        text.printf(
                Locale.ROOT,
                "%s      %s within %s %% of what was measured%n",
                within ? "PASS" : "FAIL",
                within ? "all figures" : "not all figures",
                Figures.number(tolerance));
        text.println("results   " + folder.resolve(MEASURED).resolve(OutputOptions.REPORT) + ", "
                + folder.resolve(SIMULATED).resolve(OutputOptions.REPORT));
        text.flush();
        return within;
    }

    private static void steps(PrintWriter text, Validation validation, Summary measured, Summary simulated) {
        RunObserver steps = validation.steps();
        text.printf(
                Locale.ROOT,
                "steps     %,d measured, %,d simulated; predicted over measured time: all %s, median %s, from %s to %s%n",
                measured.steps(),
                simulated.steps(),
                percent(steps.total() - 1),
                percent(steps.quantile(0.5) - 1),
                percent(steps.quantile(0.05) - 1),
                percent(steps.quantile(0.95) - 1));
        text.printf(
                Locale.ROOT,
                "rate      %s requests/s arrived, %s tokens/s were put out%n",
                Figures.number(measured.requests()
                        / ((validation.measured().workload().lastArrival()
                                        - validation.measured().workload().arrival(0))
                                / 1e9)),
                Figures.number(measured.outputTokensPerSecond()));
    }

    private static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%+.1f %%", 100 * share) : Figures.NONE;
    }

    private record Row(String name, Function<Summary, Stat> stat, ToDoubleFunction<Stat> figure) {
        static final List<Row> ALL = List.of(
                new Row("TTFT mean", s -> s.all().ttft(), Stat::mean),
                new Row("TTFT p95", s -> s.all().ttft(), Stat::p95),
                new Row("TBT mean", s -> s.all().tbt(), Stat::mean),
                new Row("TBT p95", s -> s.all().tbt(), Stat::p95),
                new Row("E2E mean", s -> s.all().ttlt(), Stat::mean),
                new Row("E2E p95", s -> s.all().ttlt(), Stat::p95));

        double of(Summary summary) {
            return figure.applyAsDouble(stat.apply(summary));
        }
    }
}
