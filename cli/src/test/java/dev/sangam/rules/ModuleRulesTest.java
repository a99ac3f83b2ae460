package dev.sangam.rules;

import static dev.sangam.rules.Reports.PRODUCT;
import static dev.sangam.rules.Reports.reportOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

final class ModuleRulesTest {
    private static final String FIXTURE = "dev.sangam.rules.fixture.";
    private static final JavaClasses TANGLED = new ClassFileImporter().importPackages(FIXTURE + "tangled");

    @Test
    void modulesFormTheAllowedOrder() {
        ModuleRules.onlyAllowedArrows("dev.sangam").check(PRODUCT);
    }

    @Test
    void everyClassBelongsToAKnownModule() {
        ModuleRules.knownModulesAlone("dev.sangam").check(PRODUCT);
    }

    @Test
    void everyPackageIsNullMarked() {
        ModuleRules.everyPackageIsNullMarked("dev.sangam").check(PRODUCT);
    }

    @Test
    void nativeCodeIsCalledInOnePackage() {
        ModuleRules.nativeCodeInOnePackage("dev.sangam").check(PRODUCT);
    }

    @Test
    void nativeCodeElsewhereIsReported() {
        assertThat(reportOf(ModuleRules.nativeCodeInOnePackage(FIXTURE + "tangled"), TANGLED))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("tangled.serve.Engine.allocate"));
    }

    @Test
    void coreThatUsesReadersIsReported() {
        assertThat(reportOf(ModuleRules.onlyAllowedArrows(FIXTURE + "tangled"), TANGLED))
                .anySatisfy(line ->
                        assertThat(line).contains("tangled.core.Planner").contains("tangled.files.Trace"));
    }

    @Test
    void simulatorAndServerThatUseEachOtherAreReported() {
        assertThat(reportOf(ModuleRules.onlyAllowedArrows(FIXTURE + "tangled"), TANGLED))
                .anySatisfy(
                        line -> assertThat(line).contains("tangled.sim.Cluster").contains("tangled.serve.Engine"))
                .anySatisfy(line ->
                        assertThat(line).contains("tangled.serve.Engine").contains("tangled.sim.Cluster"));
    }

    @Test
    void anArrowThatIsAllowedIsNotReported() {
        assertThat(reportOf(ModuleRules.onlyAllowedArrows(FIXTURE + "tangled"), TANGLED))
                .noneSatisfy(line -> assertThat(line).contains("tangled.files.Trace.core"));
    }

    @Test
    void aClassOutsideEveryModuleIsReported() {
        assertThat(reportOf(ModuleRules.knownModulesAlone(FIXTURE + "tangled"), TANGLED))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("tangled.stray."));
    }

    @Test
    void aPackageThatIsNotNullMarkedIsReported() {
        JavaClasses unmarked = new ClassFileImporter().importPackages(FIXTURE + "unmarked");
        assertThat(reportOf(ModuleRules.everyPackageIsNullMarked(FIXTURE + "unmarked"), unmarked))
                .singleElement()
                .asString()
                .contains("fixture.unmarked has no package-info.java");
    }
}
