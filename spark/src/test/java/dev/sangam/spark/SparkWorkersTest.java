package dev.sangam.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sangam.core.InputException;
import dev.sangam.files.Section;
import dev.sangam.sim.search.Journal;
import dev.sangam.sim.search.LocalWorkers;
import dev.sangam.sim.search.PlanJson;
import dev.sangam.sim.search.Planner;
import dev.sangam.sim.search.Question;
import dev.sangam.sim.search.RemoteWorkers;
import dev.sangam.sim.search.Watch;
import dev.sangam.sim.search.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One cluster for all tests: its processes take seconds to start. */
final class SparkWorkersTest {
    private static final String PLAN = """
            name: tiny
            model: llama-3-8b
            slos: ["ttft p90 < 1s", "tbt p99 < 100ms"]
            workload:
              rate: 8
              lengths: {prompt: {p50: 600, p90: 1500}, output: {p50: 20, p90: 60}, max_total: 4096}
              requests: 100
            plan:
              hardware: [h100, a40]
              scheduler: [{policy: sarathi, token_budget: [256, 1024]}, {policy: vllm-v0}]
              requests: 100
              seeds: 2
              precision: 0.05
              sensitivity: []
            """;

    @TempDir
    private static Path folder;

    private static Workers workers;
    private static String expected;

    @BeforeAll
    static void start() throws IOException {
        try (Workers local = new LocalWorkers(1)) {
            expected = plan(local, "local");
        }
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        workers = RemoteWorkers.find().orElseThrow().connect("local-cluster[2,1,1024]");
    }

    @AfterAll
    static void stop() {
        workers.close();
    }

    @Test
    void aPlanIsTheSameToTheByteAsInThisProcess() {
        assertThat(plan(workers, "spark")).isEqualTo(expected);
    }

    @Test
    void aKilledExecutorLosesNothing() {
        List<ProcessHandle> killed = new ArrayList<>();
        Runnable kill = () -> {
            if (killed.isEmpty()) {
                ProcessHandle executor =
                        ProcessHandle.current().descendants().findAny().orElseThrow();
                executor.destroyForcibly();
                killed.add(executor);
            }
        };

        String plan = plan(new Watched(workers, kill), "killed");

        assertThat(killed).singleElement().satisfies(each -> each.onExit().join());
        assertThat(plan).isEqualTo(expected);
    }

    @Test
    void aBadTaskIsTheUsersErrorAsInThisProcess() {
        List<String> bad = List.of("{\"kind\": \"capacity\"}");
        try (Workers local = new LocalWorkers(1)) {
            String here = problem(local, bad);

            assertThat(problem(workers, bad)).isEqualTo(here).contains("deployment");
        }
    }

    @Test
    void whatTheReceiverThrowsEndsTheSearch() {
        IllegalStateException noSpace = new IllegalStateException("no space");

        assertThatThrownBy(() -> plan(
                        new Watched(workers, () -> {
                            throw noSpace;
                        }),
                        "failing"))
                .isSameAs(noSpace);
    }

    private static String problem(Workers by, List<String> tasks) {
        return String.valueOf(
                catchThrowableOfType(InputException.class, () -> by.perform(tasks, (index, outcome) -> {}))
                        .getMessage());
    }

    /** Does something before each outcome is handed on. */
    private record Watched(Workers workers, Runnable before) implements Workers {
        @Override
        public void perform(List<String> tasks, BiConsumer<Integer, String> done) {
            workers.perform(tasks, (index, outcome) -> {
                before.run();
                done.accept(index, outcome);
            });
        }
    }

    private static String plan(Workers by, String name) {
        try (Journal journal = Journal.open(Files.createDirectory(folder.resolve(name)), false)) {
            Question question = Question.of(Section.parse("tiny.yaml", PLAN), folder);
            return PlanJson.of(new Planner(question, false, by, journal, Watch.NONE).plan());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
