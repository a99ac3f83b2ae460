package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.items.ItemFile;
import dev.sangam.measure.fidelity.items.ItemOptions;
import dev.sangam.measure.fidelity.items.Layout;
import dev.sangam.measure.fidelity.items.ReadItems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the models are asked. */
final class FidelityAskFlags {
    private static final int MAX_SHOTS = 64;
    private static final int MAX_LIMIT = 100_000_000;
    private static final int MAX_TOKENS = 1 << 16;
    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]{0,63})=(.+)");

    @Option(
            names = "--questions",
            paramLabel = "[NAME=]FILE",
            description = "Questions with options, or with a final answer (GSM8K), as JSON lines, JSON or CSV."
                    + " May be repeated.")
    private List<String> questions = new ArrayList<>();

    @Option(
            names = "--layout",
            paramLabel = "NAME",
            description = "Their layout, where it is not recognised: mmlu, openbookqa, truthfulqa, hellaswag, arc,"
                    + " commonsenseqa, choices, gsm8k.")
    private @Nullable Layout layout;

    @Option(
            names = "--shots-from",
            paramLabel = "[NAME=]FILE",
            description = "Examples to stand in front of every question, in the layout of --questions; with a name: of"
                    + " that set alone.")
    private List<String> shotsFrom = new ArrayList<>();

    @Option(names = "--shots", paramLabel = "N", description = "How many of them (default: 5).")
    private @Nullable String shots;

    @Option(
            names = "--prompts",
            paramLabel = "[NAME=]PATH",
            description = "Your own prompts: a folder of text files, or a file of one a line. What the models say to"
                    + " them is compared token by token. May be repeated.")
    private List<String> prompts = new ArrayList<>();

    @Option(names = "--raw", description = "Give prompts to the models as they are, without the chat template.")
    private boolean raw;

    @Option(names = "--max-tokens", paramLabel = "N", description = "Longest answer in own words (default: 256).")
    private @Nullable String maxTokens;

    @Option(names = "--limit", paramLabel = "N", description = "Ask at most N of each set, spread evenly over it.")
    private @Nullable String limit;

    FidelityAskFlags() {}

    /** Whether anything is asked. */
    boolean any() {
        return !questions.isEmpty() || !prompts.isEmpty();
    }

    /** Reads the sets, each under a name of its own. */
    List<ReadItems> sets() {
        ItemOptions common = common();
        Map<String, Path> shotsOf = new HashMap<>();
        for (String each : shotsFrom) {
            Named named = Named.of("--shots-from", each);
            if (shotsOf.put(named.name, named.path) != null) {
                throw new InputException("--shots-from is given twice"
                        + (named.name.isEmpty() ? "" : " for " + named.name)
                        + ". Maybe --shots-from NAME=FILE, with the name of a set");
            }
        }
        List<ReadItems> sets = new ArrayList<>();
        for (String each : questions) {
            Named named = Named.of("--questions", each);
            ItemOptions options = layout == null ? common : common.withLayout(layout);
            sets.add(read(named, options, shotsOf));
        }
        for (String each : prompts) {
            sets.add(read(
                    Named.of("--prompts", each),
                    common.withLayout(Layout.PROMPTS).withRaw(raw),
                    Map.of()));
        }
        requireDistinct(sets);
        return sets;
    }

    private ItemOptions common() {
        ItemOptions options = ItemOptions.DEFAULT;
        if (limit != null) {
            options = options.withLimit(FlagValues.whole("--limit", limit, 1, MAX_LIMIT));
        }
        if (shots != null) {
            options = options.withShots(FlagValues.whole("--shots", shots, 0, MAX_SHOTS));
        }
        return maxTokens == null
                ? options
                : options.withMaxTokens(FlagValues.whole("--max-tokens", maxTokens, 1, MAX_TOKENS));
    }

    /** The layout's own name is known only when the file is read; examples may be meant for it. */
    private static ReadItems read(Named named, ItemOptions options, Map<String, Path> shotsOf) {
        ItemOptions own = named.name.isEmpty() ? options : options.withName(named.name);
        Path shots = shotsOf.get(named.name);
        if (shots == null && shotsOf.size() > (shotsOf.containsKey("") ? 1 : 0)) {
            String name = ItemFile.read(named.path, own.withLimit(1).withShots(0))
                    .set()
                    .name();
            shots = shotsOf.get(name);
        }
        shots = shots == null ? shotsOf.get("") : shots;
        return ItemFile.read(named.path, shots == null ? own : own.withShotsFrom(shots));
    }

    private void requireDistinct(List<ReadItems> sets) {
        Set<String> names = new HashSet<>();
        for (ReadItems set : sets) {
            if (!names.add(set.set().name())) {
                throw new InputException(
                        "two sets are named " + set.set().name() + "; names must differ. Maybe --questions NAME=FILE");
            }
        }
    }

    /**
     * A file with the name that its set is to have.
     *
     * @param name empty for the set's own
     */
    private record Named(String name, Path path) {
        static Named of(String flag, String text) {
            Matcher matcher = NAMED.matcher(text);
            boolean named = matcher.matches() && !Files.exists(Path.of(text));
            Path path = Path.of(named ? matcher.group(2) : text);
            if (!Files.exists(path)) {
                throw new InputException(flag + " is " + path + ", which does not exist");
            }
            return new Named(named ? matcher.group(1) : "", path);
        }
    }
}
