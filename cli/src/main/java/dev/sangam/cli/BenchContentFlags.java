package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.Section;
import dev.sangam.measure.endpoint.ServerKind;
import dev.sangam.measure.prompt.Api;
import dev.sangam.measure.prompt.ExtraFields;
import dev.sangam.measure.prompt.PromptSource;
import dev.sangam.measure.prompt.RequestStyle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What requests say. */
final class BenchContentFlags {
    @Option(
            names = "--prompts",
            paramLabel = "NAME|FILE",
            description = "Passages of a built-in text (text, default), its words shuffled (words), random token ids"
                    + " (tokens, for --api completions), or a file of prompts: text lines or JSON lines.")
    private String prompts = "text";

    @Option(
            names = "--prompt-tokens",
            paramLabel = "N|P50:P90",
            description = "Length of prompts: a number, or median and 90th percentile (default: 200:600).")
    private @Nullable String promptTokens;

    @Option(
            names = "--output-tokens",
            paramLabel = "N|P50:P90",
            description = "Length of answers, likewise (default: 100:200). Servers that can are asked to keep to it.")
    private @Nullable String outputTokens;

    @Option(names = "--api", paramLabel = "NAME", description = "chat (default) or completions.")
    private Api api = Api.CHAT;

    @Option(names = "--no-stream", description = "Ask for answers in one piece: TTFT is then the time of the whole.")
    private boolean whole;

    @Option(
            names = "--extra",
            paramLabel = "JSON",
            description = "Fields for every request: --extra '{\"temperature\": 0.7, \"seed\": 1}'.")
    private @Nullable String extra;

    @Option(
            names = "--prompt-seed",
            paramLabel = "N",
            description = "Send the prompts of an earlier run again. Default: new ones, which no cache can know.")
    private @Nullable Long promptSeed;

    BenchContentFlags() {}

    /** Seed of what prompts say; their lengths follow another. */
    long promptSeed() {
        return promptSeed == null ? System.currentTimeMillis() : promptSeed;
    }

    /** Puts the lengths asked for into a workload that has lengths of its own. */
    void applyTo(Section workload) {
        set(workload, "prompt", promptTokens, "--prompt-tokens");
        set(workload, "output", outputTokens, "--output-tokens");
    }

    private static void set(Section workload, String key, @Nullable String text, String option) {
        if (text == null) {
            return;
        }
        if (!workload.has("lengths")) {
            throw new InputException(option + " is given, but the workload brings its lengths. Maybe leave it out");
        }
        if (!text.matches("[0-9]{1,9}(:[0-9]{1,9})?")) {
            throw new InputException(
                    option + " is '" + text + "'; it must be a number of tokens, or two such as 200:600");
        }
        String[] parts = text.split(":", -1);
        workload.set(
                "lengths." + key,
                parts.length == 1 ? text : "{p50: " + parts[0] + ", p90: " + parts[1] + "}",
                option + " " + text);
    }

    /** Where prompts come from. */
    PromptSource source() {
        return switch (prompts) {
            case "text" -> new PromptSource.Passages();
            case "words" -> new PromptSource.RandomWords();
            case "tokens" -> new PromptSource.RandomTokens();
            default -> {
                Path path = Path.of(prompts);
                if (!path.toFile().exists()) {
                    throw new InputException(
                            "--prompts is '" + prompts + "'; it must be text, words, tokens or a file that exists");
                }
                yield new PromptSource.PromptFile(path);
            }
        };
    }

    /** Refuses what no server could be asked for. */
    void check() {
        source();
        extraFields();
    }

    private ExtraFields extraFields() {
        return extra == null ? ExtraFields.NONE : ExtraFields.parse(extra);
    }

    /** What else a request has, for a server. */
    RequestStyle style(ServerKind server) {
        return RequestStyle.of(server, api).withStream(!whole).withExtra(extraFields());
    }
}
