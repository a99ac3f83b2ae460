package dev.sangam.files.workload;

import dev.sangam.core.request.QosClass;
import dev.sangam.core.workload.WorkloadSpec;
import dev.sangam.files.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Workloads that ship with the product: figures fitted to published traces, so that nothing has to be downloaded. */
public final class BuiltInWorkloads {
    private BuiltInWorkloads() {}

    /**
     * One built-in workload.
     *
     * @param name to be written under {@code workload: {name: ...}}
     * @param description one line
     * @param spec streams and end, with its own classes of service
     */
    public record BuiltIn(String name, String description, WorkloadSpec spec) {}

    /** All, in the order in which they are listed. */
    public static List<BuiltIn> all() {
        return read(Map.of());
    }

    /** The classes of service of the built-in workloads, by name. */
    public static Map<String, QosClass> classes() {
        Section root = Section.resource(BuiltInWorkloads.class, "builtin.yaml");
        return QosSection.read(root.sections("classes"));
    }

    /** Names, in the order in which they are listed. */
    public static List<String> names() {
        return all().stream().map(BuiltIn::name).toList();
    }

    /** The workload of a name, if there is one; {@code classes} take the place of its own of the same name. */
    public static Optional<WorkloadSpec> find(String name, Map<String, QosClass> classes) {
        return read(classes).stream()
                .filter(each -> each.name.equals(name))
                .map(BuiltIn::spec)
                .findFirst();
    }

    private static List<BuiltIn> read(Map<String, QosClass> classes) {
        Section root = Section.resource(BuiltInWorkloads.class, "builtin.yaml");
        Map<String, QosClass> known = new LinkedHashMap<>(QosSection.read(root.sections("classes")));
        known.putAll(classes);
        List<BuiltIn> result = new ArrayList<>();
        for (Section each : root.sections("workloads")) {
            WorkloadSpec spec = WorkloadSection.spec(each, known);
            result.add(new BuiltIn(each.text("name"), each.text("description"), spec));
        }
        root.done();
        return result;
    }
}
