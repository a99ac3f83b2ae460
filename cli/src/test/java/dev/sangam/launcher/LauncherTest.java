package dev.sangam.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
    @TempDir
    private Path folder;

    private Checkout checkout;
    private Path sangam;
    private Path mvnw;

    @BeforeEach
    void copyScripts() throws IOException {
        checkout = new Checkout(folder);
        sangam = checkout.root().resolve("sangam");
        mvnw = checkout.root().resolve("mvnw");
    }

    @Test
    void anOlderJavaOnThePathAndInJavaHomeIsPassedOver() throws Exception {
        Path old = checkout.addFakeJdk("17", "17.0.15");
        checkout.addRealJdk();
        checkout.build().with("JAVA_HOME", old.toString()).with("PATH", old + "/bin:" + checkout.tools());

        var outcome = checkout.run(sangam);

        assertThat(outcome.out()).startsWith("java new\n");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
    }

    @Test
    void withoutAJdkOneSentenceSaysWhatToInstall() throws Exception {
        Path old = checkout.addFakeJdk("17", "17.0.15");
        checkout.build().with("PATH", old + "/bin:" + checkout.tools());

        for (Path script : new Path[] {sangam, mvnw}) {
            var outcome = checkout.run(script, "--help");

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err().lines()).singleElement().asString().contains("no JDK 25 or newer", "install one");
        }
    }

    @Test
    void argumentsFolderAndStatusPassThroughALink() throws Exception {
        checkout.addRealJdk();
        checkout.build();
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("check out", "sangam"));

        var outcome = checkout.run(link, "fail", "two words", "", "*");

        assertThat(outcome.out().lines())
                .containsExactly(
                        "java new", "in " + folder.toRealPath(), "arg <fail>", "arg <two words>", "arg <>", "arg <*>");
        assertThat(outcome.status()).isEqualTo(42);
    }

    @Test
    void aDamagedCacheIsNoNews() throws Exception {
        checkout.addRealJdk();
        checkout.build();
        Files.writeString(checkout.app().resolve("sangam.aot"), "damaged");

        var outcome = checkout.run(sangam);

        assertThat(outcome.out()).startsWith("java new\nin ");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void optionsForTheJvmPassThrough() throws Exception {
        checkout.addRealJdk();
        checkout.build().with("SANGAM_JAVA_OPTIONS", "-Xmx64m -Duser.dir=/elsewhere");

        assertThat(checkout.run(sangam).out()).contains("in /elsewhere");
    }

    @Test
    void onlyAPlanOnAClusterRunsFromTheBuildWithSpark() throws Exception {
        checkout.addRealJdk();
        checkout.build(checkout.clusterApp());

        assertThat(checkout.run(sangam, "plan", "--cluster", "local[2]").out()).contains("arg <local[2]>");
        assertThat(checkout.run(sangam, "plan", "--cluster=local[2]").status()).isZero();
        for (String command : new String[] {"plan", "simulate"}) {
            assertThat(checkout.run(sangam, command, "cluster").err()).contains("no Maven");
        }
    }

    @Test
    void aBuildThatFailsNamesItsLogAndLeavesTheOldBuildAlone() throws Exception {
        checkout.addRealJdk();
        checkout.build().changeSources();
        checkout.script(checkout.tools().resolve("mvn"), "echo '[ERROR] semicolon missing'; exit 1");

        var outcome = checkout.run(sangam);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("[ERROR] semicolon missing")
                .contains("the build failed; its log is " + checkout.root().toRealPath() + "/target/build.log");
        assertThat(checkout.app().resolve("command.jar")).exists();
    }

    @Test
    void withoutMavenOneSentenceSaysWhatToInstall() throws Exception {
        checkout.addRealJdk();
        checkout.build().changeSources();

        for (Path script : new Path[] {sangam, mvnw}) {
            var outcome = checkout.run(script);

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err().lines()).singleElement().asString().contains("no Maven", "install Apache Maven");
        }
    }

    @Test
    void mavenRunsWithTheNewJdkAndItsArguments() throws Exception {
        checkout.addFakeJdk("21", "21.0.2");
        Path jdk = checkout.addFakeJdk("25", "25.0.3");
        checkout.script(checkout.tools().resolve("mvn"), "echo \"$JAVA_HOME\"; printf '<%s>' \"$@\"");

        assertThat(checkout.run(mvnw, "-q", "two words").out()).isEqualTo(jdk + "\n<-q><two words>");
    }

    @Test
    void ofTheJdksInTheUsualFoldersTheOldestThatIsNewEnoughIsTaken() throws Exception {
        checkout.addFakeJdk("a", "30");
        checkout.addFakeJdk("b", "8.0_422");
        Path oldest = checkout.addFakeJdk("c", "25-ea");
        checkout.addFakeJdk("d", "26.0.1");
        Path runtime = checkout.addFakeJdk("e", "25.0.1");
        Files.delete(runtime.resolve("bin/javac"));
        checkout.addFakeJdk("f", "unknown");
        checkout.script(checkout.tools().resolve("mvn"), "echo \"$JAVA_HOME\"");

        assertThat(checkout.run(mvnw).out()).isEqualTo(oldest + "\n");
    }

    @Test
    void javaHomeComesBeforeThePathAndThePathBeforeTheUsualFolders() throws Exception {
        checkout.addFakeJdk("usual", "25");
        Path onPath = checkout.addFakeJdk("path", "27");
        Path home = checkout.addFakeJdk("home", "28");
        checkout.script(checkout.tools().resolve("mvn"), "echo \"$JAVA_HOME\"");
        Files.createSymbolicLink(checkout.tools().resolve("java"), onPath.resolve("bin/java"));

        assertThat(checkout.run(mvnw).out()).isEqualTo(onPath + "\n");
        assertThat(checkout.with("JAVA_HOME", home.toString()).run(mvnw).out()).isEqualTo(home + "\n");
    }
}
