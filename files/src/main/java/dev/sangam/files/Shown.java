package dev.sangam.files;

import tools.jackson.databind.JsonNode;

/** Values and their bounds as errors show them. */
final class Shown {
    private Shown() {}

    /** What a number must be. */
    static String bounds(long min, long max, long unbounded) {
        return max >= unbounded || max == Integer.MAX_VALUE ? ">= " + min : "between " + min + " and " + max;
    }

    /** A value, cut when it is long. */
    static String value(JsonNode v) {
        String text = v.isString() ? "'" + v.asString() + "'" : v.toString();
        return text.length() > 60 ? text.substring(0, 57) + "..." : text;
    }
}
