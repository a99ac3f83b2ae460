package dev.sangam.files.workload;

import dev.sangam.core.request.QosClass;
import dev.sangam.core.workload.Arrivals;
import dev.sangam.core.workload.Importance;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Lengths;
import dev.sangam.core.workload.RequestStream;
import dev.sangam.core.workload.SharedPrefix;
import dev.sangam.core.workload.TokenCount;
import dev.sangam.core.workload.WorkloadSpec;
import dev.sangam.files.Section;
import dev.sangam.files.trace.Trace;
import dev.sangam.files.trace.TraceReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one stream: arrivals and lengths, or a trace for both, and labels. Where it ends is read by its owner. */
final class StreamSection {
    private final Section section;
    private final Path folder;
    private final Map<String, QosClass> classes;

    StreamSection(Section section, Path folder, Map<String, QosClass> classes) {
        this.section = section;
        this.folder = folder;
        this.classes = classes;
    }

    RequestStream read(String defaultName) {
        String name = section.optionalText("name").orElse(defaultName);
        return section.has("trace") ? traced(name, readTrace()) : labelled(name, arrivals(), lengths());
    }

    /**
     * The stream, or under {@code mix} one for each class with its share of the arrivals, such as {@code {chat: 3, batch: 1}}.
     * Equal rates and lengths in every class are then told once.
     */
    List<RequestStream> readMixed(String defaultName) {
        return mixed(read(defaultName));
    }

    /** A stream divided as {@link #readMixed} says. */
    List<RequestStream> mixed(RequestStream whole) {
        Optional<Section> mix = section.optionalSection("mix");
        if (mix.isEmpty()) {
            return List.of(whole);
        }
        for (String key : List.of("class", "trace")) {
            if (section.has(key)) {
                throw section.error("mix", "is given beside " + key + "; a stream must have only one of them");
            }
        }
        if (whole.arrivals() instanceof Arrivals.AtOnce) {
            throw section.error("mix", "shares a rate, but all requests arrive at once. Maybe write streams");
        }
        Section shares = mix.get();
        List<RequestStream> streams = new ArrayList<>();
        double sum =
                shares.keys().stream().mapToDouble(key -> share(shares, key)).sum();
        for (String name : shares.keys()) {
            QosClass qos =
                    qos(name, classes).orElseThrow(() -> shares.error(name, "is not a class; " + unknown(classes)));
            Arrivals arrivals = shares.check(() -> whole.arrivals().scaledBy(share(shares, name) / sum));
            streams.add(whole.withQos(qos).withArrivals(arrivals).named(whole.name() + "-" + name));
        }
        if (streams.isEmpty()) {
            throw section.error("mix", "is empty; it must name classes and their shares");
        }
        return streams;
    }

    private static double share(Section shares, String name) {
        return shares.number(name, 1e-6, 1e6).orElseThrow(() -> shares.error(name, "has no share; it must be > 0"));
    }

    /** The trace of this stream. Labels of our own format are not looked at here. */
    Trace readTrace() {
        return TraceReader.read(section.path("trace", folder), Label.DEFAULT, classes);
    }

    /** A stream that takes its lengths, and its arrivals where it has none of its own, from a trace in its order. */
    RequestStream traced(String name, Trace trace) {
        if (section.has("lengths")) {
            throw section.error("lengths", "is given beside trace; a stream must have only one of them");
        }
        boolean ownArrivals = section.has("arrivals") || section.has("rate");
        if (!ownArrivals && !trace.format().hasArrivals()) {
            throw section.error("trace", "has lengths but no arrivals; rate or arrivals must be given beside it");
        }
        Arrivals arrivals = ownArrivals ? arrivals() : new Arrivals.Trace(trace.workload(), 1);
        Lengths lengths = new Lengths.InOrder(trace.workload());
        return labelled(
                name,
                arrivals,
                section.integer("max_total", 2, TokenCount.MAX)
                        .<Lengths>map(max -> new Lengths.Clipped(lengths, max))
                        .orElse(lengths));
    }

    /** The class of this stream; best effort when it names none. */
    static Optional<QosClass> qos(Section section, Map<String, QosClass> classes) {
        return section.optionalText("class")
                .map(name -> qos(name, classes)
                        .orElseThrow(() -> section.error("class", "is '" + name + "'; " + unknown(classes))));
    }

    private static Optional<QosClass> qos(String name, Map<String, QosClass> classes) {
        return Optional.ofNullable(name.equals(QosClass.BEST_EFFORT.name()) ? QosClass.BEST_EFFORT : classes.get(name));
    }

    private static String unknown(Map<String, QosClass> classes) {
        Set<String> known = new LinkedHashSet<>(classes.keySet());
        known.add(QosClass.BEST_EFFORT.name());
        return "it must be one of " + known;
    }

    private RequestStream labelled(String name, Arrivals arrivals, Lengths lengths) {
        SharedPrefix prefix = section.optionalSection("shared_prefix")
                .map(StreamSection::prefix)
                .orElse(SharedPrefix.NONE);
        QosClass qos = qos(section, classes).orElse(QosClass.BEST_EFFORT);
        Importance importance = importance();
        String tenant = section.optionalText("tenant").orElse("default");
        return section.check(() ->
                new RequestStream(name, arrivals, lengths, prefix, qos, importance, tenant, WorkloadSpec.ENDLESS));
    }

    private Importance importance() {
        int priority = section.integer("priority", Integer.MIN_VALUE, Integer.MAX_VALUE)
                .orElse(0);
        return section.optionalSection("low_priority")
                .map(low -> new Importance(
                        priority,
                        low.integer("priority", Integer.MIN_VALUE, Integer.MAX_VALUE)
                                .orElse(priority + 1),
                        low.number("share", 0, 1)
                                .orElseThrow(() -> low.error("share", "is missing; it must be between 0 and 1"))))
                .orElse(Importance.of(priority));
    }

    /** The arrival process, or a Poisson process of the rate. */
    Arrivals arrivals() {
        boolean process = section.has("arrivals");
        if (process == section.has("rate")) {
            throw section.error("rate", "or arrivals must be given, and not both");
        }
        return process
                ? ArrivalsSection.read(section.section("arrivals"), folder)
                : new Arrivals.Poisson(
                        section.number("rate", 1e-6, Arrivals.MAX_RATE).orElseThrow());
    }

    private Lengths lengths() {
        return LengthsSection.read(section.section("lengths"), folder);
    }

    private static SharedPrefix prefix(Section prefix) {
        int groups = prefix.integer("groups", 1, 1 << 24).orElse(1);
        int tokens = prefix.integer("tokens", 1, TokenCount.MAX)
                .orElseThrow(() -> prefix.error("tokens", "is missing; it must be a number of tokens"));
        return new SharedPrefix(groups, tokens);
    }
}
