package dev.sangam.cli;

import dev.sangam.core.workload.Workload;
import dev.sangam.files.Section;
import dev.sangam.files.output.Figures;
import dev.sangam.files.workload.QosSection;
import dev.sangam.files.workload.WorkloadSection;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.measure.load.LoadPlan;
import dev.sangam.measure.load.LoadShape;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Draws the requests of runs, before the first of them begins. */
final class BenchLoad {
    /** More requests than a closed loop without another end is likely to get through. */
    private static final int CLOSED_REQUESTS = 100_000;

    private final BenchWorkloadFlags flags;
    private final BenchContentFlags content;
    private final BenchSloFlags slos;
    private final OptionalInt contextTokens;

    /**
     * @param contextTokens longest prompt and output together that all of the endpoints take, where it is known
     */
    BenchLoad(BenchWorkloadFlags flags, BenchContentFlags content, BenchSloFlags slos, OptionalInt contextTokens) {
        this.flags = flags;
        this.content = content;
        this.slos = slos;
        this.contextTokens = contextTokens;
    }

    /** The runs that are asked for, one after another; several are a sweep. */
    List<BenchStep> steps(BenchLoadFlags load) {
        if (load.closed(flags.named())) {
            return load.users().stream().map(users -> closed(users, load)).toList();
        }
        LoadShape shape = new LoadShape.Open(load.maxInFlight());
        if (load.rates().isEmpty()) {
            return List.of(open("run", Double.NaN, 0, "as the workload arrives" + load.title(), shape, flags.seed()));
        }
        return load.rates().stream()
                .map(rate -> open(
                        "rate-" + Figures.number(rate).replace(",", ""),
                        rate,
                        load.rampNanos(),
                        flags.process() + " " + Figures.number(rate) + "/s" + load.title(),
                        shape,
                        flags.seed()))
                .toList();
    }

    /** One run in an open loop at a rate, without a bound on requests in flight. */
    BenchStep at(double rate, String slug, long seed) {
        return open(slug, rate, 0, flags.process() + " " + Figures.number(rate) + "/s", LoadShape.Open.FREE, seed);
    }

    private BenchStep closed(int users, BenchLoadFlags load) {
        Section root = flags.root();
        Section section = root.section("workload");
        if (!flags.named()) {
            section.set("rate", "1", "--users"); // only its lengths are used
        }
        long end = LoadShape.Closed.UNTIL_DONE;
        if (flags.endGiven() || !hasEnd(section)) {
            section.forget("duration");
            section.set("requests", Integer.toString(flags.requests().orElse(CLOSED_REQUESTS)), "--requests");
            end = flags.durationNanos();
        }
        return step(
                "users-" + users,
                "closed loop, " + users + (users == 1 ? " user" : " users") + load.title() + flags.title(),
                users,
                drawn(root, section, flags.seed()),
                new LoadShape.Closed(users, load.rampNanos(), end));
    }

    private BenchStep open(String slug, double rate, long rampNanos, String title, LoadShape shape, long seed) {
        Section root = flags.root();
        Section section = root.section("workload");
        if (Double.isFinite(rate)) {
            section.forget("rate");
            section.set("arrivals", flags.arrivals(rate, rampNanos), "--rate " + rate);
        }
        boolean whole = !Double.isFinite(rate) && (section.has("name") || section.has("trace")); // as it is simulated
        if (flags.endGiven() || !(whole || hasEnd(section))) {
            flags.requests().ifPresent(n -> section.set("requests", Integer.toString(n), "--requests"));
            flags.duration()
                    .ifPresent(text -> section.set("duration", DeploymentChanges.quoted(text), "--duration " + text));
        }
        return step(slug, "open loop, " + title + flags.title(), rate, drawn(root, section, seed), shape);
    }

    private static boolean hasEnd(Section section) {
        return section.has("requests") || section.has("duration");
    }

    private Workload drawn(Section root, Section section, long seed) {
        content.applyTo(section);
        WorkloadSource source =
                WorkloadSection.read(section, flags.folder(), QosSection.read(root.sections("classes")));
        section.done();
        return source.generate(seed).relabelled(slos::promised);
    }

    private BenchStep step(String slug, String title, double level, Workload drawn, LoadShape shape) {
        int turns = flags.turns();
        Workload fitting = contextTokens.isPresent() ? drawn.clippedTo(contextTokens.getAsInt() / turns) : drawn;
        boolean clipped = !fitting.equals(drawn);
        int[] conversation =
                IntStream.range(0, drawn.size()).map(i -> i - i % turns).toArray();
        long[] think = new long[drawn.size()];
        Arrays.fill(think, flags.thinkNanos());
        long warmup = flags.warmupNanos(
                switch (shape) {
                    case LoadShape.Open open -> drawn.lastArrival();
                    case LoadShape.Closed(int users, long ramp, long end) ->
                        end == LoadShape.Closed.UNTIL_DONE ? 0 : end;
                });
        return new BenchStep(slug, title, level, LoadPlan.of(fitting, conversation, think), shape, warmup, clipped);
    }
}
