package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.workload.QosSection;
import dev.sangam.measure.figures.SloSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What requests are held to, and what a run must show. */
final class BenchGoalFlags {
    @Option(
            names = "--slo",
            paramLabel = "[CLASS:]SLO",
            description = "What each request is promised: ttft=2s,tbt=100ms or ttlt=60s; of one class, batch:ttlt=10min."
                    + " May be repeated. Default: what the workload's classes say, else ttft=2s,tbt=200ms.")
    private List<String> slos = new ArrayList<>();

    @Option(
            names = "--gate",
            paramLabel = "GOAL",
            description = "End with exit code 3 unless it is met: 'ttft p99 < 500ms', 'attainment >= 99%%',"
                    + " 'chat: tbt p99 < 100ms', 'error_rate <= 0'. May be repeated. Names: 'sangam metrics'.")
    private List<String> gates = new ArrayList<>();

    @Option(names = "--junit", paramLabel = "FILE", description = "Also write the gates as JUnit XML, for CI.")
    private @Nullable Path junit;

    BenchGoalFlags() {}

    /** What requests are held to. */
    SloSettings settings() {
        Map<String, Slo> ofClass = new HashMap<>();
        Optional<Slo> ofAll = Optional.empty();
        for (String text : slos) {
            int colon = text.indexOf(':');
            Slo slo = slo(text.substring(colon + 1), text);
            if (colon < 0) {
                ofAll = Optional.of(slo);
            } else {
                ofClass.put(text.substring(0, colon).strip(), slo);
            }
        }
        return new SloSettings(ofClass, ofAll, List.of(), Optional.empty());
    }

    /** A label with what is promised on the command line, in place of what its class promises. */
    Label promised(Label label) {
        SloSettings settings = settings();
        String name = label.qos().name();
        Slo slo = settings.slos().getOrDefault(name, settings.everyClass().orElse(label.qos().slo()));
        return new Label(new QosClass(name, slo), label.priority(), label.tenant());
    }

    /** Refuses classes that no request has. */
    void requireClasses(List<String> classes) {
        for (String name : settings().slos().keySet()) {
            if (!classes.contains(name)) {
                throw new InputException("--slo names class '" + name + "'; the workload's classes are " + classes);
            }
        }
        gates(classes);
    }

    /** What the run must show. */
    List<Goal> gates(List<String> classes) {
        List<Goal> goals = new ArrayList<>();
        for (String text : gates) {
            try {
                goals.add(Goal.parse(text, classes));
            } catch (IllegalArgumentException e) {
                throw new InputException("--gate " + e.getMessage(), e);
            }
        }
        return goals;
    }

    @Nullable Path junit() {
        return junit;
    }

    private static Slo slo(String text, String all) {
        String place = "--slo " + all;
        if (!text.matches("[a-z]+=[0-9a-z. ]+(,[a-z]+=[0-9a-z. ]+)*")) {
            throw new InputException(place + ": must read like ttft=2s,tbt=100ms, or ttlt=60s");
        }
        Section section =
                Section.parse(place, "classes: [{name: slo, " + text.replace("=", ": ").replace(",", ", ") + "}]\n");
        Slo slo = QosSection.read(section.sections("classes")).values().iterator().next().slo();
        section.done();
        return slo;
    }
}
