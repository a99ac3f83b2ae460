package dev.sangam.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.sangam.measure.fidelity.Item;
import dev.sangam.measure.fidelity.items.ItemFile;
import dev.sangam.measure.fidelity.items.ItemOptions;
import dev.sangam.serve.models.ModelFiles;
import dev.sangam.serve.models.ModelReference;
import dev.sangam.serve.scoring.ChoiceScore;
import dev.sangam.serve.scoring.ChoiceScorer;
import dev.sangam.serve.scoring.ChoiceTask;
import dev.sangam.serve.scoring.ScoringModel;
import dev.sangam.serve.scoring.ScoringOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What it costs to score questions with options: each option from scratch, each question by itself, and questions in groups that
 * share their examples, by the same kernels in the same process. Run by {@code benchmarks/fidelity.sh}.
 */
public final class FidelityBenchmark {
    private static final int GROUP = 16;
    private static final int CONTEXT = 2048;
    private static final int BATCH = 512;
    private static final double USUAL_CHARACTERS_PER_TOKEN = 4.2;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private FidelityBenchmark() {}

    /**
     * A kind of question by the lengths of its parts in characters of English text.
     *
     * @param examples that stand before every question
     * @param option 0 where an option is a letter
     */
    private record Shape(String name, int examples, int question, int option) {}

    // The means of MMLU's first 20 questions a subject with their 5 examples, and of OpenBookQA's test set; HellaSwag's
    // are
    // about those of its validation set.
    private static final List<Shape> SHAPES = List.of(
            new Shape("MMLU-shaped, 5 examples", 2070, 388, 0),
            new Shape("OpenBookQA-shaped, no examples", 0, 55, 22),
            new Shape("OpenBookQA-shaped, 5 examples", 450, 55, 22),
            new Shape("HellaSwag-shaped, no examples", 0, 230, 110),
            new Shape("HellaSwag-shaped, 10 examples", 3400, 230, 110));

    /** Prints the figures: {@code FidelityBenchmark TEXT MODEL.gguf|demo... [--data FOLDER]}. */
    public static void main(String[] args) throws IOException {
        String text = Files.readString(Path.of(args[0])).replaceAll("\\s+", " ");
        int data = Arrays.asList(args).indexOf("--data");
        say("Questions per second of CPU time, on one thread:");
        say(
                "%-12s %-34s %14s %16s %16s %16s %14s",
                "model", "questions", "option, tokens", "option alone", "question alone", "in groups", "gain");
        for (String name : Arrays.asList(args).subList(1, data < 0 ? args.length : data)) {
            try (ScoringModel model = ScoringModel.open(file(name), options())) {
                for (Shape shape : SHAPES) {
                    measure(model, shape.name, tasks(model, shape, text));
                }
                if (data >= 0) {
                    measured(model, Path.of(args[data + 1]));
                }
            }
        }
    }

    private static ScoringOptions options() {
        return new ScoringOptions(CONTEXT, BATCH, 1, Optional.empty(), 0);
    }

    private static Path file(String name) {
        return ModelFiles.ofUser().file(ModelReference.parse(name), (done, total) -> {});
    }

    /** Questions of the shape's lengths, in tokens of this model as many as a usual tokenizer makes of such English text. */
    private static List<ChoiceTask> tasks(ScoringModel model, Shape shape, String text) {
        double scale = charactersPerToken(model, text) / USUAL_CHARACTERS_PER_TOKEN;
        Cutter cutter = new Cutter(text, scale);
        String examples = cutter.next(shape.examples) + (shape.examples > 0 ? "\n\n" : "");
        List<ChoiceTask> tasks = new ArrayList<>();
        for (int i = 0; i < GROUP; i++) {
            String context = examples + cutter.next(shape.question) + "\nAnswer:";
            List<String> options = shape.option == 0
                    ? letters(model)
                    : IntStream.range(0, 4)
                            .mapToObj(option -> " " + cutter.next(shape.option))
                            .toList();
            tasks.add(new ChoiceTask(context, options));
        }
        return tasks;
    }

