package dev.sangam.sim.search;

import dev.sangam.core.InputException;
import dev.sangam.files.Section;
import dev.sangam.files.output.OutputFile;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Outcomes of tasks by their key, a JSON line each, written as soon as they are known: what a search that was stopped need not
 * do again. Lines that cannot be read, such as one that was cut off, are left out; their tasks are done again.
 */
public final class Journal implements AutoCloseable {
    /** Name of the file in the folder of a plan. */
    public static final String NAME = "journal.jsonl";

    private static final int FORMAT = 1;

    private final Map<String, Outcome> known = new HashMap<>();
    private final Path file;
    private final Writer out;
    private int damaged;

    private Journal(Path file, boolean resume) {
        this.file = file;
        try {
            if (resume && Files.exists(file)) {
                read();
            }
            out = Files.newBufferedWriter(
                    file,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    resume ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
            if (damaged > 0) {
                out.write('\n'); // ends a line that was cut off
            }
        } catch (IOException e) {
            throw OutputFile.failure(file, e);
        }
    }

    /**
     * Opens the journal of a folder, which must exist.
     *
     * @param resume whether to take up what an earlier search left
     */
    public static Journal open(Path folder, boolean resume) {
        return new Journal(folder.resolve(NAME), resume);
    }

    private void read() throws IOException {
        int number = 0;
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                read(line, number);
            }
        }
    }

    private void read(String line, int number) {
        try {
            Section section = Section.parse(file + ":" + number, line);
            int format = section.integer("format", 0, Integer.MAX_VALUE).orElse(0);
            String key = section.text("key");
            Outcome outcome = Outcome.of(section.section("outcome"));
            section.done();
            if (format == FORMAT) {
                known.put(key, outcome);
            }
        } catch (InputException | IllegalArgumentException e) {
            damaged++;
        }
    }

    /** Outcomes that were found in the file. */
    public int size() {
        return known.size();
    }

    /** Lines that could not be read. */
    public int damaged() {
        return damaged;
    }

    Optional<Outcome> get(String key) {
        return Optional.ofNullable(known.get(key));
    }

    /** Keeps an outcome. */
    void put(String key, Outcome outcome) {
        known.put(key, outcome);
        try {
            out.write("{\"format\":" + FORMAT + ",\"key\":\"" + key + "\",\"outcome\":" + outcome.json() + "}\n");
            out.flush();
        } catch (IOException e) {
            throw OutputFile.failure(file, e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw OutputFile.failure(file, e);
        }
    }
}
