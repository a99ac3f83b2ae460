package dev.sangam.serve.models;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Text as it stands in an address. */
final class Escaped {
    private Escaped() {}

    /** One step of a path; its slashes are not borders. */
    static String step(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A path of several steps. */
    static String path(String text) {
        return Arrays.stream(text.split("/", -1)).map(Escaped::step).collect(Collectors.joining("/"));
    }
}