    // A tokenizer of bytes makes two tokens of a space and a letter, where any other makes one.
    private static List<String> letters(ScoringModel model) {
        ChoiceTask spaced = new ChoiceTask("Answer:", List.of(" A"));
        boolean one = new ChoiceScorer(model)
                        .score(List.of(spaced))
                        .getFirst()
                        .tokens()
                        .getFirst()
                == 1;
        return one ? List.of(" A", " B", " C", " D") : List.of("A", "B", "C", "D");
    }

    private static double charactersPerToken(ScoringModel model, String text) {
        String part = text.substring(0, Math.min(text.length(), 1000));
        ChoiceTask task = new ChoiceTask("\n", List.of(part));
        return (double) part.length()
                / new ChoiceScorer(model)
                        .score(List.of(task))
                        .getFirst()
                        .tokens()
                        .getFirst();
    }

    /** The real sets, where the model's context is long enough. */
    private static void measured(ScoringModel model, Path data) {
        ItemOptions mmlu = ItemOptions.DEFAULT.withShotsFrom(data.resolve("eval/mmlu/dev.jsonl"));
        measure(model, "MMLU, 5 examples", items(data.resolve("eval/mmlu/test_first20_per_subject.jsonl"), mmlu));
        measure(
                model,
                "OpenBookQA, no examples",
                items(data.resolve("eval/openbookqa/test_500.jsonl"), ItemOptions.DEFAULT));
    }

    private static List<ChoiceTask> items(Path file, ItemOptions options) {
        return ItemFile.read(file, options).set().items().stream()
                .filter(item -> item instanceof Item.Choice)
                .map(item -> (Item.Choice) item)
                .map(item -> new ChoiceTask(item.context(), item.continuations()))
                .limit(GROUP)
                .toList();
    }

    private static void measure(ScoringModel model, String name, List<ChoiceTask> tasks) {
        ChoiceScorer scorer = new ChoiceScorer(model);
        List<ChoiceScore> group = scorer.score(tasks);
        double inGroups = cpuSeconds(() -> scorer.score(tasks)) / tasks.size();
        List<ChoiceTask> few = tasks.subList(0, inGroups < 0.1 ? tasks.size() : 3);
        double alone = cpuSeconds(() -> few.forEach(task -> scorer.score(List.of(task)))) / few.size();
        List<Double> scores = new ArrayList<>();
        double scratch = cpuSeconds(() -> few.forEach(task -> task.continuations()
                        .forEach(option ->
                                scores.add(scorer.score(List.of(new ChoiceTask(task.context(), List.of(option))))
                                        .getFirst()
                                        .logLikelihoods()
                                        .getFirst()))))
                / few.size();
        double worst = 0;
        for (int i = 0; i < scores.size(); i++) {
            worst = Math.max(
                    worst,
                    Math.abs(scores.get(i) - group.get(i / 4).logLikelihoods().get(i % 4)));
        }
        say(
                "%-12s %-34s %14.1f %16.2f %16.2f %16.2f %13.1fx  scores differ by %.1e%s",
                model.parameters() / 1_000_000 + " M",
                name,
                group.stream()
                        .flatMap(s -> s.tokens().stream())
                        .mapToInt(t -> t)
                        .average()
                        .orElse(0),
                1 / scratch,
                1 / alone,
                1 / inGroups,
                scratch / inGroups,
                worst,
                group.stream().anyMatch(ChoiceScore::truncated) ? "; some contexts were cut" : "");
    }

    private static double cpuSeconds(Runnable work) {
        long start = PROCESS.getProcessCpuTime();
        work.run();
        return (PROCESS.getProcessCpuTime() - start) / 1e9;
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** Cuts pieces of a text at words' ends, from its beginning again when it is used up. */
    private static final class Cutter {
        private final String text;
        private final double scale;
        private int at;

        Cutter(String text, double scale) {
            this.text = text;
            this.scale = scale;
        }

        String next(int characters) {
            int length = (int) Math.round(characters * scale);
            if (at + length + 30 > text.length()) {
                at = 0;
            }
            int end = length == 0 ? at : Math.max(at, text.indexOf(' ', at + length - 1));
            String piece = text.substring(at, end);
            at = end + (length == 0 ? 0 : 1);
            return piece;
        }
    }
}
