package dev.sangam.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Standard output that keeps what {@link System#out} swallows: why it could not be written, as on a full disk. */
final class StandardOutput extends FilterOutputStream {
    private static final String NOBODY_READS_ON = "Broken pipe";

    private @Nullable String problem;

    private StandardOutput() {
        super(new FileOutputStream(FileDescriptor.out));
    }

    /** Puts itself in the place of {@link System#out}. */
    static StandardOutput install() {
        StandardOutput result = new StandardOutput();
        System.setOut(new PrintStream(new BufferedOutputStream(result), false, System.out.charset()));
        return result;
    }

    /** What went wrong so far, if it did; that a reader such as {@code head} has seen enough is nothing wrong. */
    @Nullable
    String problem() {
        System.out.flush();
        return problem == null || problem.contains(NOBODY_READS_ON) ? null : problem;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
            throw e;
        }
    }
}
