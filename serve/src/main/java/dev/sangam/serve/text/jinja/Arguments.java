package dev.sangam.serve.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arguments of a call, by place and by name. */
record Arguments(List<Value> positional, Map<String, Value> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    /** Arguments in the order of these parameters; null for those not given. Others are an error. */
    List<@Nullable Value> bind(String function, String... parameters) {
        if (positional.size() > parameters.length) {
            throw new TemplateException(
                    function + " has " + positional.size() + " arguments; it must have at most " + parameters.length);
        }
        List<@Nullable Value> bound = new ArrayList<>(positional);
        int matched = 0;
        for (int i = positional.size(); i < parameters.length; i++) {
            Value value = named.get(parameters[i]);
            matched += value == null ? 0 : 1;
            bound.add(value);
        }
        if (matched < named.size()) {
            throw new TemplateException(function + " has an unknown or repeated argument among " + named.keySet());
        }
        return bound;
    }

    /** The arguments after the first one. */
    Arguments rest() {
        return new Arguments(positional.subList(1, positional.size()), named);
    }

    /** The first argument by place. */
    Value first(String function) {
        if (positional.isEmpty()) {
            throw new TemplateException(function + " has no argument; it must have one");
        }
        return positional.getFirst();
    }
}
