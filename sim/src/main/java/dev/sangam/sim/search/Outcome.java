package dev.sangam.sim.search;

import dev.sangam.files.JsonText;
import dev.sangam.files.Section;
import java.util.List;
import java.util.Optional;

/**
 * What a task found out.
 *
 * @param met whether the goals were met: at the rate of the task, or at any rate from its floor on
 * @param rate requests per second: the capacity, or the rate served; 0 for no capacity
 * @param upper of a capacity, the lowest rate that is known to be too high; else the highest that could go on for ever
 * @param service how that rate was served; empty for no capacity
 * @param goals the figure of each goal then, in their order
 * @param notes what is odd, for people
 * @param simulations how many it took
 * @param nanos CPU time of all of it; the one thing that differs between equal tasks
 */
public record Outcome(
        boolean met,
        double rate,
        double upper,
        Optional<Service> service,
        List<Double> goals,
        List<String> notes,
        int simulations,
        long nanos) {
    public Outcome {
        goals = List.copyOf(goals);
        notes = List.copyOf(notes);
    }

    /** No capacity from a floor on. */
    static Outcome none(double upper, int simulations) {
        return new Outcome(false, 0, upper, Optional.empty(), List.of(), List.of(), simulations, 0);
    }

    /** The same with another time. */
    Outcome took(long cpuNanos) {
        return new Outcome(met, rate, upper, service, goals, notes, simulations, cpuNanos);
    }

    /** As text on one line. */
    String json() {
        return JsonText.compact(json -> {
            json.flag("met", met);
            json.number("rate", rate);
            json.number("upper", upper);
            service.ifPresent(s -> json.section("service", () -> s.write(json)));
            json.numbers(
                    "goals", goals.stream().mapToDouble(Double::doubleValue).toArray());
            json.texts("notes", notes);
            json.whole("simulations", simulations);
            json.whole("nanos", nanos);
        });
    }

    /** The opposite of {@link #json}. */
    static Outcome of(Section s) {
        Outcome outcome = new Outcome(
                s.flag("met").orElseThrow(() -> s.error("met", "is missing")),
                s.number("rate", 0, Double.MAX_VALUE).orElseThrow(() -> s.error("rate", "is missing")),
                s.number("upper", 0, Double.MAX_VALUE).orElse(Double.POSITIVE_INFINITY),
                s.optionalSection("service").map(Service::of),
                s.numbers("goals"),
                s.texts("notes"),
                s.integer("simulations", 0, Integer.MAX_VALUE).orElse(0),
                s.whole("nanos", 0, Long.MAX_VALUE).orElse(0L));
        s.done();
        return outcome;
    }
}
