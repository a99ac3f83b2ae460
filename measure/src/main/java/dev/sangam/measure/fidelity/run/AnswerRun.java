package dev.sangam.measure.fidelity.run;

import dev.sangam.core.InputException;
import dev.sangam.files.output.OutputFile;
import dev.sangam.measure.fidelity.Item;
import dev.sangam.measure.fidelity.ItemSet;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.PredictionHeader;
import dev.sangam.measure.fidelity.Predictor;
import dev.sangam.measure.fidelity.items.ItemFile;
import dev.sangam.measure.fidelity.saved.PredictionFile;
import dev.sangam.measure.fidelity.saved.PredictionWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;

/**
 * Has somebody answer sets of items, and keeps the answers group by group in a prediction file. What the file holds already is
 * not asked again, if it was answered by the same model under the same settings and is of a set that is the same still.
 */
public final class AnswerRun {
    private static final String SET = "set ";

    private final Path file;
    private final PredictionHeader header;
    private final List<ItemSet> sets;

    /** Told how a run goes. */
    public interface Watch {
        /** Earlier answers that are used again, and how many there are to be in all. */
        void known(int answers, int all);

        /** So many of a set are answered now. */
        void answered(String set, int done, int of);
    }

    /**
     * @param file where answers are kept
     * @param model what readers call who answers
     * @param settings all that changes the answers, but for the sets
     */
    public AnswerRun(Path file, String model, SequencedMap<String, String> settings, List<ItemSet> sets) {
        this.file = file;
        this.sets = List.copyOf(sets);
        SequencedMap<String, String> all = new LinkedHashMap<>(settings);
        for (ItemSet set : sets) {
            all.put(SET + set.name(), ItemFile.digest(set));
        }
        this.header = new PredictionHeader(model, all);
    }

    /**
     * Answers what is not answered yet.
     *
     * @param predictor asked for when there is something to answer
     * @return the answers to all items, in order
     */
    public List<Prediction> run(Supplier<Predictor> predictor, Watch watch) {
        prepare();
        try (PredictionWriter writer = PredictionWriter.open(file, header)) {
            int all = sets.stream().mapToInt(set -> set.items().size()).sum();
            watch.known(writer.kept().size(), all);
            List<Prediction> answers = new ArrayList<>();
            for (ItemSet set : sets) {
                List<Prediction> own = new ArrayList<>(writer.kept().stream()
                        .filter(answer -> answer.set().equals(set.name()))
                        .toList());
                requireSame(set, own);
                if (own.size() < set.items().size()) {
                    answer(set, own, predictor.get(), writer, watch);
                }
                answers.addAll(own);
            }
            return List.copyOf(answers);
        }
    }

    private static void answer(
            ItemSet set, List<Prediction> answers, Predictor predictor, PredictionWriter writer, Watch watch) {
        List<Item> items = set.items();
        watch.answered(set.name(), answers.size(), items.size());
        while (answers.size() < items.size()) {
            int from = answers.size();
            List<Item> group = items.subList(from, Math.min(items.size(), from + predictor.groupSize()));
            List<Prediction> predictions = predictor.predict(set.name(), group);
            if (predictions.size() != group.size()) {
                throw new IllegalStateException(
                        group.size() + " items of " + set.name() + " got " + predictions.size() + " answers");
            }
            writer.append(predictions);
            answers.addAll(predictions);
            watch.answered(set.name(), answers.size(), items.size());
        }
    }

    /** A file of other settings begins anew, with the sets that are the same still. */
    private void prepare() {
        if (!Files.exists(file)) {
            return;
        }
        PredictionFile.Kept kept = PredictionFile.keep(file);
        if (kept.header() != null && kept.header().equals(header)) {
            return;
        }
        List<Prediction> usable = kept.header() == null ? List.of() : usable(kept);
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw OutputFile.failure(file, e);
        }
        if (!usable.isEmpty()) {
            try (PredictionWriter writer = PredictionWriter.open(file, header)) {
                writer.append(usable);
            }
        }
    }

    /** Answers of the same model under the same settings, to sets that are asked now as they were then. */
    private List<Prediction> usable(PredictionFile.Kept kept) {
        SequencedMap<String, String> then =
                kept.header() == null ? new LinkedHashMap<>() : kept.header().settings();
        if (kept.header() == null || !withoutSets(then).equals(withoutSets(header.settings()))) {
            return List.of();
        }
        return kept.predictions().stream()
                .filter(answer -> {
                    String set = SET + answer.set();
                    return then.containsKey(set)
                            && then.get(set).equals(header.settings().get(set));
                })
                .toList();
    }

    private static SequencedMap<String, String> withoutSets(SequencedMap<String, String> settings) {
        SequencedMap<String, String> others = new LinkedHashMap<>(settings);
        others.keySet().removeIf(name -> name.startsWith(SET));
        return others;
    }

    private void requireSame(ItemSet set, List<Prediction> answers) {
        for (int i = 0; i < answers.size(); i++) {
            if (i >= set.items().size()
                    || !answers.get(i).id().equals(set.items().get(i).id())) {
                throw new InputException(file + ": the answers to " + set.name() + " are not in the order of its items."
                        + " Maybe --afresh");
            }
        }
    }
}
