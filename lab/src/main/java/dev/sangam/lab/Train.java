package dev.sangam.lab;

import ai.djl.ndarray.NDManager;
import dev.sangam.files.gguf.GgufValue;
import dev.sangam.files.gguf.LlamaFile;
import dev.sangam.files.gguf.LlamaShape;
import dev.sangam.files.gguf.TensorType;
import dev.sangam.files.gguf.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains the demo model; {@code lab/train.sh} runs it. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Trains a small model on a folder of texts and writes it as a GGUF file, now and then and at the end.")
final class Train implements Callable<Integer> {
    private static final int HELD_ROWS = 64;

    @Parameters(index = "0", paramLabel = "CORPUS", description = "folder of .txt files, as lab/corpus.sh makes it")
    private Path corpusFolder = Path.of("");

    @Parameters(index = "1", paramLabel = "MODEL.gguf", description = "the file to write")
    private Path target = Path.of("");

    @Option(names = "--steps", description = "how long to train")
    private int steps = 4000;

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
    private int vocabulary = 3072;

    @Option(names = "--length", description = "tokens in a row")
    private int length = 256;

    @Option(names = "--rows", description = "rows in a step")
    private int rows = 8;

    @Option(names = "--rate", description = "the highest learning rate")
    private double rate = 3e-3;

    @Option(names = "--warmup", description = "steps until the highest rate")
    private int warmupSteps = 100;

    @Option(names = "--measure-every", description = "steps between measures, each of which writes the file")
    private int measureSteps = 250;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Train()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        long start = System.nanoTime();
        Corpus corpus = Corpus.read(corpusFolder);
        List<String> texts =
                corpus.training().stream().map(d -> String.join(" ", d)).toList();
        Tokenizer tokenizer = new Tokenizer(BytePairs.learn(texts, vocabulary));
        long characters = texts.stream().mapToLong(String::length).sum();
        long tokens = texts.stream().mapToLong(t -> tokenizer.encode(t).size()).sum();
        LlamaShape shape = new LlamaShape(layers, hidden, heads, kvHeads, feedForward, vocabulary, 2048, 10_000);
        say(
                "%d documents, %d characters, %d tokens; %d held out; %d parameters; tokenizer after %.1f s%n",
                texts.size(), characters, tokens, corpus.held().size(), shape.parameters(), seconds(start));
        RandomGenerator random = new SplittableRandom(seed);
        Samples samples = new Samples(tokenizer, corpus.training(), random);
        Samples heldSamples = new Samples(tokenizer, corpus.held(), new SplittableRandom(0));
        List<int[]> held = draw(heldSamples, HELD_ROWS);
        try (NDManager manager = NDManager.newBaseManager()) {
            Llama model = new Llama(manager, shape, length, seed);
            Training training = new Training(
                    manager, model, new AdamW(manager, model.weights().values(), rate, warmupSteps));
            start = System.nanoTime();
            double smooth = Math.log(vocabulary);
            for (int step = 1; step <= steps; step++) {
                smooth += 0.05 * (training.step(draw(samples, rows), step / (double) steps) - smooth);
                if (step % measureSteps == 0 || step == steps) {
                    say(
                            "step %d, %.0f s, %.0f tokens/s, training loss %.3f, held-out loss %.3f%n",
                            step,
                            seconds(start),
                            step * (double) rows * length / seconds(start),
                            smooth,
                            training.measure(held));
                    say(
                            "  %s%n",
                            answer(tokenizer, training, "Tell me about the whale.")
                                    .replace('\n', ' '));
                    write(model, tokenizer.vocabulary());
                }
            }
        }
        return 0;
    }

    private List<int[]> draw(Samples samples, int count) {
        List<int[]> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drawn.add(samples.row(length + 1));
        }
        return drawn;
    }

    private static String answer(Tokenizer tokenizer, Training training, String question) {
        List<Integer> prompt = new ArrayList<>();
        prompt.add(Vocabulary.MESSAGE_START);
        prompt.addAll(tokenizer.encode("user\n" + question));
        prompt.add(Vocabulary.MESSAGE_END);
        prompt.addAll(tokenizer.encode("\n"));
        prompt.add(Vocabulary.MESSAGE_START);
        prompt.addAll(tokenizer.encode("assistant\n"));
        return tokenizer.decode(training.greedy(prompt, Vocabulary.MESSAGE_END));
    }

    private void write(Llama model, Vocabulary words) {
        LlamaFile.writer("Sangam Demo", model.shape(), words, TensorType.F16)
                .metadata("general.license", GgufValue.of("cc0-1.0"))
                .write(target, new Weights(model), bytes -> {});
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
