package dev.sangam.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;

/** Which module may use which: a strict order, so that the scheduler core never learns where it runs. */
final class ModuleRules {
    private static final List<String> CORE = List.of("core");
    private static final List<String> READERS = List.of("core", "files");

    /** What each module may use, itself aside. A module is the package right under the root package. */
    private static final Map<String, List<String>> MAY_USE = new TreeMap<>(Map.of(
            "core", List.of(),
            "files", CORE,
            "sim", READERS,
            "serve", READERS,
            "measure", READERS,
            "lab", READERS,
            "fleet", List.of("core", "files", "sim"),
            "spark", List.of("core", "files", "sim"),
            "cli", List.of("core", "files", "sim", "serve", "measure", "lab", "fleet")));

    private ModuleRules() {}

    /** The arrows between the modules under a root package are those allowed, and no others. */
    static ArchRule onlyAllowedArrows(String root) {
        var layers = layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(root + "..")
                .withOptionalLayers(true);
        for (String module : MAY_USE.keySet()) {
            layers = layers.layer(module).definedBy(root + "." + module + "..");
        }
        for (var entry : MAY_USE.entrySet()) {
            String[] used = entry.getValue().toArray(String[]::new);
            layers = used.length == 0
                    ? layers.whereLayer(entry.getKey()).mayNotAccessAnyLayer()
                    : layers.whereLayer(entry.getKey()).mayOnlyAccessLayers(used);
        }
        return layers;
    }

    /** Every class under a root package is in a module that the other rule knows. */
    static ArchRule knownModulesAlone(String root) {
        String[] modules = MAY_USE.keySet().stream()
                .map(module -> root + "." + module + "..")
                .toArray(String[]::new);
        return classes().that().resideInAPackage(root + "..").should().resideInAnyPackage(modules);
    }

    /** Native code is called in one package; elsewhere its memory is at most read. */
    static ArchRule nativeCodeInOnePackage(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(root + ".serve.llama..")
                .should()
                .dependOnClassesThat(resideInAPackage("java.lang.foreign..")
                        .and(not(assignableTo(MemorySegment.class)))
                        .and(not(assignableTo(ValueLayout.class))));
    }

    /** Every package says that its types are non-null unless annotated. */
    static ArchRule everyPackageIsNullMarked(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(new ArchCondition<>("be in a @NullMarked package") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                        events.add(new SimpleConditionEvent(
                                item, marked, item.getPackageName() + " has no package-info.java with @NullMarked"));
                    }
                });
    }
}
