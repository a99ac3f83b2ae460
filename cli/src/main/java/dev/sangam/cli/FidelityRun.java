package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.ItemSet;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.Predictor;
import dev.sangam.measure.fidelity.ScoredText;
import dev.sangam.measure.fidelity.TokenComparison;
import dev.sangam.measure.fidelity.run.AnswerRun;
import dev.sangam.measure.fidelity.run.KeptToken;
import dev.sangam.measure.fidelity.run.TokenJournal;
import dev.sangam.measure.fidelity.saved.SavedPredictions;
import dev.sangam.serve.scoring.LogitRows;
import dev.sangam.serve.scoring.ScoringModel;
import dev.sangam.serve.scoring.TextScorer;
import dev.sangam.serve.scoring.TextWindows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/** Has a base and others answer all that is asked, and keeps it in the folder of the results as it comes. */
final class FidelityRun {
    private final FidelityModels models;
    private final FidelityFolder folder;
    private final FidelityWatch watch;

    FidelityRun(FidelityModels models, FidelityFolder folder, FidelityWatch watch) {
        this.models = models;
        this.folder = folder;
        this.watch = watch;
    }

    /** What a side answers to sets of items; what is saved is taken as it is. */
    List<Prediction> answers(FidelitySide side, List<ItemSet> sets) {
        return switch (side.source()) {
            case FidelitySource.Model model ->
                sets.isEmpty()
                        ? List.of()
                        : answers(
                                side,
                                sets,
                                models.settings(side, model.file()),
                                new ModelPredictor(
                                        models.of(side, model.file()), side.shape().groupSize()));
            case FidelitySource.Remote remote -> throw new InputException(remote.address() + " cannot be asked yet");
            case FidelitySource.Answers saved -> saved(saved, sets);
            case FidelitySource.Logits logits -> List.of();
        };
    }

    private List<Prediction> answers(
            FidelitySide side, List<ItemSet> sets, SequencedMap<String, String> settings, Predictor predictor) {
        AnswerRun run =
                new AnswerRun(folder.answers(side.key()), side.source().name(), settings, sets);
        return run.run(() -> predictor, watch.answersOf(side.key()));
    }

    /** All of them, or those to the sets that the other side is asked now. */
    private static List<Prediction> saved(FidelitySource.Answers saved, List<ItemSet> sets) {
        List<Prediction> all = SavedPredictions.read(saved.file()).predictions();
        if (sets.isEmpty()) {
            return all;
        }
        Set<String> asked = sets.stream().map(ItemSet::name).collect(Collectors.toSet());
        List<Prediction> wanted =
                all.stream().filter(answer -> asked.contains(answer.set())).toList();
        if (wanted.isEmpty()) {
            throw new InputException(saved.file() + ": has no answers to " + String.join(", ", asked)
                    + ", only to " + String.join(", ", all.stream().map(Prediction::set).distinct().toList())
                    + ". Maybe --questions NAME=FILE, with the name that the file has");
        }
        return wanted;
    }

    /**
     * Lets models read a text side by side.
     *
     * @param base whose windows are read once for all others
     * @param others models, each with its side
     * @return what is known of the text, by the key of the side
     */
    Map<String, ScoredText> read(
            AskedText text, TextWindows windows, FidelitySide base, SequencedMap<FidelitySide, ScoringModel> others) {
        FidelitySource.Model ofBase = (FidelitySource.Model) base.source();
        ScoringModel model = models.of(base, ofBase.file());
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        models.settings(base, ofBase.file()).forEach((name, value) -> settings.put("base " + name, value));
        settings.put("text", text.digest());
        return read(text.name(), windows, settings, TokenComparison.Tail.WHOLE, others, (candidates, from, listener) ->
                TextScorer.score(model, windows, candidates, from, listener));
    }

    /** The same with a base of which only the logits are at hand. */
    Map<String, ScoredText> read(
            String name, LogitRows base, SequencedMap<String, String> settings, SequencedMap<FidelitySide, ScoringModel> others) {
        return read(name, base.text(), settings, TokenComparison.Tail.FLOORED, others, (candidates, from, listener) ->
                TextScorer.score(base, candidates, from, listener));
    }

    private interface Reading {
        void run(List<ScoringModel> candidates, int fromWindow, FidelityTexts listener);
    }

    private Map<String, ScoredText> read(
            String name,
            TextWindows windows,
            SequencedMap<String, String> settings,
            TokenComparison.Tail tail,
            SequencedMap<FidelitySide, ScoringModel> others,
            Reading reading) {
        SequencedMap<FidelitySide, TokenJournal> journals = new LinkedHashMap<>();
        try {
            others.forEach((side, model) -> journals.put(side, open(name, windows, settings, side)));
            finish(name, windows, tail, others, journals, reading);
            ScoringModel vocabulary = others.firstEntry().getValue();
            SequencedMap<String, ScoredText> texts = new LinkedHashMap<>();
            journals.forEach((side, journal) -> {
                List<List<KeptToken>> kept = journal.windows().subList(0, windows.windows());
                texts.put(side.key(), FidelityTexts.scored(name, windows, kept, vocabulary));
            });
            return texts;
        } finally {
            journals.values().forEach(TokenJournal::close);
        }
    }

    private TokenJournal open(
            String name, TextWindows windows, SequencedMap<String, String> settings, FidelitySide side) {
        SequencedMap<String, String> all = new LinkedHashMap<>(settings);
        all.put("window", windows.windowTokens() + " tokens from " + windows.firstPosition());
        FidelitySource.Model model = (FidelitySource.Model) side.source();
        models.settings(side, model.file()).forEach((key, value) -> all.put("candidate " + key, value));
        TokenJournal journal = TokenJournal.open(folder.tokens(side.key(), name), all, false);
        int known = Math.min(journal.windows().size(), windows.windows());
        watch.known(side.key() + ", " + name, known, windows.windows(), "windows");
        return journal;
    }

    private void finish(
            String name,
            TextWindows windows,
            TokenComparison.Tail tail,
            Map<FidelitySide, ScoringModel> models,
            Map<FidelitySide, TokenJournal> journals,
            Reading reading) {
        List<ScoringModel> candidates = new ArrayList<>();
        List<TokenJournal> open = new ArrayList<>();
        int from = windows.windows();
        for (var each : journals.entrySet()) {
            int known = each.getValue().windows().size();
            if (known < windows.windows()) {
                candidates.add(models.get(each.getKey()));
                open.add(each.getValue());
                from = Math.min(from, known);
            }
        }
        if (!open.isEmpty()) {
            reading.run(
                    candidates,
                    from,
                    new FidelityTexts(open, tail, done -> watch.at("text: " + name, done, windows.windows())));
        }
    }
}
