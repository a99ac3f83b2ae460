package dev.sangam.lab;

import ai.djl.ndarray.NDManager;
import dev.sangam.files.gguf.LlamaShape;
import dev.sangam.files.gguf.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code train}: texts to model. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Trains a small model on a folder of texts and writes it as a GGUF file, now and then and at the end.")
final class TrainCommand implements Callable<Integer> {
    /** What the model claims; it is trained on rows of {@code --length}. */
    static final int CONTEXT = 2048;

    static final float ROPE_BASE = 10_000;
    private static final int HELD_ROWS = 64;
    private static final double SMOOTHING = 0.05;

    @Parameters(index = "0", paramLabel = "CORPUS", description = "folder of .txt files, as lab/corpus.sh makes it")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path corpusFolder;

    @Parameters(index = "1", paramLabel = "MODEL.gguf", description = "the file to write")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path target;

    @Option(
            names = "--from",
            paramLabel = "MODEL.gguf",
            showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description = "go on from a model that train has written; its shape and vocabulary are taken")
    private @Nullable Path from;

    @Option(names = "--steps", description = "how long to train")
    private int steps = 2200;

    @Option(names = "--seed", description = "of weights and of the order of samples")
    private long seed = 1;

    @Option(names = "--layers", description = "blocks of the model")
    private int layers = 4;

    @Option(names = "--hidden", description = "width of the model")
    private int hidden = 192;

    @Option(names = "--heads", description = "query heads")
    private int heads = 6;

    @Option(names = "--kv-heads", description = "key and value heads")
    private int kvHeads = 2;

    @Option(names = "--feed-forward", description = "width of the feed-forward layer")
    private int feedForward = 512;

    @Option(names = "--vocabulary", description = "tokens")
    private int vocabularySize = 3072;

    @Option(names = "--length", description = "tokens in a row")
    private int length = 256;

    @Option(names = "--rows", description = "rows in a step")
    private int rows = 8;

    @Option(names = "--rate", description = "the highest learning rate")
    private double rate = 2.5e-3;

    @Option(names = "--warmup", description = "steps until the highest rate")
    private int warmupSteps = 100;

    @Option(names = "--measure-every", description = "steps between measures, each of which writes the file")
    private int measureSteps = 100;

    @Override
    public Integer call() throws IOException {
        Corpus corpus = Corpus.read(corpusFolder);
        List<String> texts =
                corpus.training().stream().map(Corpus.Document::text).toList();
        SavedModel saved = from == null ? null : SavedModel.open(from);
        Tokenizer tokenizer =
                new Tokenizer(saved == null ? BytePairs.learn(texts, vocabularySize) : saved.vocabulary());
        System.out.printf(
                Locale.ROOT,
                "%d documents, %d characters, %d tokens; %d held out%n",
                texts.size(),
                texts.stream().mapToLong(String::length).sum(),
                texts.stream().mapToLong(t -> tokenizer.encode(t).size()).sum(),
                corpus.held().size());
        try (NDManager manager = NDManager.newBaseManager()) {
            Llama model = saved == null ? new Llama(manager, shape(), length, seed) : saved.load(manager, length);
            System.out.printf(Locale.ROOT, "%d parameters%n", model.shape().parameters());
            train(
                    corpus,
                    tokenizer,
                    model,
                    new Training(
                            manager, model, new AdamW(manager, model.weights().values(), rate, warmupSteps)));
        }
        return 0;
    }

    private LlamaShape shape() {
        return new LlamaShape(layers, hidden, heads, kvHeads, feedForward, vocabularySize, CONTEXT, ROPE_BASE);
    }

    private void train(Corpus corpus, Tokenizer tokenizer, Llama model, Training training) {
        Samples samples = new Samples(tokenizer, corpus.training(), new SplittableRandom(seed));
        List<int[]> held = draw(new Samples(tokenizer, corpus.held(), new SplittableRandom(0)), HELD_ROWS);
        List<Integer> prompt = Chat.prompt(tokenizer, "Tell me about the whale.");
        long start = System.nanoTime();
        double loss = Math.log(model.shape().vocabulary());
        for (int step = 1; step <= steps; step++) {
            loss += SMOOTHING * (training.step(draw(samples, rows), step / (double) steps) - loss);
            if (step % measureSteps == 0 || step == steps) {
                SavedModel.write(target, model, tokenizer.vocabulary());
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "step %d, %.0f s, %.0f tokens/s, training loss %.3f, held-out loss %.3f%n  %s%n",
                        step,
                        seconds,
                        step * (double) rows * length / seconds,
                        loss,
                        training.measure(held),
                        tokenizer
                                .decode(training.greedy(prompt, Vocabulary.MESSAGE_END))
                                .replace('\n', ' '));
            }
        }
    }

    private List<int[]> draw(Samples samples, int count) {
        List<int[]> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drawn.add(samples.row(length + 1));
        }
        return drawn;
    }
}
