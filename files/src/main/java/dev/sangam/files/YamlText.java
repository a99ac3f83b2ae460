package dev.sangam.files;

import dev.sangam.core.InputException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Parses YAML, and JSON with it, into a tree and the line of every key. */
final class YamlText {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS) // the walk says it better
            .build();
    private static final YAMLMapper WRITER = YAMLMapper.builder(YAMLFactory.builder()
                    .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                    .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                    .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .build())
            .build();
    private static final Pattern MARK = Pattern.compile("line (\\d+), column");

    private final String file;
    private final String text;
    private final Map<String, Integer> lines = new HashMap<>();

    private YamlText(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /** A tree, and the line of each key and list item, by path such as {@code classes[0].name}. */
    record Parsed(JsonNode root, Map<String, Integer> lines) {}

    /** Reads one document. Aliases are refused: the tree would silently hold their names. */
    static Parsed parse(String file, String text) {
        YamlText yaml = new YamlText(file, text);
        try {
            JsonNode root = YAML.readTree(text);
            yaml.walk();
            return new Parsed(root, yaml.lines);
        } catch (JacksonException e) {
            throw new InputException(file + yaml.line(e) + ": is not valid " + kind(file) + " (" + reason(e) + ")", e);
        }
    }

    /** A tree as YAML, without document marks and needless quotes. */
    static String write(JsonNode node) {
        return WRITER.writeValueAsString(node);
    }

    /** A value without a file, as of a command line. */
    static JsonNode value(String place, String text) {
        JsonNode value = parse(place, text).root;
        if (value.isMissingNode()) {
            throw new InputException(place + ": has no value");
        }
        return value;
    }

    private void walk() {
        try (YAMLParser parser = (YAMLParser) YAML.createParser(text)) {
            Deque<String> prefixes = new ArrayDeque<>();
            Deque<Integer> items = new ArrayDeque<>(); // next index of each open list, -1 for a mapping
            String at = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                int line = parser.currentTokenLocation().getLineNr();
                if (parser.isCurrentAlias()) {
                    throw new InputException(file + ":" + line + ": has the alias *" + parser.getString()
                            + "; aliases are not read here. Maybe write the value out");
                }
                if (token == JsonToken.PROPERTY_NAME) {
                    at = (prefixes.peek() + parser.currentName());
                    lines.putIfAbsent(at, line);
                    continue;
                }
                if (token.isStructEnd()) {
                    prefixes.pop();
                    items.pop();
                    continue;
                }
                if (!items.isEmpty() && items.peek() >= 0) {
                    int index = items.pop();
                    items.push(index + 1);
                    at = prefixes.peek() + "[" + index + "]";
                    lines.putIfAbsent(at, line);
                }
                if (items.isEmpty() && !lines.isEmpty()) {
                    throw new InputException(file + ":" + line + ": starts a second document; there must be one");
                }
                if (token.isStructStart()) {
                    boolean list = token == JsonToken.START_ARRAY;
                    prefixes.push(list || at.isEmpty() ? at : at + ".");
                    items.push(list ? 0 : -1);
                }
            }
        }
    }

    /** The last line that the message speaks of: the first is often where the broken thing starts. */
    private String line(JacksonException e) {
        Matcher marks = MARK.matcher(String.valueOf(e.getOriginalMessage()));
        Optional<String> last = marks.results().map(m -> m.group(1)).reduce((a, b) -> b);
        var at = e.getLocation();
        return last.map(n -> ":" + n).orElse(at == null || at.getLineNr() < 1 ? "" : ":" + at.getLineNr());
    }

    /** A parser's message has lines that say what is wrong, and indented ones that show where. */
    private static String reason(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .map(line -> line.replaceFirst(", from `StreamReadConstraints.*", ")"))
                .collect(Collectors.joining(", "));
    }

    private static String kind(String file) {
        return file.endsWith(".json") ? "JSON" : "YAML";
    }
}
