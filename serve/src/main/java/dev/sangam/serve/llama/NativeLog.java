package dev.sangam.serve.llama;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What llama.cpp last complained about. It writes to stderr unless told otherwise; here its warnings and errors are kept,
 * a few lines of them, for the message of an exception.
 */
final class NativeLog {
    private static final int WARN = 3;
    private static final int CONTINUED = 5;
    private static final int LINES = 12;
    private static final int LINE_BYTES = 400;

    private static final Deque<String> LAST = new ArrayDeque<>();

    private NativeLog() {}

    /** A function pointer for {@code llama_log_set}, valid as long as the process lives. */
    static MemorySegment callback() {
        try {
            var write = MethodHandles.lookup()
                    .findStatic(
                            NativeLog.class,
                            "write",
                            MethodType.methodType(void.class, int.class, MemorySegment.class, MemorySegment.class));
            var type = FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
            return Symbols.callback(write, type);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** Forgets everything, so that the next complaint belongs to what is tried next. */
    static void clear() {
        synchronized (LAST) {
            LAST.clear();
        }
    }

    /** The last complaints in one line, or a word that there were none. */
    static String last() {
        synchronized (LAST) {
            return LAST.isEmpty() ? "llama.cpp gave no reason" : String.join("; ", LAST);
        }
    }

    // Called from native code, where a Java exception would end the process.
    @SuppressWarnings("unused")
    private static void write(int level, MemorySegment text, MemorySegment data) {
        try {
            if (level < WARN || level > CONTINUED || text.address() == 0) {
                return;
            }
            keep(level, read(text).strip());
        } catch (Throwable e) {
            // A lost line of a log is the smaller harm.
        }
    }

    private static void keep(int level, String line) {
        if (line.isEmpty() || (level == CONTINUED && line.matches("\\.+"))) {
            return;
        }
        synchronized (LAST) {
            if (LAST.size() == LINES) {
                LAST.removeFirst();
            }
            LAST.addLast(line);
        }
    }

    private static String read(MemorySegment text) {
        MemorySegment bytes = Symbols.view(text, LINE_BYTES);
        int length = 0;
        while (length < LINE_BYTES && bytes.get(ValueLayout.JAVA_BYTE, length) != 0) {
            length++;
        }
        byte[] copy = bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(copy, StandardCharsets.UTF_8);
    }
}
