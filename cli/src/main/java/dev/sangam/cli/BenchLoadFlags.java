package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.measure.load.LoadShape;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who decides when requests are sent: a schedule, or users who wait for their answers. */
final class BenchLoadFlags {
    private static final String DEFAULT_USERS = "4";
    private static final int MAX_USERS = 100_000;
    private static final double MIN_RATE = 0.001;
    private static final double MAX_RATE = 100_000;

    @Option(
            names = "--rate",
            paramLabel = "R[,R...]",
            description =
                    "Open loop: R requests/s, whether or not the answers keep up. Several are a sweep, one run each.")
    private @Nullable String rates;

    @Option(
            names = "--users",
            paramLabel = "N[,N...]",
            description =
                    "Closed loop: N users who wait for each answer (default: 4, when no other load is asked for).")
    private @Nullable String users;

    @Option(names = "--ramp", paramLabel = "T", description = "Reach the rate, or the number of users, after T.")
    private @Nullable String ramp;

    @Option(
            names = "--max-in-flight",
            paramLabel = "N",
            description =
                    "Open loop: at most N requests at the server. What must wait in the client waits on the clock.")
    private @Nullable String maxInFlight;

    BenchLoadFlags() {}

    /**
     * Whether users decide; they do when nobody asks for anything else.
     *
     * @param workload whether a workload is named, which has arrivals of its own
     */
    boolean closed(boolean workload) {
        if (rates != null && users != null) {
            throw new InputException("--rate and --users are both given; a loop is either open or closed");
        }
        boolean closed = rates == null && (users != null || !workload);
        if (closed && maxInFlight != null) {
            throw new InputException("--max-in-flight is given for a closed loop, where the users are the bound");
        }
        if (!closed && rates == null && ramp != null) {
            throw new InputException("--ramp is given without --rate or --users; a workload has arrivals of its own");
        }
        return closed;
    }

    /** Numbers of users, one for each run. */
    List<Integer> users() {
        return FlagValues.list("--users", users == null ? DEFAULT_USERS : users).stream()
                .map(text -> FlagValues.whole("--users", text, 1, MAX_USERS))
                .toList();
    }

    /** Rates, one for each run; none when the workload's own arrivals are to be used. */
    List<Double> rates() {
        return rates == null
                ? List.of()
                : FlagValues.list("--rate", rates).stream()
                        .map(text -> FlagValues.number("--rate", text, MIN_RATE, MAX_RATE))
                        .toList();
    }

    /** Time until the rate, or the number of users, is reached. */
    long rampNanos() {
        return ramp == null ? 0 : FlagValues.nanos("--ramp", ramp);
    }

    /** Most requests in flight. */
    int maxInFlight() {
        return maxInFlight == null
                ? LoadShape.Open.UNBOUNDED
                : FlagValues.whole("--max-in-flight", maxInFlight, 1, MAX_USERS);
    }

    /** Ramp and bound, for people. */
    String title() {
        return (ramp == null ? "" : ", reached after " + ramp)
                + (maxInFlight == null ? "" : ", at most " + maxInFlight + " in flight");
    }
}
