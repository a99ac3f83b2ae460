package dev.sangam.sim.search;

import dev.sangam.files.output.OutputFile;
import dev.sangam.files.output.TableColumn;
import dev.sangam.files.output.TableFormat;
import dev.sangam.files.output.TableWriter;
import dev.sangam.sim.search.Plan.GroupPlan;
import dev.sangam.sim.search.Plan.Point;
import dev.sangam.sim.search.Service.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A plan as tables: every configuration and where it stands, and every point that is known of those that were measured. */
public final class PlanTables {
    private static final List<TableColumn> CONFIGURATIONS = List.of(
            TableColumn.text("classes", "of the requests served; empty for all"),
            TableColumn.text("configuration", "what a replica is"),
            TableColumn.text("hardware", "name of the accelerator"),
            TableColumn.whole("gpus", "of a replica"),
            TableColumn.number("dollars_per_hour", "of a replica"),
            TableColumn.text("standing", "measured, beaten (a simulation said so), bounded (arithmetic did) or misfit"),
            TableColumn.number("capacity", "requests per second of a replica, where it was measured"),
            TableColumn.number("capacity_below", "requests per second that are known to be too many"),
            TableColumn.number("rate_per_dollar", "capacity / dollars_per_hour"),
            TableColumn.text("reason", "of a misfit"));

    private PlanTables() {}

    /** Every configuration. */
    static void configurations(Plan plan, TableFormat format, OutputFile file) {
        try (TableWriter table = format.open(file, CONFIGURATIONS)) {
            for (GroupPlan group : plan.groups()) {
                List<Candidate> candidates = plan.question().space().candidates();
                for (int i = 0; i < candidates.size(); i++) {
                    configuration(
                            table, group, candidates.get(i), group.standings().get(i));
                }
            }
            for (Misfit misfit : plan.question().space().misfits()) {
                table.add("").add(misfit.label()).add("").add(0L).unknown();
                table.add("misfit").unknown().unknown().unknown().add(misfit.reason());
                table.end();
            }
        }
    }

    private static void configuration(TableWriter table, GroupPlan group, Candidate candidate, Standing standing) {
        double capacity = standing instanceof Standing.Measured measured ? measured.capacity() : Double.NaN;
        table.add(String.join(", ", group.group().classes()))
                .add(candidate.label())
                .add(candidate.hardware())
                .add((long) candidate.gpus())
                .add(candidate.dollarsPerHour())
                .add(word(standing))
                .add(capacity)
                .add(standing.upper())
                .add(capacity / candidate.dollarsPerHour())
                .add("");
        table.end();
    }

    private static String word(Standing standing) {
        return switch (standing) {
            case Standing.Open open -> "open";
            case Standing.Measured measured -> "measured";
            case Standing.Beaten beaten -> beaten.simulated() ? "beaten" : "bounded";
        };
    }

    /** Every point. */
    static void points(Plan plan, TableFormat format, OutputFile file) {
        List<TableColumn> columns = new ArrayList<>(List.of(
                TableColumn.text("classes", "of the requests served; empty for all"),
                TableColumn.text("configuration", "what a replica is"),
                TableColumn.number("rate", "requests per second of a replica"),
                TableColumn.flag("met", "whether the goals were met"),
                TableColumn.number("rate_per_dollar", "rate / dollars per hour of a replica"),
                TableColumn.number("dollars_per_million_output_tokens", "of replicas that are all used so")));
        Stream.of(Figure.values())
                .map(figure -> TableColumn.number(figure.id(), "of all requests; see sangam metrics"))
                .forEach(columns::add);
        try (TableWriter table = format.open(file, columns)) {
            for (GroupPlan group : plan.groups()) {
                for (Point point : group.points()) {
                    table.add(String.join(", ", group.group().classes()))
                            .add(point.candidate().label())
                            .add(point.rate())
                            .add(Boolean.valueOf(point.met()))
                            .add(point.ratePerDollar())
                            .add(point.dollarsPerMillionTokens());
                    for (Service.Figure figure : Service.Figure.values()) {
                        table.add(point.service().get(figure));
                    }
                    table.end();
                }
            }
        }
    }
}
