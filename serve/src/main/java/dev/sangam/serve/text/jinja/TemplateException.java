package dev.sangam.serve.text.jinja;

/** A template that cannot be parsed, or cannot go on with what it was given. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final boolean raised;

    private TemplateException(int line, String message, boolean raised) {
        super(message);
        this.line = line;
        this.raised = raised;
    }

    TemplateException(String message) {
        this(0, message, false);
    }

    TemplateException(int line, String message) {
        this(line, message, false);
    }

    /** The template itself called {@code raise_exception}. */
    static TemplateException raised(String message) {
        return new TemplateException(0, message, true);
    }

    /** The same on a line of the template, unless it has one already. */
    TemplateException at(int where) {
        return line > 0 ? this : new TemplateException(where, getMessage(), raised);
    }

    /** Line of the template, from 1; 0 when it is none. */
    public int line() {
        return line;
    }

    /** Whether the template itself refused what it was given, with {@code raise_exception}. */
    public boolean raised() {
        return raised;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
