package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.Section;
import dev.sangam.measure.load.LoadShape;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Lengths, classes and conversations of requests, how many there are, and how they arrive. */
final class BenchWorkloadFlags {
    private static final String DEFAULT_DURATION = "60s";
    private static final long MAX_WARMUP_NANOS = 5_000_000_000L;
    private static final int MAX_REQUESTS = 10_000_000;
    private static final int MAX_TURNS = 100;

    @Option(
            names = "--workload",
            paramLabel = "NAME|FILE",
            description = "Lengths, classes and, without --rate and --users, arrivals: a built-in workload (see 'sangam"
                    + " workloads') or a trace, to its end. Default: chats of about 200 tokens in and 100 out.")
    private @Nullable String workload;

    @Option(
            names = "--deployment",
            paramLabel = "FILE",
            description = "Workload and classes of a deployment file, as 'simulate' has them: the same arrivals.")
    private @Nullable Path deployment;

    @Option(names = "--rate-factor", paramLabel = "F", description = "Every rate of the workload times F.")
    private @Nullable String rateFactor;

    @Option(
            names = "--arrivals",
            paramLabel = "NAME",
            description = "With --rate: poisson (default), constant, or gamma:CV; 1 is Poisson, above is burstier.")
    private String arrivals = "poisson";

    @Option(names = "--requests", paramLabel = "N", description = "End after N requests.")
    private @Nullable String requests;

    @Option(
            names = "--duration",
            paramLabel = "T",
            description =
                    "Last requests are due before T, warm-up included (default: 60s, unless --requests is given).")
    private @Nullable String duration;

    @Option(
            names = "--warmup",
            paramLabel = "T",
            description =
                    "Requests due before T are sent, but not counted (default: a tenth of the duration, at most 5s).")
    private @Nullable String warmup;

    @Option(names = "--turns", paramLabel = "N", description = "Conversations of N turns, each with what came before.")
    private String turns = "1";

    @Option(names = "--think", paramLabel = "T", description = "Pause of a user, or between turns, such as 2s.")
    private @Nullable String think;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of arrivals and lengths (default: 1).")
    private long seed = 1;

    BenchWorkloadFlags() {}

    /** Whether a workload or a deployment is named. */
    boolean named() {
        return workload != null || deployment != null;
    }

    /** The file with the workload, and what the command line changes in it. */
    Section root() {
        Section root = deployment == null
                ? Section.resource(BenchWorkloadFlags.class, "bench.yaml")
                : Section.read(deployment);
        DeploymentChanges.put(
                root,
                "workload",
                workload == null ? null : DeploymentOptions.workloadValue(workload),
                "--workload " + workload);
        DeploymentChanges.put(root, "workload.rate_factor", rateFactor, "--rate-factor " + rateFactor);
        return root;
    }

    /** Where relative paths in it start. */
    Path folder() {
        return deployment == null || deployment.getParent() == null ? Path.of("") : deployment.getParent();
    }

    /** An arrival process of this rate, as a deployment file would have it. */
    String arrivals(double rate, long rampNanos) {
        if (rampNanos > 0 && !arrivals.equals("poisson")) {
            throw new InputException("--ramp is given beside --arrivals " + arrivals + "; only poisson can be ramped");
        }
        if (rampNanos > 0) {
            return "{process: curve, segments: [{duration: " + rampNanos + "ns, from: 0, to: " + rate + "}]}";
        }
        if (arrivals.startsWith("gamma:")) {
            double cv = FlagValues.number("--arrivals gamma", arrivals.substring("gamma:".length()), 0.01, 30);
            return "{process: gamma, rate: " + rate + ", cv: " + cv + "}";
        }
        if (!arrivals.equals("poisson") && !arrivals.equals("constant")) {
            throw new InputException("--arrivals is '" + arrivals + "'; it must be poisson, constant or gamma:CV");
        }
        return "{process: " + arrivals + ", rate: " + rate + "}";
    }

    /** Name of the process. */
    String process() {
        return arrivals;
    }

    /** Most requests, if it was said. */
    OptionalInt requests() {
        return requests == null
                ? OptionalInt.empty()
                : OptionalInt.of(FlagValues.whole("--requests", requests, 1, MAX_REQUESTS));
    }

    /** When the last request is due at the latest; none when only their number ends the run. */
    Optional<String> duration() {
        return Optional.ofNullable(endGiven() ? duration : DEFAULT_DURATION);
    }

    /** The same in nanoseconds; what a closed loop has without one. */
    long durationNanos() {
        return duration().map(text -> FlagValues.nanos("--duration", text)).orElse(LoadShape.Closed.UNTIL_DONE);
    }

    /** Whether the end of the workload was told on the command line. */
    boolean endGiven() {
        return duration != null || requests != null;
    }

    /** Requests due before are not counted. */
    long warmupNanos(long runNanos) {
        if (warmup == null) {
            return Math.min(MAX_WARMUP_NANOS, runNanos / 10);
        }
        return warmup.matches("0[a-z]*") ? 0 : FlagValues.nanos("--warmup", warmup);
    }

    /** Pause of users and between turns. */
    long thinkNanos() {
        return think == null ? 0 : FlagValues.nanos("--think", think);
    }

    /** Turns of a conversation. */
    int turns() {
        return FlagValues.whole("--turns", turns, 1, MAX_TURNS);
    }

    /** Conversations and pauses, for people. */
    String title() {
        return (turns() == 1 ? "" : ", conversations of " + turns + " turns")
                + (think == null ? "" : ", " + think + " of thought");
    }

    /** Seed of everything drawn but the prompts. */
    long seed() {
        return seed;
    }
}
