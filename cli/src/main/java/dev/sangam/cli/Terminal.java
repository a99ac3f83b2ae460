package dev.sangam.cli;

import dev.sangam.files.output.TextStyle;
import java.io.Console;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What the user's terminal can show. */
final class Terminal {
    private Terminal() {}

    /** Whether somebody watches: the output goes to a terminal. */
    @SuppressWarnings("SystemConsoleNull") // it is null still where the platform has none
    static boolean watched() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Unicode where the output is encoded so that it can be shown; colour on a terminal, unless NO_COLOR is set. */
    static TextStyle style() {
        String encoding = System.getProperty("stdout.encoding", StandardCharsets.US_ASCII.name());
        Charset charset = Charset.isSupported(encoding) ? Charset.forName(encoding) : StandardCharsets.US_ASCII;
        return TextStyle.of(charset, watched() && System.getenv("NO_COLOR") == null);
    }
}
