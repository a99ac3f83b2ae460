package dev.sangam.sim.hardware;

import dev.sangam.core.InputException;
import dev.sangam.core.model.HardwareSpec;
import dev.sangam.files.NearNames;
import dev.sangam.files.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The accelerators that ship with the product, from {@code hardware.yaml} beside this class. Immutable. */
public final class HardwareCatalogue {
    private static final HardwareCatalogue BUILT_IN =
            new HardwareCatalogue(Section.resource(HardwareCatalogue.class, "hardware.yaml"));

    private final Map<String, HardwareReader.HardwareClass> classes = new LinkedHashMap<>();
    private final Map<String, HardwareSpec> byName = new LinkedHashMap<>();
    private final Map<String, HardwareSpec> byAlias = new LinkedHashMap<>();

    private HardwareCatalogue(Section root) {
        Section classSections = root.section("classes");
        for (String name : classSections.keys()) {
            classes.put(name, HardwareReader.readClass(classSections.section(name), null));
        }
        Section hardware = root.section("hardware");
        for (String name : hardware.keys()) {
            Section section = hardware.section(name);
            HardwareSpec spec = HardwareReader.read(name, section, null, classes);
            byName.put(name, spec);
            byAlias.put(name, spec);
            section.optionalText("also").ifPresent(also -> {
                for (String alias : also.split(",", -1)) {
                    byAlias.put(alias.strip(), spec);
                }
            });
        }
        root.done();
    }

    /** All accelerators in the order of the file. */
    public static List<HardwareSpec> all() {
        return List.copyOf(BUILT_IN.byName.values());
    }

    /**
     * The accelerator of this name; case, underscores, blanks and an {@code nvidia} in front do not matter.
     *
     * @throws InputException when there is none, with the names nearest to it
     */
    public static HardwareSpec resolve(String name) {
        return named(name)
                .orElseThrow(() -> new InputException("hardware '" + name + "' is not in the catalogue."
                        + NearNames.advice(normal(name), BUILT_IN.byName.keySet())));
    }

    /**
     * Hardware as a deployment writes it: a name, or a mapping whose {@code name} is one of the catalogue, with the
     * figures to change, or a new one, with all figures (keys as in {@code hardware.yaml}).
     */
    public static HardwareSpec read(Section parent, String key) {
        if (!parent.isSection(key)) {
            String name = parent.text(key);
            return named(name)
                    .orElseThrow(() -> parent.error(
                            key,
                            "is '" + name + "', which is not in the catalogue."
                                    + NearNames.advice(normal(name), BUILT_IN.byName.keySet())));
        }
        Section section = parent.section(key);
        String name = section.text("name");
        HardwareSpec base = named(name).orElse(null);
        return HardwareReader.read(base == null ? name : base.name(), section, base, BUILT_IN.classes);
    }

    /** The accelerator of this name, if there is one; spelling as for {@link #resolve}. */
    public static Optional<HardwareSpec> named(String name) {
        return Optional.ofNullable(BUILT_IN.byAlias.get(normal(name)));
    }

    private static String normal(String name) {
        String text = name.strip().toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
        return text.startsWith("nvidia-") ? text.substring("nvidia-".length()) : text;
    }
}
