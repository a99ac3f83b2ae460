package dev.sangam.serve.text.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables of a template, a loop's round, a macro or a block, and those around it. */
final class Scope {
    private final @Nullable Scope around;
    private final Map<String, Value> variables = new HashMap<>();

    Scope(@Nullable Scope around) {
        this.around = around;
    }

    void set(String name, Value value) {
        variables.put(name, value);
    }

    @Nullable
    Value get(String name) {
        for (Scope scope = this; scope != null; scope = scope.around) {
            Value value = scope.variables.get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
