package dev.sangam.files.workload;

import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.files.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a list of classes of service: {@code {name: chat, ttft: 2s, tbt: 100ms}}, {@code {name: batch, ttlt: 10min}} or
 * {@code {name: background}}, which is promised nothing.
 */
public final class QosSection {
    private QosSection() {}

    /** Classes by name, in their order. */
    public static Map<String, QosClass> read(List<Section> sections) {
        Map<String, QosClass> classes = new LinkedHashMap<>();
        for (Section section : sections) {
            String name = section.text("name");
            Slo slo = slo(section);
            if (classes.put(name, section.check(() -> new QosClass(name, slo))) != null) {
                throw section.error("name", "is '" + name + "' a second time; names of classes must differ");
            }
        }
        return classes;
    }

    private static Slo slo(Section section) {
        Optional<Long> ttft = section.duration("ttft");
        Optional<Long> tbt = section.duration("tbt");
        Optional<Long> ttlt = section.duration("ttlt");
        if (ttft.isPresent() != tbt.isPresent()) {
            throw section.error("tbt", "and ttft must be given together");
        }
        if (ttft.isPresent() && ttlt.isPresent()) {
            throw section.error(
                    "ttlt", "is given beside ttft and tbt; a class must have either ttlt or the two others");
        }
        return ttlt.<Slo>map(Slo.NonInteractive::new)
                .or(() -> ttft.map(first -> new Slo.Interactive(first, tbt.orElseThrow())))
                .orElseGet(Slo.BestEffort::new);
    }
}
