package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.gguf.LlamaShape;
import dev.sangam.files.gguf.RandomModel;
import dev.sangam.files.gguf.TensorType;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sangam models generate}: a model of random weights. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a GGUF file of random weights: as large and as slow as a real model of its shape, for tests of load and"
                    + " speed. The same options write the same file.",
            "Shapes: tiny, 135m, 311m, 360m, 1b."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam models generate r135.gguf                          135 million parameters in Q4_0",
            "  sangam models generate r1b.gguf --shape 1b --type q8_0    a larger one",
            "  sangam models generate e.gguf --shape tiny --embeddings   one that answers /v1/embeddings",
            "  sangam models generate m.gguf --shape tiny --layers 8     a shape of your own"
        })
final class GenerateCommand implements Runnable {
    @Parameters(index = "0", paramLabel = "OUT.gguf", description = "The file; one that is there is replaced.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(names = "--shape", paramLabel = "NAME", description = "A shape by name (default: ${DEFAULT-VALUE}).")
    private String shape = "135m";

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "How matrices are stored: f16, q8_0 or q4_0 (default: q4_0).")
    private Weights type = Weights.Q4_0;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Another seed is another model (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--embeddings", description = "A model that gives embeddings of texts, not continuations.")
    private boolean embeddings;

    @Option(names = "--layers", paramLabel = "N", description = "Blocks, in place of the shape's.")
    private @Nullable Integer layers;

    @Option(names = "--hidden", paramLabel = "N", description = "Width of a token's state.")
    private @Nullable Integer hidden;

    @Option(names = "--heads", paramLabel = "N", description = "Query heads.")
    private @Nullable Integer heads;

    @Option(names = "--kv-heads", paramLabel = "N", description = "Key and value heads.")
    private @Nullable Integer kvHeads;

    @Option(names = "--feed-forward", paramLabel = "N", description = "Width of the feed-forward layer.")
    private @Nullable Integer feedForward;

    @Option(names = "--vocabulary", paramLabel = "N", description = "Tokens, 259 or more.")
    private @Nullable Integer vocabulary;

    @Option(names = "--context", paramLabel = "N", description = "Tokens of context that the model claims.")
    private @Nullable Integer context;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** What {@code --type} takes. */
    enum Weights {
        F16(TensorType.F16),
        Q8_0(TensorType.Q8_0),
        Q4_0(TensorType.Q4_0);

        private final TensorType type;

        Weights(TensorType type) {
            this.type = type;
        }
    }

    @Override
    public void run() {
        RandomModel model;
        long bytes;
        try {
            model = new RandomModel(shape(), type.type, seed, embeddings);
            bytes = model.dataBytes();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new InputException("such a model cannot be: " + e.getMessage(), e);
        }
        try (Progress progress = new Progress("generate (MiB)", bytes >> 20)) {
            model.write(out, done -> progress.reach(done >> 20));
        }
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s: %,d parameters in %s, %.1f MiB%n",
                        out,
                        model.shape().parameters(),
                        type,
                        bytes / 0x1p20);
        spec.commandLine().getOut().flush();
    }

    private LlamaShape shape() {
        LlamaShape named = RandomModel.shape(shape);
        return new LlamaShape(
                or(layers, named.layers()),
                or(hidden, named.hidden()),
                or(heads, named.heads()),
                or(kvHeads, named.kvHeads()),
                or(feedForward, named.feedForward()),
                or(vocabulary, named.vocabulary()),
                or(context, named.context()),
                named.ropeBase());
    }

    private static int or(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }
}
