package dev.sangam.benchmarks.qos;

import dev.sangam.core.workload.Workload;
import dev.sangam.files.calibration.CalibrationProfile;
import dev.sangam.files.output.Figures;
import dev.sangam.serve.models.ModelFiles;
import dev.sangam.serve.models.ModelReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The same requests of three classes under several policies and loads: served by {@code sangam serve}, each run by a server of
 * its own, measured by this process over HTTP, and simulated from the same deployment file.
 */
public final class QosExperiment {
    private static final String USAGE = "QosExperiment --model FILE --profile FILE --sangam LAUNCHER --out DIR"
            + " [--lengths 32] [--seconds 110] [--loads 0.7,1,1.5] [--policies fcfs,edf,niyama] [--seed 1]"
            + " [--saturation 40] [--record false]";
    private static final List<String> NAMES = Stream.of(USAGE.split("[^a-z-]+"))
            .filter(word -> word.startsWith("--"))
            .toList();

    /** Tokens of the prompts: any model has these. */
    private static final int VOCABULARY = 256;

    private static final int SAMPLE = 400;
    private static final int WARM_UP = 8;
    private static final long WARM_UP_SEED = 77;

    private final Map<String, String> options;
    private final Report report = new Report();
    private final Path out;
    private final double seconds;
    private final long seed;
    private final Pool pool;
    private final double capacity;
    private long worstDelay;

