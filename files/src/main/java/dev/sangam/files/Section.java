package dev.sangam.files;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A mapping of a YAML or JSON file, read strictly: every getter checks its value and names file and path when it is wrong,
 * and {@link #done()} refuses keys that nobody asked for.
 */
public final class Section {
    private static final long MAX_BYTES = 16L << 20;

    private final String file;
    private final Places places;
    private final String path;
    private final JsonNode node;
    private final Set<String> asked = new LinkedHashSet<>();
    private final List<Section> children = new ArrayList<>();

    private Section(String file, Places places, String path, JsonNode node) {
        this.file = file;
        this.places = places;
        this.path = path;
        this.node = node;
    }

    /** Reads a file whose root is a mapping. JSON is read too, since it is YAML. */
    public static Section read(Path path) {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new InputException(path + ": is " + Files.size(path) + " bytes; it must be <= " + MAX_BYTES);
            }
            return parse(path.toString(), Files.readString(path));
        } catch (IOException e) {
            throw new InputException(path + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
    }

    /** Reads a data file that ships with the product. */
    public static Section resource(Class<?> owner, String name) {
        try (var in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(owner.getPackageName() + "/" + name + " is not on the class path");
            }
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }

    /** A mapping without keys: what is absent has all its defaults. */
    public static Section empty() {
        return new Section("", new Places("", Map.of()), "", JsonNodeFactory.instance.objectNode());
    }

    /** Reads text; {@code file} is the name used in errors. */
    public static Section parse(String file, String text) {
        YamlText.Parsed parsed = YamlText.parse(file, text);
        JsonNode root = parsed.root();
        if (!root.isObject()) {
            throw new InputException(file + ": must hold a mapping of keys to values");
        }
        return new Section(file, new Places(file, parsed.lines()), "", root);
    }

    /**
     * Sets a value before anything is read, as from a command line: {@code set("scheduler.token_budget", "1024", "--set
     * scheduler.token_budget=1024")}. The value is YAML; mappings on the way are made where they are missing.
     *
     * @param place named in errors about the value: the option it comes from
     */
    public void set(String dottedKey, String value, String place) {
        set(dottedKey, YamlText.value(place, value), place);
    }

    /**
     * An independent copy, to be changed and read apart. Whoever reads the copy checks its keys: {@link #done()} of this
     * section does not.
     */
    public Section copy() {
        asked.addAll(keys());
        return new Section(file, places.copy(), path, node.deepCopy());
    }

    /** Sets the value of every key of another section, whose keys may be dotted; each keeps the place where it stands. */
    public void setAll(Section changes) {
        for (String key : changes.keys()) {
            changes.asked.add(key);
            set(key, changes.node.get(key).deepCopy(), changes.places.of(changes.path + key));
        }
    }

    private void set(String dottedKey, JsonNode value, String place) {
        String[] keys = dottedKey.split("\\.", -1);
        if (List.of(keys).contains("")) {
            throw new InputException(place + ": must name a key, such as scheduler.token_budget");
        }
        ObjectNode at = (ObjectNode) node;
        for (int i = 0; i < keys.length - 1; i++) {
            JsonNode next = at.get(keys[i]);
            at = next instanceof ObjectNode mapping ? mapping : at.putObject(keys[i]);
        }
        at.set(keys[keys.length - 1], value);
        places.move(path + dottedKey, place);
    }

    /** Removes a key before anything is read. */
    public void forget(String key) {
        ((ObjectNode) node).remove(key);
    }

    /** Name of the file, for errors about several keys at once. */
    public String file() {
        return file;
    }

    /** An error about this key of this section. */
    public InputException error(String key, String problem) {
        return places.error(path + key, " " + problem);
    }

    /** Whether the key is present and not null. */
    public boolean has(String key) {
        return read(key).isPresent();
    }

    /** Whether the value of the key is itself a mapping. */
    public boolean isSection(String key) {
        return read(key).map(JsonNode::isObject).orElse(false);
    }

    /** Keys in the order of the file; asking for them is not reading them. */
    public List<String> keys() {
        return List.copyOf(node.propertyNames());
    }

    /** A required string. Numbers and booleans count as their text. */
    public String text(String key) {
        return optionalText(key).orElseThrow(() -> error(key, "is missing"));
    }

    /** An optional string. */
    public Optional<String> optionalText(String key) {
        return read(key).map(v -> {
            if (!v.isValueNode()) {
                throw error(key, "is not a single value");
            }
            return v.asString();
        });
    }

    /** A required path, which starts from a folder when it is relative. */
    public Path path(String key, Path folder) {
        String text = text(key);
        try {
            return folder.resolve(text);
        } catch (InvalidPathException e) {
            throw error(key, "is " + Shown.value(node.get(key)) + "; it must be a path");
        }
    }

    /** One of an enum's constants, written as {@link #word}. */
    public <E extends Enum<E>> Optional<E> choice(String key, E[] constants) {
        return choice(key, List.of(constants), Section::word);
    }

    /** An enum's constant as users write it: {@code least-outstanding}. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One of several words, case ignored. */
    public <T> Optional<T> choice(String key, List<T> choices, Function<T, String> name) {
        return optionalText(key).map(text -> {
            for (T choice : choices) {
                if (name.apply(choice).equalsIgnoreCase(text)) {
                    return choice;
                }
            }
            throw error(
                    key,
                    "is '" + text + "'; it must be one of "
                            + choices.stream().map(name).toList());
        });
    }

    /** An optional whole number within bounds, both included. */
    public Optional<Integer> integer(String key, int min, int max) {
        return whole(key, min, max).map(Math::toIntExact);
    }

    /** An optional whole number within bounds, both included. */
    public Optional<Long> whole(String key, long min, long max) {
        return read(key).map(v -> {
            if (!v.isIntegralNumber() || !v.canConvertToLong()) {
                throw error(key, "is " + Shown.value(v) + "; it must be a whole number");
            }
            long number = v.asLong();
            if (number < min || number > max) {
                throw error(key, "is " + number + "; it must be " + Shown.bounds(min, max, Long.MAX_VALUE));
            }
            return number;
        });
    }

    /** An optional number within bounds, both included. */
    public OptionalDouble number(String key, double min, double max) {
        Optional<JsonNode> value = read(key);
        if (value.isEmpty()) {
            return OptionalDouble.empty();
        }
        JsonNode v = value.get();
        if (!v.isNumber()) {
            throw error(key, "is " + Shown.value(v) + "; it must be a number");
        }
        double number = Alternatives.number(v);
        if (!(number >= min && number <= max)) {
            throw error(key, "is " + Shown.value(v) + "; it must be between " + min + " and " + max);
        }
        return OptionalDouble.of(number);
    }

    /** An optional {@code true} or {@code false}. */
    public Optional<Boolean> flag(String key) {
        return read(key).map(v -> {
            if (!v.isBoolean()) {
                throw error(key, "is " + Shown.value(v) + "; it must be true or false");
            }
            return v.asBoolean();
        });
    }

    /** An optional positive duration such as {@code 50ms}, {@code 6s}, {@code 1h}; nanoseconds. */
    public Optional<Long> duration(String key) {
        return optionalText(key)
                .map(text -> nanos(text)
                        .orElseThrow(() -> error(
                                key,
                                "is '" + text + "'; it must be a positive duration such as 50ms, 6s, 10min or 1h")));
    }

    /** Nanoseconds of a positive duration such as {@code 50ms}, or empty when the text is none. */
    public static Optional<Long> nanos(String text) {
        return DurationText.nanos(text);
    }

    /** A required mapping. */
    public Section section(String key) {
        return optionalSection(key).orElseThrow(() -> error(key, "is missing"));
    }

    /** An optional mapping. */
    public Optional<Section> optionalSection(String key) {
        return read(key).map(v -> {
            if (!v.isObject()) {
                throw error(key, "is " + Shown.value(v) + "; it must be a mapping of keys to values");
            }
            return child(path + key + ".", v);
        });
    }

    /** A list of mappings; empty when the key is absent. */
    public List<Section> sections(String key) {
        List<Section> result = new ArrayList<>();
        Iterator<JsonNode> items = list(key).iterator();
        for (int i = 0; items.hasNext(); i++) {
            JsonNode item = items.next();
            if (!item.isObject()) {
                throw error(
                        key + "[" + i + "]", "is " + Shown.value(item) + "; it must be a mapping of keys to values");
            }
            result.add(child(path + key + "[" + i + "].", item));
        }
        return result;
    }

    /** A list of numbers; empty when the key is absent. */
    public List<Double> numbers(String key) {
        return items(key, JsonNode::isNumber, "a number", Alternatives::number);
    }

    /** A list of strings; empty when the key is absent. */
    public List<String> texts(String key) {
        return items(key, JsonNode::isString, "text", JsonNode::asString);
    }

    private <T> List<T> items(String key, Predicate<JsonNode> right, String what, Function<JsonNode, T> read) {
        List<T> result = new ArrayList<>();
        for (JsonNode item : list(key)) {
            if (!right.test(item)) {
                throw error(key + "[" + result.size() + "]", "is " + Shown.value(item) + "; it must be " + what);
            }
            result.add(read.apply(item));
        }
        return result;
    }

    /**
     * What a key may be, for a search: each item of a list, each value of a range {@code {from, to, times}} or {@code {from, to,
     * step}}, or the one value; of a mapping every combination of what its keys may be. Empty when the key is absent.
     */
    public List<Alternative> alternatives(String key) {
        return read(key).map(v -> Alternatives.of(v, path + key, places)).orElse(List.of());
    }

    /** The mapping as JSON on one line, to be parsed again. */
    public String json() {
        return node.toString();
    }

    /** The value of a key as JSON, to be set elsewhere; asking for it is not reading it. */
    public String value(String key) {
        return String.valueOf(node.get(key));
    }

    /** The mapping as YAML. */
    public String yaml() {
        return YamlText.write(node);
    }

    /** Builds a value whose own checks throw {@link IllegalArgumentException}, which gets this section's place. */
    public <T> T check(Supplier<T> build) {
        try {
            return build.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            String key =
                    message.substring(0, Math.max(0, message.indexOf(' '))); // of ours that name one, the first word
            String here = path.isEmpty() ? "" : path.substring(0, path.length() - 1) + ": ";
            throw new InputException(places.of(path + key) + ": " + here + message, e);
        }
    }

    /** Forgives keys that were not asked for: for files that are not ours, such as a Hugging Face config. */
    public void ignoreOthers() {
        asked.addAll(keys());
    }

    /** Refuses keys of this section, and of every section taken from it, that nobody asked for. */
    public void done() {
        for (String key : keys()) {
            if (!asked.contains(key)) {
                String known = asked.isEmpty() ? "" : " Maybe one of " + new TreeSet<>(asked) + "?";
                throw error(key, "is not a key known here." + known);
            }
        }
        children.forEach(Section::done);
    }

    private Section child(String childPath, JsonNode v) {
        Section child = new Section(file, places, childPath, v);
        children.add(child);
        return child;
    }

    private Iterable<JsonNode> list(String key) {
        JsonNode v = read(key).orElse(JsonNodeFactory.instance.arrayNode());
        if (!v.isArray()) {
            throw error(key, "is " + Shown.value(v) + "; it must be a list");
        }
        return v;
    }

    private Optional<JsonNode> read(String key) {
        asked.add(key);
        JsonNode v = node.get(key);
        return v == null || v.isNull() ? Optional.empty() : Optional.of(v);
    }
}
