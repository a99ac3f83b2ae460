package dev.sangam.benchmarks.load;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code URL --name value ...}. */
final class Arguments {
    private final Map<String, String> values = new HashMap<>();
    private final Target target;

    /** Ends the program with the usage when the arguments do not fit. */
    Arguments(String usage, Set<String> names, String... arguments) {
        boolean fits = arguments.length % 2 == 1 && arguments[0].startsWith("http://");
        for (int i = 1; fits && i < arguments.length; i += 2) {
            fits = names.contains(arguments[i]);
            values.put(arguments[i], arguments[i + 1]);
        }
        if (!fits) {
            System.err.println("usage: " + usage);
            System.exit(2);
        }
        target = new Target(URI.create(arguments[0]), System.getenv("SANGAM_API_KEY"));
    }

    Target target() {
        return target;
    }

    long number(String name, long otherwise) {
        @Nullable String value = values.get(name);
        return value == null ? otherwise : Long.parseLong(value);
    }
}