    private QosExperiment(Map<String, String> options) {
        this.options = options;
        this.out = Path.of(option("--out", "")).toAbsolutePath();
        this.seconds = Double.parseDouble(option("--seconds", "110"));
        this.seed = Long.parseLong(option("--seed", "1"));
        Path model = ModelFiles.ofUser()
                .file(ModelReference.parse(option("--model", "")), (done, total) -> {})
                .toAbsolutePath();
        Path file = Path.of(option("--profile", "")).toAbsolutePath();
        CalibrationProfile profile = CalibrationProfile.read(file);
        Pool.Lengths lengths = new Pool.Lengths(Double.parseDouble(option("--lengths", "32")));
        // What FCFS does at most does not depend on what is promised.
        Pool unpromised = new Pool(model, file, lengths, new Targets(1, 1, 1, 1));
        Workload sample = unpromised.workload(seed, SAMPLE);
        Tuning.Choice most = new Tuning(unpromised).capacity(sample);
        this.capacity = most.figure();
        long tokens = 0;
        for (int i = 0; i < sample.size(); i++) {
            tokens += sample.promptTokens(i) + sample.outputTokens(i) / 2;
        }
        Targets targets = Targets.scaled(capacity, profile.times(), (int) (tokens / sample.size()));
        this.pool = new Pool(model, file, lengths, targets);
        report.fact(
                "machine",
                profile.machine().cpu() + ", one thread of " + profile.machine().kernels());
        report.fact("model", model.getFileName() + ", calibrated " + profile.measured());
        report.fact("lengths", lengths.yaml() + " in tokens: ShareGPT's over " + Figures.number(lengths.divisor()));
        report.fact(
                "classes",
                "a third each: interactive TTFT %d ms + TBT %d ms, medium TTLT %d ms, long TTLT %d ms; 20 %% less important"
                        .formatted(targets.ttft(), targets.tbt(), targets.medium(), targets.lasting()));
        report.fact(
                "capacity",
                "%s requests/s predicted, FCFS in steps of %d tokens, all requests waiting"
                        .formatted(Figures.number(capacity), most.policy().chunk()));
    }

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT); // what is written is read by programs too
        Map<String, String> options = new LinkedHashMap<>();
        boolean fits = args.length % 2 == 0;
        for (int i = 0; fits && i < args.length; i += 2) {
            fits = NAMES.contains(args[i]);
            options.put(args[i], args[i + 1]);
        }
        if (!fits || !options.keySet().containsAll(NAMES.subList(0, 4))) {
            System.err.println("usage: " + USAGE);
            System.exit(2);
        }
        new QosExperiment(options).run();
    }

    private String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    private void run() throws IOException, InterruptedException {
        Files.createDirectories(out);
        Tuning tuning = new Tuning(pool);
        List<Double> loads = Stream.of(option("--loads", "0.7,1,1.5").split(",", -1))
                .map(Double::valueOf)
                .toList();
        List<Pool.Policy> policies = new ArrayList<>();
        for (String name : option("--policies", "fcfs,edf,niyama").split(",", -1)) {
            Tuning.Choice choice = tuning.chunk(name, capacity, loads, seconds);
            policies.add(choice.policy());
            report.fact(
                    name,
                    "simulated over all loads, 5 other seeds: %s attain%s"
                            .formatted(
                                    Figures.share(choice.figure()),
                                    Pool.Policy.fixed(name)
                                            ? "; steps of " + choice.policy().chunk() + " tokens, which suit it best"
                                            : ""));
        }
        double speed = speed(tuning);
        double rate = speed * capacity;
        report.fact(
                "arrivals",
                "Poisson, for %s s, shares of %s requests/s; seed %d"
                        .formatted(Figures.number(seconds), Figures.number(rate), seed));
        for (int i = 0; i < loads.size(); i++) {
            Workload workload = Tuning.arrivals(pool, seed, loads.get(i) * rate, seconds);
            List<Pool.Policy> order = new ArrayList<>(policies);
            Collections.rotate(order, -i); // so that a machine that drifts does not favour one of them
            for (Pool.Policy policy : order) {
                report.add(row(loads.get(i), policy, workload));
                report.write(out);
            }
        }
        speed(tuning);
        report.fact(
                "client", "sent no request later than %s after its time".formatted(Figures.seconds(worstDelay / 1e9)));
        report.write(out);
        report.print();
        System.out.println("results    " + out.resolve("results.md"));
    }

    /** How fast the machine is now, compared with what the profile says: measured over predicted throughput. */
    private double speed(Tuning tuning) throws IOException, InterruptedException {
        Workload workload = Tuning.atOnce(pool.workload(seed, Integer.parseInt(option("--saturation", "40"))));
        Pool.Policy policy = tuning.capacity(workload).policy();
        Scores measured = Scores.of(workload, serve(out.resolve("saturation"), policy, workload));
        double rate = workload.size() / measured.makespanSeconds();
        double speed = rate / tuning.throughput(policy, workload);
        report.fact(
                "saturated",
                "%d requests at once: %s requests/s, %+.1f %% of what is predicted; %d failed"
                        .formatted(
                                workload.size(),
                                Figures.number(rate),
                                100 * (speed - 1),
                                measured.all().failed()));
        return speed;
    }

    private Report.Row row(double load, Pool.Policy policy, Workload workload)
            throws IOException, InterruptedException {
        List<Answer> answers = serve(out.resolve("load-" + load), policy, workload);
        answers.forEach(answer -> worstDelay = Math.max(worstDelay, answer.sent() - answer.asked()));
        List<Answer> simulated = Simulated.run(pool.deployment(policy, workload), workload);
        RequestTable.write(out.resolve("load-" + load).resolve(policy.name() + ".csv"), workload, answers, simulated);
        answers.stream()
                .filter(answer -> !answer.whole())
                .findFirst()
                .ifPresent(answer -> System.out.println("first failure: " + answer.fault()));
        return new Report.Row(load, policy.name(), Scores.of(workload, answers), Scores.of(workload, simulated));
    }

    /** A run by a server of its own, after some requests that do not count. */
    private List<Answer> serve(Path folder, Pool.Policy policy, Workload workload)
            throws IOException, InterruptedException {
        Path file = pool.write(folder, policy, workload);
        List<String> serveOptions = option("--record", "false").equals("true")
                ? List.of("--record", folder.resolve(policy.name() + ".jsonl").toString())
                : List.of();
        try (ServerProcess server =
                ServerProcess.start(Path.of(option("--sangam", "")), file, out.resolve("server.log"), serveOptions)) {
            new OpenLoop(server.address(), VOCABULARY, WARM_UP_SEED)
                    .run(Tuning.atOnce(pool.workload(WARM_UP_SEED, WARM_UP)));
            return new OpenLoop(server.address(), VOCABULARY, seed).run(workload);
        }
    }
}
