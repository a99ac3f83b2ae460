package dev.sangam.core;

/** Assertions for checkers that run millions of times: the message is made only when one fails. */
@SuppressWarnings("AnnotateFormatMethod") // the annotation would be the only reason to depend on Error Prone
public final class Expect {
    private Expect() {}

    /** Fails with the message, formatted as by {@link String#format}, unless {@code holds}. */
    public static void that(boolean holds, String message, Object... arguments) {
        if (!holds) {
            throw new AssertionError(String.format(message, arguments));
        }
    }

    /** Fails unless both are the same number. */
    public static void equal(long actual, long expected, String what, Object... arguments) {
        if (actual != expected) {
            throw new AssertionError(String.format(what, arguments) + " is " + actual + "; expected " + expected);
        }
    }

    /** Fails unless the value is between two others, both included. */
    public static void between(long actual, long least, long most, String what, Object... arguments) {
        if (actual < least || actual > most) {
            throw new AssertionError(
                    String.format(what, arguments) + " is " + actual + "; expected " + least + " to " + most);
        }
    }
}
