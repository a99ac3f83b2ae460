package dev.sangam.cli;

import dev.sangam.core.workload.Workload;
import dev.sangam.files.Section;
import dev.sangam.files.workload.QosSection;
import dev.sangam.files.workload.WorkloadSection;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.measure.load.LoadPlan;
import dev.sangam.measure.load.LoadShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The runs that the command line asks for, drawn before the first of them begins. */
final class BenchLoad {
    /** More requests than a closed loop without another end is likely to get through. */
    private static final int CLOSED_REQUESTS = 100_000;

    private final BenchLoadFlags flags;
    private final BenchContentFlags content;
    private final BenchGoalFlags goals;
    private final OptionalInt contextTokens;

    /**
     * @param contextTokens longest prompt and output together that all of the endpoints take, where it is known
     */
    BenchLoad(BenchLoadFlags flags, BenchContentFlags content, BenchGoalFlags goals, OptionalInt contextTokens) {
        this.flags = flags;
        this.content = content;
        this.goals = goals;
        this.contextTokens = contextTokens;
    }

    /** One after another; several are a sweep. */
    List<BenchStep> steps() {
        List<BenchStep> steps = new ArrayList<>();
        if (flags.closed()) {
            flags.users().forEach(users -> steps.add(closed(users)));
        } else if (flags.rates().isEmpty()) {
            steps.add(open("run", Double.NaN, section -> "as the workload arrives"));
        } else {
            flags.rates().forEach(rate -> steps.add(open("rate-" + rate, Double.parseDouble(rate), section -> {
                section.forget("rate");
                section.set("arrivals", flags.arrivals(rate), "--rate " + rate);
                return flags.arrivalsTitle(rate);
            })));
        }
        return steps;
    }

    private BenchStep closed(int users) {
        Section root = flags.root();
        Section section = root.section("workload");
        if (flags.ownLengths()) {
            section.set("rate", "1", "--users"); // only its lengths are used
        }
        boolean ownEnd = !flags.endGiven() && hasEnd(section);
        long end = LoadShape.Closed.UNTIL_DONE;
        if (!ownEnd) {
            section.forget("duration");
            section.set("requests", Integer.toString(flags.requests().orElse(CLOSED_REQUESTS)), "--requests");
            end = flags.duration().map(BenchLoadFlags::durationNanos).orElse(LoadShape.Closed.UNTIL_DONE);
        }
        Workload drawn = drawn(root, section);
        return step(
                "users-" + users,
                "closed loop, " + users + (users == 1 ? " user" : " users") + flags.pausesTitle(),
                users,
                drawn,
                new LoadShape.Closed(users, flags.rampNanos(), end));
    }

    private BenchStep open(String slug, double rate, Arrivals arrivals) {
        Section root = flags.root();
        Section section = root.section("workload");
        String process = arrivals.change(section);
        if (flags.endGiven() || !hasEnd(section)) {
            section.forget("duration");
            section.forget("requests");
            flags.requests().ifPresent(n -> section.set("requests", Integer.toString(n), "--requests"));
            flags.duration().ifPresent(text -> section.set("duration", quoted(text), "--duration " + text));
        }
        return step(
                slug,
                "open loop, " + process + flags.capTitle() + flags.pausesTitle(),
                rate,
                drawn(root, section),
                new LoadShape.Open(flags.maxInFlight()));
    }

    private static boolean hasEnd(Section section) {
        return section.has("requests") || section.has("duration");
    }

    private static String quoted(String text) {
        return DeploymentChanges.quoted(text);
    }

    private Workload drawn(Section root, Section section) {
        content.applyTo(section);
        WorkloadSource source =
                WorkloadSection.read(section, flags.folder(), QosSection.read(root.sections("classes")));
        section.done();
        return source.generate(flags.seed()).relabelled(goals::promised);
    }

    private BenchStep step(String slug, String title, double level, Workload drawn, LoadShape shape) {
        int turns = flags.turns();
        Workload fitting = contextTokens.isPresent() ? drawn.clippedTo(contextTokens.getAsInt() / turns) : drawn;
        int clipped = (int) IntStream.range(0, drawn.size())
                .filter(i -> drawn.promptTokens(i) != fitting.promptTokens(i)
                        || drawn.outputTokens(i) != fitting.outputTokens(i))
                .count();
        int[] conversation =
                IntStream.range(0, drawn.size()).map(i -> i - i % turns).toArray();
        long end = shape instanceof LoadShape.Closed closed && closed.durationNanos() < LoadShape.Closed.UNTIL_DONE
                ? closed.durationNanos()
                : shape instanceof LoadShape.Open ? drawn.lastArrival() : 0;
        long warmup = flags.warmupNanos(end);
        long[] think = new long[drawn.size()];
        Arrays.fill(think, flags.thinkNanos());
        return new BenchStep(slug, title, level, LoadPlan.of(fitting, conversation, think), shape, warmup, clipped);
    }

    /** Changes how a workload arrives, and says how. */
    private interface Arrivals {
        String change(Section workload);
    }
}
