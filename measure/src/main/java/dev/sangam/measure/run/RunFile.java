package dev.sangam.measure.run;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import dev.sangam.files.output.OutputFile;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Reads what {@link RunWriter} wrote: lines of JSON, compressed with gzip, from which every figure of a run can be computed
 * again. docs/bench-format.md describes it.
 */
public final class RunFile {
    private static final String UNFINISHED = "the file is not finished: the run that wrote it did not end";

    private final Path path;
    private final List<RequestRecord> requests = new ArrayList<>();
    private RunLines.@Nullable Head head;
    private RunLines.@Nullable End end;
    private int line;

    private RunFile(Path path) {
        this.path = path;
    }

    /**
     * Reads a whole file.
     *
     * @throws InputException when it cannot be read, is damaged, or was not finished
     */
    public static RunRecord read(Path path) {
        RunFile file = new RunFile(path);
        file.readLines();
        if (file.end == null) {
            throw new InputException(path + ": ends after " + file.requests.size()
                    + " requests, before the run did. Maybe name it .part, and it is read as far as it goes");
        }
        return file.record(file.end);
    }

    /**
     * Reads a file as far as it goes: of a run that was killed, under its temporary name, or that is still going on. Its
     * facts say that it is unfinished.
     *
     * @throws InputException when it cannot be read, or is damaged other than by being cut off
     */
    public static RunRecord readUnfinished(Path path) {
        RunFile file = new RunFile(path);
        file.readLines();
        long last = file.requests.stream().mapToLong(RequestRecord::ended).max().orElse(0);
        RunLines.End cut = new RunLines.End(true, file.requests.size(), Math.max(0, last), 0, 0, 0, UNFINISHED);
        return file.record(file.end == null ? cut : file.end);
    }

    /** The name that a file has while it is being written. */
    public static Path unfinished(Path path) {
        return OutputFile.beside(path).part();
    }

    private RunRecord record(RunLines.End last) {
        if (head == null) {
            throw new InputException(path + ": has no first line; it must be a file that sangam bench wrote");
        }
        requests.sort(Comparator.comparingInt(RequestRecord::id).thenComparingInt(RequestRecord::endpoint));
        return new RunRecord(
                head.facts(last),
                head.labels().stream().map(RunLines.LabelLine::label).toList(),
                requests);
    }

    /** Reads what there is; the last line may be a part of one. */
    private void readLines() {
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new CutGzip(Files.newInputStream(path)), StandardCharsets.UTF_8.newDecoder()))) {
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                line++;
                if (end != null) {
                    throw wrong("something follows the last line");
                }
                in.mark(1);
                boolean last = in.read() < 0;
                in.reset();
                if (last && !wellFormed(text)) {
                    return;
                }
                take(text);
            }
        } catch (EOFException e) {
            // Not even the header of gzip is there.
        } catch (ZipException | CharacterCodingException e) {
            throw wrong("is damaged (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static boolean wellFormed(String text) {
        try {
            return RunLines.JSON.readTree(text).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Compressed bytes that may be cut off anywhere: they end there. */
    private static final class CutGzip extends GZIPInputStream {
        private CutGzip(InputStream in) throws IOException {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                return super.read(bytes, from, length);
            } catch (EOFException e) {
                return -1;
            }
        }
    }

    private void take(String text) {
        try {
            if (head == null) {
                head = first(text);
            } else if (text.startsWith(RunLines.END)) {
                end = RunLines.JSON.readValue(text, RunLines.End.class);
                if (end.requests() != requests.size()) {
                    throw wrong(
                            "says that there are " + end.requests() + " requests, and there are " + requests.size());
                }
            } else {
                RunLines.Line request = RunLines.JSON.readValue(text, RunLines.Line.class);
                String fault = request.fault(head);
                if (fault != null) {
                    throw wrong(fault);
                }
                requests.add(request.request());
            }
        } catch (JacksonException e) {
            throw wrong(e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()), e);
        }
    }

    private RunLines.Head first(String text) {
        if (!text.startsWith("{\"format\":\"" + RunLines.FORMAT + "\",\"version\":")) {
            throw wrong("is not the record of a run; it must be a file that sangam bench wrote");
        }
        String version = "\"version\":" + RunLines.VERSION + ",";
        if (!text.contains(version)) {
            throw wrong("is of another version; this product reads version " + RunLines.VERSION);
        }
        RunLines.Head read = RunLines.JSON.readValue(text, RunLines.Head.class);
        read.labels().forEach(RunLines.LabelLine::label);
        return read;
    }

    private InputException wrong(String problem) {
        return new InputException(path + ":" + Math.max(1, line) + ": " + problem);
    }

    private InputException wrong(String problem, Exception cause) {
        return new InputException(path + ":" + Math.max(1, line) + ": " + problem, cause);
    }

    private InputException unreadable(IOException e) {
        Path part = unfinished(path);
        String advice = Files.notExists(path) && Files.exists(part)
                ? ". Maybe read " + part + ", an unfinished run of that name"
                : "";
        return new InputException(path + ": cannot be read (" + Reasons.of(e) + ")" + advice, e);
    }
}
