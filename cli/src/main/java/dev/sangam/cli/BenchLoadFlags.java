package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.Section;
import dev.sangam.files.workload.BuiltInWorkloads;
import dev.sangam.files.workload.QosSection;
import dev.sangam.files.workload.WorkloadSection;
import dev.sangam.files.workload.WorkloadSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is sent and when. */
final class BenchLoadFlags {
    private static final int DEFAULT_USERS = 4;
    private static final String DEFAULT_DURATION = "60s";
    private static final int MAX_USERS = 100_000;
    private static final int MAX_STEPS = 100;
    /** More requests than a closed loop without another end gets through. */
    private static final int CLOSED_REQUESTS = 100_000;

    @Option(
            names = "--rate",
            paramLabel = "R[,R...]",
            description = "Open loop: R requests/s, whether or not the answers keep up. Several are a sweep, one run each.")
    private @Nullable String rates;

    @Option(
            names = "--arrivals",
            paramLabel = "NAME",
            description = "With --rate: poisson (default), constant, or gamma:CV; 1 is Poisson, above is burstier.")
    private String arrivals = "poisson";

    @Option(
            names = "--users",
            paramLabel = "N[,N...]",
            description = "Closed loop: N users who wait for each answer (default: 4, when no other load is asked for).")
    private @Nullable String users;

    @Option(names = "--think", paramLabel = "T", description = "Pause of a user, or between turns, such as 2s.")
    private @Nullable String think;

    @Option(names = "--ramp", paramLabel = "T", description = "Reach the rate, or the number of users, after T.")
    private @Nullable String ramp;

    @Option(
            names = "--workload",
            paramLabel = "NAME|FILE",
            description =
                    "Lengths, classes and, without --rate and --users, arrivals: a built-in workload (see 'sangam"
                            + " workloads') or a trace. Default: chats of about 200 tokens in and 100 out.")
    private @Nullable String workload;

    @Option(
            names = "--deployment",
            paramLabel = "FILE",
            description = "Workload and classes of a deployment file, as 'simulate' has them: the same arrivals.")
    private @Nullable Path deployment;

    @Option(names = "--rate-factor", paramLabel = "F", description = "Every rate of the workload times F.")
    private @Nullable String rateFactor;

    @Option(names = "--requests", paramLabel = "N", description = "End after N requests.")
    private @Nullable Integer requests;

    @Option(
            names = "--duration",
            paramLabel = "T",
            description = "Last requests are due before T, warm-up included (default: 60s, unless --requests is given).")
    private @Nullable String duration;

    @Option(
            names = "--warmup",
            paramLabel = "T",
            description = "Requests due before T are sent, but not counted (default: a tenth of the duration, at most 5s).")
    private @Nullable String warmup;

    @Option(
            names = "--max-in-flight",
            paramLabel = "N",
            description = "Open loop: at most N requests at the server. What must wait in the client waits on the clock.")
    private @Nullable Integer maxInFlight;

    @Option(names = "--turns", paramLabel = "N", description = "Conversations of N turns, each with what came before.")
    private int turns = 1;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of arrivals, lengths and prompts (default: 1).")
    private long seed = 1;

    /** Seed of everything drawn. */
    long seed() {
        return seed;
    }

    /** Turns of a conversation. */
    int turns() {
        return between("--turns", turns, 1, MAX_TURNS);
    }

    /** Requests due before are not counted. */
    long warmupNanos() {
        return warmup == null ? Math.min(MAX_WARMUP_NANOS, durationNanos() / 10) : nanosOrZero("--warmup", warmup);
    }

    /** The runs that are asked for, one after another; several are a sweep. */
    List<BenchStep> steps(OptionalInt contextTokens) {
        if (rates != null && users != null) {
            throw new InputException("--rate and --users are both given; a loop is either open or closed");
        }
        boolean closed = rates == null && (users != null || (workload == null && deployment == null));
        if (closed && maxInFlight != null) {
            throw new InputException("--max-in-flight is given for a closed loop, where --users is the bound");
        }
        List<BenchStep> steps = new ArrayList<>();
        if (closed) {
            for (String each : list("--users", users == null ? Integer.toString(DEFAULT_USERS) : users)) {
                steps.add(closed(between("--users", whole("--users", each), 1, MAX_USERS), contextTokens));
            }
        } else {
            for (String each : rates == null ? List.of("") : list("--rate", rates)) {
                steps.add(open(each, contextTokens));
            }
        }
        return steps;
    }

    private BenchStep closed(int number, OptionalInt contextTokens) {
        Section root = root();
        Section section = root.section("workload");
        if (workload == null && deployment == null) {
            section.set("rate", "1", "--users"); // lengths alone are used
        }
        WorkloadSource source = source(root, section);
        Workload drawn = clipped(source.generate(seed), contextTokens).limit(requests == null ? CLOSED_REQUESTS : requests);
        long end = requests != null && duration == null ? LoadShape.Closed.UNTIL_DONE : durationNanos();
        String title = "closed loop, " + number + (number == 1 ? " user" : " users")
                + (thinkNanos() == 0 ? "" : " who think for " + think) + (ramp == null ? "" : ", begun over " + ramp);
        return new BenchStep(
                "users-" + number,
                title + conversations(),
                number,
                plan(drawn),
                new LoadShape.Closed(number, rampNanos(), end));
    }

    private BenchStep open(String rate, OptionalInt contextTokens) {
        Section root = root();
        Section section = root.section("workload");
        String process = "as the workload arrives";
        if (!rate.isEmpty()) {
            section.set("rate", "null", "--rate");
            section.set("arrivals", arrivals(rate), "--rate " + rate + " --arrivals " + arrivals);
            process = (ramp == null ? arrivals : "poisson") + " " + rate + "/s";
        }
        WorkloadSource source = source(root, section);
        Workload drawn = clipped(source.generate(seed), contextTokens);
        String title = "open loop, " + process + (ramp == null ? "" : " reached after " + ramp)
                + (maxInFlight == null ? "" : ", at most " + maxInFlight + " in flight");
        return new BenchStep(
                rate.isEmpty() ? "run" : "rate-" + rate,
                title + conversations(),
                rate.isEmpty() ? Double.NaN : Double.parseDouble(rate),
                plan(drawn),
                new LoadShape.Open(
                        maxInFlight == null
                                ? LoadShape.Open.UNBOUNDED
                                : between("--max-in-flight", maxInFlight, 1, MAX_USERS)));
    }

    private Section root() {
        Section root = deployment == null
                ? Section.resource(BenchLoadFlags.class, "bench.yaml")
                : Section.read(deployment);
        if (workload != null) {
            root.set("workload", DeploymentOptions.workloadValue(workload), "--workload " + workload);
        }
        DeploymentChanges.put(root, "workload.rate_factor", rateFactor, "--rate-factor " + rateFactor);
        if (requests != null) {
            root.set("workload.requests", Integer.toString(requests), "--requests " + requests);
        }
        if (requests == null || duration != null) {
            root.set("workload.duration", duration == null ? DEFAULT_DURATION : duration, "--duration " + duration);
        }
        return root;
    }
