package dev.sangam.measure.fidelity.items;

import dev.sangam.core.InputException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a set is read.
 *
 * @param name of the set; empty for the layout's, or for the file's where the layout is anybody's
 * @param layout empty to recognise it by what the file holds
 * @param limit most items; they are spread evenly over the set. Empty for all
 * @param shotsFrom file of the examples that stand in front of every question; empty for none, or for the set's own first ones,
 *     which are then not asked
 * @param shots how many of them; empty for 5 where there is a file of them, and for {@link Layout#GSM8K}, else none
 * @param maxTokens most tokens of an answer in the model's own words
 * @param raw whether own prompts are given to the model as they are, without its chat template
 */
public record ItemOptions(
        Optional<String> name,
        Optional<Layout> layout,
        OptionalInt limit,
        Optional<Path> shotsFrom,
        OptionalInt shots,
        int maxTokens,
        boolean raw) {
    /** All of a set, in the layout that is recognised. */
    public static final ItemOptions DEFAULT = new ItemOptions(
            Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty(), OptionalInt.empty(), 256, false);

    private static final int MAX_SHOTS = 64;

    public ItemOptions {
        if (limit.isPresent() && limit.getAsInt() < 1) {
            throw new InputException("the limit of a set is " + limit.getAsInt() + "; it must be >= 1");
        }
        if (shots.isPresent() && (shots.getAsInt() < 0 || shots.getAsInt() > MAX_SHOTS)) {
            throw new InputException(
                    "the examples are " + shots.getAsInt() + "; they must be between 0 and " + MAX_SHOTS);
        }
        if (maxTokens < 1) {
            throw new InputException("the most tokens of an answer are " + maxTokens + "; they must be >= 1");
        }
    }

    /** The same, named so. */
    public ItemOptions withName(String other) {
        return new ItemOptions(Optional.of(other), layout, limit, shotsFrom, shots, maxTokens, raw);
    }

    /** The same in this layout. */
    public ItemOptions withLayout(Layout other) {
        return new ItemOptions(name, Optional.of(other), limit, shotsFrom, shots, maxTokens, raw);
    }

    /** The same with at most so many items. */
    public ItemOptions withLimit(int other) {
        return new ItemOptions(name, layout, OptionalInt.of(other), shotsFrom, shots, maxTokens, raw);
    }

    /** The same with examples from a file. */
    public ItemOptions withShotsFrom(Path file) {
        return new ItemOptions(name, layout, limit, Optional.of(file), shots, maxTokens, raw);
    }

    /** The same with so many examples. */
    public ItemOptions withShots(int count) {
        return new ItemOptions(name, layout, limit, shotsFrom, OptionalInt.of(count), maxTokens, raw);
    }

    /** The same with answers of at most so many tokens. */
    public ItemOptions withMaxTokens(int count) {
        return new ItemOptions(name, layout, limit, shotsFrom, shots, count, raw);
    }

    /** The same, with own prompts given as they are or in the chat template. */
    public ItemOptions withRaw(boolean asTheyAre) {
        return new ItemOptions(name, layout, limit, shotsFrom, shots, maxTokens, asTheyAre);
    }
}
