package dev.sangam.serve.text.jinja;

import java.util.List;
import java.util.Map;

/** What an expression can be: Python's types, as far as templates meet them. */
sealed interface Value {
    /** Python's {@code None}. */
    Value NONE = new None();

    Value TRUE = new Bool(true);

    Value FALSE = new Bool(false);

    /** Text; see {@link MarkedText}. */
    record Text(MarkedText marked) implements Value {
        static Text trusted(String text) {
            return new Text(MarkedText.of(text, true));
        }

        String plain() {
            return marked.text();
        }
    }

    /** A whole number. */
    record Int(long value) implements Value {}

    /** A floating point number. */
    record Real(double value) implements Value {}

    /** True or false. */
    record Bool(boolean value) implements Value {
        static Value of(boolean value) {
            return value ? TRUE : FALSE;
        }
    }

    /** Nothing, on purpose. */
    record None() implements Value {}

    /** A name or member that does not exist: false, empty and without members. */
    record Undefined(String name) implements Value {}

    /** A list or tuple; never changed. */
    record Items(List<Value> list) implements Value {}

    /** A dictionary in order of insertion; never changed. */
    record Mapping(Map<Value, Value> entries) implements Value {}

    /** What {@code namespace()} gives: the one thing that a template can change. */
    record Namespace(Map<String, Value> members) implements Value {}

    /** The {@code loop} of a {@code for}. */
    record Loop(List<Value> items, int at) implements Value {}

    /** A macro, function or method. */
    record Callable(String name, Body body) implements Value {}

    /** What a call does. */
    interface Body {
        Value call(Arguments arguments);
    }
}
