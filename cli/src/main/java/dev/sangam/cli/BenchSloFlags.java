package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import dev.sangam.files.Section;
import dev.sangam.files.workload.QosSection;
import dev.sangam.measure.figures.PrefillProfileFile;
import dev.sangam.measure.figures.SloSettings;
import dev.sangam.measure.figures.SloSettings.FittedPrefill;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What each request is held to. */
final class BenchSloFlags {
    @Option(
            names = "--slo",
            paramLabel = "[CLASS:]SLO",
            description =
                    "What each request is promised: ttft=2s,tbt=100ms or ttlt=60s; of one class, batch:ttlt=10min."
                            + " May be repeated. Default: what its class says.")
    private List<String> slos = new ArrayList<>();

    @Option(
            names = "--prefill-profile",
            paramLabel = "FILE",
            description = "Of 'sangam bench profile-prefill': TTFT deadlines that grow with the prompt.")
    private @Nullable Path profile;

    @Option(
            names = "--prefill-slack",
            paramLabel = "T",
            description = "With --prefill-profile: allowed for scheduling on top (default: 300ms).")
    private String slack = "300ms";

    /** What requests are held to, in place of what the record of a run says. */
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
        return new SloSettings(ofClass, ofAll, List.of(), fitted());
    }

    private Optional<FittedPrefill> fitted() {
        return profile == null
                ? Optional.empty()
                : Optional.of(new FittedPrefill(
                        PrefillProfileFile.read(profile), FlagValues.nanos("--prefill-slack", slack)));
    }

    /** A label with what is promised on the command line, in place of what its class promises. */
    Label promised(Label label) {
        SloSettings settings = settings();
        String name = label.qos().name();
        Slo slo = settings.slos()
                .getOrDefault(name, settings.everyClass().orElse(label.qos().slo()));
        return new Label(new QosClass(name, slo), label.priority(), label.tenant());
    }

    /** Refuses classes that no request has. */
    void requireClasses(List<String> classes) {
        for (String name : settings().slos().keySet()) {
            if (!classes.contains(name)) {
                throw new InputException("--slo names class '" + name + "'; the classes are " + classes);
            }
        }
    }

    private static Slo slo(String text, String all) {
        String place = "--slo " + all;
        if (!text.matches("[a-z]+=[0-9a-z. ]+(,[a-z]+=[0-9a-z. ]+)*")) {
            throw new InputException(place + ": must read like ttft=2s,tbt=100ms, or ttlt=60s");
        }
        Section section = Section.parse(
                place, "classes: [{name: slo, " + text.replace("=", ": ").replace(",", ", ") + "}]\n");
        Slo slo = QosSection.read(section.sections("classes"))
                .values()
                .iterator()
                .next()
                .slo();
        section.done();
        return slo;
    }
}
