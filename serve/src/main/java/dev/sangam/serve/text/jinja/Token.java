package dev.sangam.serve.text.jinja;

/**
 * A token of a template.
 *
 * @param kind what it is
 * @param text data, name or operator as it stands; of a string what it says
 * @param line where it begins, from 1
 */
record Token(Kind kind, String text, int line) {
    /** Kinds of tokens. */
    enum Kind {
        DATA,
        PRINT_BEGIN,
        PRINT_END,
        TAG_BEGIN,
        TAG_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean is(Kind other) {
        return kind == other;
    }

    /** Whether it is this operator or name. */
    boolean is(Kind other, String value) {
        return kind == other && text.equals(value);
    }

    /** As shown in an error. */
    String shown() {
        return switch (kind) {
            case END -> "the end";
            case PRINT_END, TAG_END -> "the end of the tag";
            case PRINT_BEGIN, TAG_BEGIN -> "a tag";
            case DATA, NAME, STRING, INTEGER, FLOAT, OPERATOR -> "'" + text + "'";
        };
    }
}
