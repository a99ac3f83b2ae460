package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.Section;
import dev.sangam.files.output.Figures;
import dev.sangam.measure.load.LoadShape;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is sent and when. */
final class BenchLoadFlags {
    private static final String DEFAULT_USERS = "4";
    private static final String DEFAULT_DURATION = "60s";
    private static final long MAX_WARMUP_NANOS = 5_000_000_000L;
    private static final int MAX_USERS = 100_000;
    private static final int MAX_REQUESTS = 10_000_000;
    private static final int MAX_TURNS = 100;
    private static final int MAX_STEPS = 100;
    private static final double MAX_RATE = 100_000;

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

    /** Whether users decide when requests are sent; they do when nobody asks for anything else. */
    boolean closed() {
        if (rates != null && users != null) {
            throw new InputException("--rate and --users are both given; a loop is either open or closed");
        }
        boolean closed = rates == null && (users != null || ownLengths());
        if (closed && maxInFlight != null) {
            throw new InputException("--max-in-flight is given for a closed loop, where the users are the bound");
        }
        if (closed && rateFactor != null) {
            throw new InputException("--rate-factor is given for a closed loop, which has no rate");
        }
        return closed;
    }

    /** Neither a workload nor a deployment is named. */
    boolean ownLengths() {
        return workload == null && deployment == null;
    }

    /** Numbers of users, one for each run. */
    List<Integer> users() {
        return list("--users", users == null ? DEFAULT_USERS : users).stream()
                .map(text -> (int) number("--users", text, 1, MAX_USERS, true))
                .toList();
    }

    /** Rates, one for each run; none when the workload's own arrivals are to be used. */
    List<String> rates() {
        if (rates == null) {
            return List.of();
        }
        List<String> result = list("--rate", rates);
        result.forEach(text -> number("--rate", text, 1e-3, MAX_RATE, false));
        return result;
    }

    /** An arrival process of this rate, as a deployment file would have it. */
    String arrivals(String rate) {
        if (ramp != null && !arrivals.equals("poisson")) {
            throw new InputException("--ramp is given beside --arrivals " + arrivals + "; only poisson can be ramped");
        }
        if (ramp != null) {
            return "{process: curve, segments: [{duration: " + rampNanos() + "ns, from: 0, to: " + rate + "}]}";
        }
        if (arrivals.startsWith("gamma:")) {
            double cv = number("--arrivals gamma", arrivals.substring("gamma:".length()), 0.01, 30, false);
            return "{process: gamma, rate: " + rate + ", cv: " + cv + "}";
        }
        if (!arrivals.equals("poisson") && !arrivals.equals("constant")) {
            throw new InputException("--arrivals is '" + arrivals + "'; it must be poisson, constant or gamma:CV");
        }
        return "{process: " + arrivals + ", rate: " + rate + "}";
    }

    /** What {@link #arrivals} are, for people. */
    String arrivalsTitle(String rate) {
        return arrivals + " " + rate + "/s" + (ramp == null ? "" : " reached after " + ramp);
    }

    /** The bound on requests in flight, for people. */
    String capTitle() {
        return maxInFlight == null ? "" : ", at most " + maxInFlight + " in flight";
    }

    /** Conversations, pauses and a slow start, for people. */
    String pausesTitle() {
        return (turns == 1 ? "" : ", conversations of " + turns + " turns")
                + (think == null ? "" : ", " + think + " of thought")
                + (ramp == null || rates != null ? "" : ", begun over " + ramp);
    }

    /** The file with the workload, and what the command line changes in it. */
    Section root() {
        Section root = deployment == null
                ? Section.resource(BenchLoadFlags.class, "bench.yaml")
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

    /** Most requests, if it was said. */
    OptionalInt requests() {
        return requests == null
                ? OptionalInt.empty()
                : OptionalInt.of((int) number("--requests", Integer.toString(requests), 1, MAX_REQUESTS, true));
    }

    /** When the last request is due at the latest; none when only their number ends the run. */
    Optional<String> duration() {
        return Optional.ofNullable(duration != null || requests != null ? duration : DEFAULT_DURATION);
    }

    /** Whether the end of the workload was told on the command line. */
    boolean endGiven() {
        return duration != null || requests != null;
    }

    /** Nanoseconds of a text that {@link #duration()} gave. */
    static long durationNanos(String text) {
        return nanos("--duration", text);
    }

    /** Requests due before are not counted. */
    long warmupNanos(long runNanos) {
        if (warmup == null) {
            return Math.min(MAX_WARMUP_NANOS, runNanos / 10);
        }
        return warmup.matches("0[a-z]*") ? 0 : nanos("--warmup", warmup);
    }

    /** Pause of users and between turns. */
    long thinkNanos() {
        return think == null ? 0 : nanos("--think", think);
    }

    /** Time until the rate, or the number of users, is reached. */
    long rampNanos() {
        return ramp == null ? 0 : nanos("--ramp", ramp);
    }

    /** Most requests in flight. */
    int maxInFlight() {
        return maxInFlight == null
                ? LoadShape.Open.UNBOUNDED
                : (int) number("--max-in-flight", Integer.toString(maxInFlight), 1, MAX_USERS, true);
    }

    /** Turns of a conversation. */
    int turns() {
        return (int) number("--turns", Integer.toString(turns), 1, MAX_TURNS, true);
    }

    /** Seed of everything drawn. */
    long seed() {
        return seed;
    }

    private static List<String> list(String option, String text) {
        List<String> values = List.of(text.split(",", -1)).stream().map(String::strip).toList();
        if (values.size() > MAX_STEPS || values.stream().distinct().count() < values.size()) {
            throw new InputException(
                    option + " is '" + text + "'; it must be at most " + MAX_STEPS + " numbers, each of them once");
        }
        return values;
    }

    private static double number(String option, String text, double min, double max, boolean whole) {
        if (text.matches("[0-9]{1,9}([.][0-9]{1,9})?")) {
            double value = Double.parseDouble(text);
            if (value >= min && value <= max && (!whole || value == Math.rint(value))) {
                return value;
            }
        }
        throw new InputException(option + " is '" + text + "'; it must be a " + (whole ? "whole " : "") + "number between "
                + Figures.number(min) + " and " + Figures.number(max));
    }

    private static long nanos(String option, String text) {
        return Section.nanos(text)
                .orElseThrow(() -> new InputException(
                        option + " is '" + text + "'; it must be a duration such as 500ms, 30s or 10min"));
    }
}
