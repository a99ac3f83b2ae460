package dev.sangam.measure.fidelity.items;

import dev.sangam.core.InputException;
import dev.sangam.files.Sha256;
import dev.sangam.measure.fidelity.Item;
import dev.sangam.measure.fidelity.ItemSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what models are asked: published sets of questions, and own prompts. */
public final class ItemFile {
    private static final Pattern FINAL = Pattern.compile("####\\s*(\\S.*?)\\s*$");
    private static final int DIGEST_CHARACTERS = 16;

    private ItemFile() {}

    /**
     * Reads a file (JSON objects, as a rule one a line; a list of them; CSV; text), compressed with gzip or not, or a folder
     * (text files with a prompt each, or MMLU's CSV files).
     *
     * @throws InputException naming file, line, field and value of what is wrong
     */
    public static ReadItems read(Path path, ItemOptions options) {
        SetFile file = SetFile.read(path, options);
        Shots shots = Shots.choose(path, file, options);
        List<Item> items = new ArrayList<>(file.prompts());
        for (Question question : spread(shots.asked(), options.limit())) {
            items.add(item(file.layout(), question, shots, options));
        }
        if (file.layout() == Layout.PROMPTS) {
            items = spread(items, options.limit());
        }
        ItemSet set = new ItemSet(options.name().orElseGet(() -> name(path, file.layout())), items);
        int unanswered = (int) items.stream().filter(item -> !answered(item)).count();
        return new ReadItems(
                set, file.layout(), file.questions().size() + file.prompts().size(), shots.count(), unanswered);
    }

    /** A name of all that a set asks, to tell whether two runs ask the same: 64 bits of its SHA-256, in hexadecimal. */
    public static String digest(ItemSet set) {
        MessageDigest digest = Sha256.digest();
        digest.update(set.name().getBytes(StandardCharsets.UTF_8));
        for (Item item : set.items()) {
            digest.update((byte) 0);
            digest.update(item.toString().getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGEST_CHARACTERS);
    }

    private static Item item(Layout layout, Question question, Shots shots, ItemOptions options) {
        String context =
                PromptForm.opening(layout, question) + shots.before(question) + PromptForm.asked(layout, question);
        if (layout == Layout.GSM8K) {
            return new Item.Open(
                    question.id(),
                    question.text(),
                    context,
                    false,
                    finalAnswer(question),
                    PromptForm.STOPS,
                    options.maxTokens());
        }
        List<String> continuations = PromptForm.continuations(layout, question);
        if (continuations.stream().anyMatch(String::isBlank)) {
            throw new InputException(question.place() + ": has an option without a text; each must have one");
        }
        return new Item.Choice(
                question.id(), question.text(), question.options(), question.answer(), context, continuations);
    }

    /** What follows {@code ####}. */
    private static Optional<String> finalAnswer(Question question) {
        if (question.solution().isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = FINAL.matcher(question.solution());
        if (!matcher.find()) {
            throw new InputException(
                    question.place() + ": answer has no '#### '; it must end in #### and the final answer");
        }
        return Optional.of(matcher.group(1));
    }

    private static boolean answered(Item item) {
        return switch (item) {
            case Item.Choice choice -> choice.answer().isPresent();
            case Item.Open open -> open.expected().isPresent();
        };
    }

    /** As many of them as wanted, at equal distances, the first among them. */
    private static <T> List<T> spread(List<T> all, OptionalInt limit) {
        if (limit.isEmpty() || limit.getAsInt() >= all.size()) {
            return all;
        }
        List<T> some = new ArrayList<>();
        for (long i = 0; i < limit.getAsInt(); i++) {
            some.add(all.get((int) (i * all.size() / limit.getAsInt())));
        }
        return some;
    }

    private static String name(Path path, Layout layout) {
        return switch (layout) {
            case MMLU, OPENBOOKQA, TRUTHFULQA, HELLASWAG, ARC, COMMONSENSEQA, GSM8K -> layout.word();
            case CHOICES, PROMPTS -> {
                Path last = path.toAbsolutePath().normalize().getFileName();
                yield last == null
                        ? layout.word()
                        : last.toString().replaceFirst("\\.(jsonl?|csv|txt|md)(\\.gz)?$", "");
            }
        };
    }
}
