package dev.sangam.core;

/**
 * Something a user gave us is wrong: a file, a field, a flag. The message is shown as it is, without a stack trace, so it
 * names the thing, its value and where it stands, and what it must be; the command ends with exit code 2.
 */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
