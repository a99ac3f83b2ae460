package dev.sangam.files.eventlog;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import dev.sangam.files.Unpacked;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Reads the files of one run, gzipped or not. */
final class LogFiles {
    private final List<Part> parts;
    private final List<String> remarks = new ArrayList<>();

    private record Part(Path file, EventLogHeader header) {}

    private LogFiles(List<Part> parts) {
        this.parts = parts;
    }

    /** Finds out in which order the files belong. */
    static LogFiles of(List<Path> files) {
        List<Part> parts = new ArrayList<>();
        for (Path file : files) {
            parts.add(new Part(file, header(file)));
        }
        parts.sort(Comparator.comparingInt(part -> part.header.part()));
        for (int i = 1; i < parts.size(); i++) {
            requireOneRun(parts.get(i - 1), parts.get(i));
        }
        return new LogFiles(parts);
    }

    private static void requireOneRun(Part a, Part b) {
        if (!a.header.run().equals(b.header.run())) {
            throw new InputException(b.file + ": is of another run than " + a.file + "; both must be of one");
        }
        if (a.header.part() == b.header.part()) {
            throw new InputException(b.file + ": is part " + b.header.part() + " of its run, as " + a.file + " is");
        }
    }

    /** Of the first file. */
    EventLogHeader header() {
        return parts.getFirst().header;
    }

    /** What the last walk had to leave out, a line each. */
    List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** Goes through all files. */
    void walk(LogWalk walk) {
        remarks.clear();
        int expected = parts.getFirst().header.part();
        for (Part part : parts) {
            if (part.header.part() != expected) {
                remarks.add(part.file + ": is part " + part.header.part() + ", but part " + expected + " is not there");
            }
            expected = part.header.part() + 1;
            try (InputStream in = open(part.file)) {
                walk(part.file, in, walk);
            } catch (IOException e) {
                throw unreadable(part.file, e);
            }
        }
        if (walk.dropped() > 0) {
            remarks.add(walk.dropped() + " events are missing, as the log itself says");
        }
    }

    private void walk(Path file, InputStream in, LogWalk walk) {
        WholeLines lines = new WholeLines(file.toString(), in);
        LineReader reader = null;
        while (lines.advance()) {
            long number = lines.line();
            LineFields line =
                    LineReader.fields(lines.bytes(), lines.start(), lines.length(), () -> lines.place(number));
            if (reader == null || line.has("format")) { // files may have been concatenated
                EventLogHeader next = EventLogHeader.parse(line);
                if (!next.run().equals(header().run())) {
                    throw line.error("run", "must be " + header().run() + ", as before");
                }
                walk.end();
                reader = new LineReader(next);
            } else {
                walk.next(reader.event(line), lines.place(number));
            }
        }
        walk.end();
        if (lines.leftOver() > 0) {
            remarks.add(file + ": the last " + lines.leftOver() + " bytes are no whole line and were left out");
        }
    }

    static boolean isLog(Path file) {
        if (!Files.isRegularFile(file)) {
            return false; // what can be read only once is left to those who read it
        }
        try (InputStream in = open(file)) {
            byte[] magic = EventLogHeader.MAGIC.getBytes(StandardCharsets.UTF_8);
            return Arrays.equals(in.readNBytes(magic.length), magic);
        } catch (IOException e) {
            return false;
        }
    }

    private static EventLogHeader header(Path file) {
        try (InputStream in = open(file)) {
            WholeLines lines = new WholeLines(file.toString(), in);
            if (!lines.advance()) {
                throw new InputException(file + ": has no whole line; it must begin with the header of an event log");
            }
            return EventLogHeader.parse(
                    LineReader.fields(lines.bytes(), lines.start(), lines.length(), () -> lines.place(1)));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        try {
            return Unpacked.of(bytes);
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    private static InputException unreadable(Path file, IOException e) {
        return new InputException(file + ": cannot be read (" + Reasons.of(e) + ")", e);
    }
}
