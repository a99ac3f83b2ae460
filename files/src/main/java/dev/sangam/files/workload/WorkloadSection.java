package dev.sangam.files.workload;

import dev.sangam.core.request.QosClass;
import dev.sangam.core.workload.RequestStream;
import dev.sangam.core.workload.TokenCount;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadSpec;
import dev.sangam.files.Section;
import dev.sangam.files.trace.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the {@code workload:} section of a deployment: a built-in workload by name, a trace, one stream, or several
 * under {@code streams}; with {@code requests}, {@code duration} and {@code rate_factor} for the whole.
 */
public final class WorkloadSection {
    /** Keys that give a trace other labels or arrivals than its own. */
    private static final List<String> RELABELLING =
            List.of("class", "priority", "low_priority", "tenant", "shared_prefix", "rate", "arrivals");

    private final Section section;
    private final Path folder;
    private final Map<String, QosClass> classes;
    private final Map<String, QosClass> own;

    /** {@code classes} may be named; those in {@code own} take the place of a recorded run's. */
    private WorkloadSection(Section section, Path folder, Map<String, QosClass> classes, Map<String, QosClass> own) {
        this.section = section;
        this.folder = folder;
        this.classes = classes;
        this.own = own;
    }

    /**
     * Reads a section.
     *
     * @param folder where paths in it start: the folder of the deployment file
     * @param own classes of service that the file defines; those of the built-in workloads are known besides
     */
    public static WorkloadSource read(Section section, Path folder, Map<String, QosClass> own) {
        Map<String, QosClass> classes = new LinkedHashMap<>(BuiltInWorkloads.classes());
        classes.putAll(own);
        return new WorkloadSection(section, folder, classes, own).source();
    }

    /** The streams described here, whatever the name. */
    static WorkloadSpec spec(Section section, Map<String, QosClass> classes) {
        return new WorkloadSection(section, Path.of(""), classes, Map.of()).ownSpec();
    }

    private WorkloadSpec ownSpec() {
        return spec(section.has("streams") ? streams() : stream(section).readMixed("all"));
    }

    private WorkloadSource source() {
        requireOneKind();
        double factor = section.number("rate_factor", 1e-6, 1e6).orElse(1);
        if (section.has("trace")) {
            return ofTrace(factor);
        }
        return generated(section.has("name") ? builtIn() : ownSpec(), factor);
    }

    private void requireOneKind() {
        List<String> kinds = Stream.of("name", "streams", "trace", "lengths")
                .filter(section::has)
                .toList();
        if (kinds.size() != 1) {
            throw section.error(
                    kinds.isEmpty() ? "name" : kinds.getLast(),
                    (kinds.isEmpty() ? "is missing" : "is given beside " + kinds.getFirst())
                            + "; a workload must have one of name (of a built-in workload), trace, lengths and"
                            + " streams");
        }
    }

    private WorkloadSpec builtIn() {
        WorkloadSpec spec = BuiltInWorkloads.find(section.text("name"), classes)
                .orElseThrow(() -> section.error(
                        "name", "is '" + section.text("name") + "'; it must be one of " + BuiltInWorkloads.names()));
        List<RequestStream> streams = spec.streams();
        Optional<QosClass> qos = StreamSection.qos(section, classes);
        if (qos.isPresent()) {
            streams = streams.stream().map(s -> s.withQos(qos.orElseThrow())).toList();
        }
        if (section.has("rate") || section.has("arrivals")) {
            if (streams.size() > 1) {
                throw section.error(
                        section.has("rate") ? "rate" : "arrivals",
                        "is given, but " + section.text("name") + " has several streams. Maybe use rate_factor?");
            }
            streams = List.of(streams.getFirst().withArrivals(stream(section).arrivals()));
        }
        if (section.has("mix")) {
            streams = streams.stream()
                    .flatMap(s -> stream(section).mixed(s).stream())
                    .toList();
        }
        boolean ownEnd = section.has("requests") || section.has("duration");
        List<RequestStream> chosen = streams;
        return section.check(() -> new WorkloadSpec(
                chosen, ownEnd ? requests() : spec.requests(), ownEnd ? duration() : spec.durationNanos()));
    }

    private WorkloadSource ofTrace(double factor) {
        if (section.has("mix")) {
            throw section.error("mix", "is given beside trace; a workload must have only one of them");
        }
        Trace trace = stream(section).readTrace();
        if (trace.format().hasLabels() && RELABELLING.stream().noneMatch(section::has)) {
            Workload workload = trace.workload().relabelled(label -> label.withQosOf(own));
            return new WorkloadSource.Replayed(cut(section.check(() -> workload.scaledRate(factor))));
        }
        return generated(spec(List.of(stream(section).traced("all", trace))), factor);
    }

    private Workload cut(Workload workload) {
        Workload first = workload.limit(requests()).before(duration());
        return section.integer("max_total", 2, TokenCount.MAX)
                .map(first::clippedTo)
                .orElse(first);
    }

    private List<RequestStream> streams() {
        List<RequestStream> streams = new ArrayList<>();
        for (Section each : section.sections("streams")) {
            if (each.has("mix") && each.has("requests")) {
                throw each.error("requests", "is given beside mix. Maybe give it for the whole workload");
            }
            double factor = each.number("rate_factor", 1e-6, 1e6).orElse(1);
            int requests = requests(each);
            for (RequestStream stream : stream(each).readMixed("stream-" + streams.size())) {
                streams.add(each.check(() ->
                        stream.withArrivals(stream.arrivals().scaledBy(factor)).limitedTo(requests)));
            }
        }
        return streams;
    }

    private StreamSection stream(Section of) {
        return new StreamSection(of, folder, classes);
    }

    private WorkloadSpec spec(List<RequestStream> streams) {
        return section.check(() -> new WorkloadSpec(streams, requests(), duration()));
    }

    private WorkloadSource generated(WorkloadSpec spec, double factor) {
        return new WorkloadSource.Generated(section.check(() -> spec.scaledBy(factor)));
    }

    private int requests() {
        return requests(section);
    }

    private static int requests(Section section) {
        return section.integer("requests", 1, WorkloadSpec.MAX_REQUESTS).orElse(WorkloadSpec.ENDLESS);
    }

    private long duration() {
        return section.duration("duration").orElse(Long.MAX_VALUE);
    }
}
