package dev.sangam.sim.search;

import dev.sangam.files.JsonText;
import dev.sangam.files.Section;
import dev.sangam.files.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * A piece of a search as plain data. Equal tasks have equal outcomes, wherever they are done.
 *
 * @param kind what is to be found out
 * @param deployment a deployment file without workload and goals, as JSON
 * @param traffic the keys {@code workload} and {@code classes} of a deployment file, as JSON
 * @param folder where relative paths in both start
 * @param classes names of the classes whose requests are served; empty for all
 * @param goals as in {@code slos:}
 * @param requests of a simulation
 * @param seed of the requests
 * @param floor of {@link Kind#CAPACITY}: a lower capacity is of no interest, requests per second; 0 for any
 * @param hint of {@link Kind#CAPACITY}: where the capacity may well be, 0 for anywhere
 * @param precision of {@link Kind#CAPACITY}, relative
 * @param rate of {@link Kind#SERVE}: requests per second
 */
public record Task(
        Kind kind,
        String deployment,
        String traffic,
        String folder,
        List<String> classes,
        List<String> goals,
        int requests,
        long seed,
        double floor,
        double hint,
        double precision,
        double rate) {
    /** What a task finds out. */
    public enum Kind {
        /** The highest rate at which the deployment meets the goals. */
        CAPACITY,
        /** How it serves one rate. */
        SERVE
    }

    public Task {
        classes = List.copyOf(classes);
        goals = List.copyOf(goals);
    }

    /** As text on one line. */
    public String json() {
        return JsonText.compact(json -> {
            json.text("kind", Section.word(kind));
            json.text("deployment", deployment);
            json.text("traffic", traffic);
            json.text("folder", folder);
            json.texts("classes", classes);
            json.texts("goals", goals);
            json.whole("requests", requests);
            json.whole("seed", seed);
            json.number("floor", floor);
            json.number("hint", hint);
            json.number("precision", precision);
            json.number("rate", rate);
        });
    }

    /** The opposite of {@link #json}. */
    static Task of(String json) {
        Section s = Section.parse("task", json);
        Task task = new Task(
                s.choice("kind", Kind.values()).orElseThrow(),
                s.text("deployment"),
                s.text("traffic"),
                s.text("folder"),
                s.texts("classes"),
                s.texts("goals"),
                s.integer("requests", 1, Integer.MAX_VALUE).orElseThrow(),
                s.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElseThrow(),
                s.number("floor", 0, Double.MAX_VALUE).orElseThrow(),
                s.number("hint", 0, Double.MAX_VALUE).orElseThrow(),
                s.number("precision", 0, 1).orElseThrow(),
                s.number("rate", 0, Double.MAX_VALUE).orElseThrow());
        s.done();
        return task;
    }

    /** A name of what this task finds out: the same for equal tasks alone. */
    String key() {
        byte[] digest = Sha256.digest().digest(json().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, 16);
    }

    /** Does a task, both as text. */
    public static String perform(String json) {
        return TaskRun.of(Task.of(json)).json();
    }
}
