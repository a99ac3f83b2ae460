package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.calibration.ModelFile;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.ItemSet;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.Predictor;
import dev.sangam.measure.fidelity.ScoredText;
import dev.sangam.measure.fidelity.TokenComparison;
import dev.sangam.measure.fidelity.remote.EndpointPredictor;
import dev.sangam.measure.fidelity.run.AnswerRun;
import dev.sangam.measure.fidelity.run.KeptToken;
import dev.sangam.measure.fidelity.run.TokenJournal;
import dev.sangam.measure.fidelity.saved.LogitsFile;
import dev.sangam.measure.fidelity.saved.SavedPredictions;
import dev.sangam.serve.scoring.ScoringModel;
import dev.sangam.serve.scoring.TextScorer;
import dev.sangam.serve.scoring.TextWindows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/** Has a base and others answer all that is asked, keeps it in the folder of the results as it comes, and compares. */
final class FidelityRun {
    private final FidelityModels models;
    private final FidelityEndpoints endpoints;
    private final FidelityWatch watch;

    FidelityRun(FidelityModels models, FidelityEndpoints endpoints, FidelityWatch watch) {
        this.models = models;
        this.endpoints = endpoints;
        this.watch = watch;
    }

    /**
     * A text as the base's tokens.
     *
     * @param text that is read
     * @param windows of it
     */
    record Cut(AskedText text, TextWindows windows) {}

    /**
     * Finds out whether all can answer, before anybody is asked.
     *
     * @param sides the base first
     * @throws InputException when a file is damaged, an endpoint cannot be reached, or the models do not fit together
     */
    void open(List<FidelitySide> sides) {
        for (FidelitySide side : sides) {
            switch (side.source()) {
                case FidelitySource.Model model -> models.of(side, model.file());
                case FidelitySource.Remote remote -> endpoints.of(side, remote);
                case FidelitySource.Answers saved -> SavedPredictions.read(saved.file());
                case FidelitySource.Logits logits ->
                    LogitsFile.open(logits.file()).close();
            }
        }
    }

    /** Each of the others against the base, by its key. */
    SequencedMap<String, Comparison> compare(
            FidelitySide base, List<FidelitySide> others, List<ItemSet> sets, List<Cut> texts, FidelityFolder folder) {
        List<Prediction> ofBase = answers(base, sets, folder);
        SequencedMap<FidelitySide, List<Prediction>> answers = new LinkedHashMap<>();
        others.forEach(side -> answers.put(side, answers(side, sets, folder)));
        Map<String, List<ScoredText>> read = new HashMap<>();
        for (Cut text : texts) {
            read(text, base, others, folder)
                    .forEach((key, scored) ->
                            read.computeIfAbsent(key, k -> new ArrayList<>()).add(scored));
        }
        SequencedMap<String, Comparison> result = new LinkedHashMap<>();
        answers.forEach((side, ofSide) -> result.put(
                side.key(), Comparison.of(ofBase, ofSide, read.getOrDefault(side.key(), List.of()), Comparison.SEED)));
        return result;
    }

    /** A candidate against a base of which only the logits on a text are at hand. */
    Comparison compareToLogits(
            FidelitySource.Logits base, FidelitySide candidate, int maxWindows, FidelityFolder folder) {
        try (LogitsFile file = LogitsFile.open(base.file())) {
            StoredLogits rows = new StoredLogits(file, maxWindows);
            SequencedMap<String, String> settings = new LinkedHashMap<>();
            settings.put("base", ModelFile.of(base.file()).fingerprint());
            Map<String, ScoredText> texts = read(
                    base.name(),
                    rows.text(),
                    settings,
                    TokenComparison.Tail.STORED,
                    List.of(candidate),
                    folder,
                    (candidates, from, listener) -> TextScorer.score(rows, candidates, from, listener));
            return Comparison.of(List.of(), List.of(), List.copyOf(texts.values()), Comparison.SEED);
        }
    }

    /** What a side answers to sets of items; what is saved is taken as it is. */
    private List<Prediction> answers(FidelitySide side, List<ItemSet> sets, FidelityFolder folder) {
        return switch (side.source()) {
            case FidelitySource.Model model ->
                sets.isEmpty()
                        ? List.of()
                        : answers(
                                side,
                                sets,
                                models.settings(side, model.file()),
                                new ModelPredictor(
                                        models.of(side, model.file()),
                                        side.shape().groupSize()),
                                folder);
            case FidelitySource.Remote remote -> {
                EndpointPredictor predictor = endpoints.of(side, remote);
                SequencedMap<String, String> settings =
                        new LinkedHashMap<>(predictor.header().settings());
                settings.put("items at a time", Integer.toString(predictor.groupSize()));
                yield answers(side, sets, settings, predictor, folder);
            }
            case FidelitySource.Answers saved -> saved(saved, sets);
            case FidelitySource.Logits logits -> List.of();
        };
    }

    private List<Prediction> answers(
            FidelitySide side,
            List<ItemSet> sets,
            SequencedMap<String, String> settings,
            Predictor predictor,
            FidelityFolder folder) {
        AnswerRun run = new AnswerRun(folder.answers(side.key()), side.source().name(), settings, sets);
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
                    + ", only to "
                    + String.join(
                            ", ", all.stream().map(Prediction::set).distinct().toList())
                    + ". Maybe --questions NAME=FILE, with the name that the file has");
        }
        return wanted;
    }

    private Map<String, ScoredText> read(
            Cut text, FidelitySide base, List<FidelitySide> others, FidelityFolder folder) {
        FidelitySource.Model ofBase = (FidelitySource.Model) base.source();
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        models.settings(base, ofBase.file()).forEach((name, value) -> settings.put("base " + name, value));
        settings.put("text", text.text().digest());
        return read(
                text.text().name(),
                text.windows(),
                settings,
                TokenComparison.Tail.WHOLE,
                others,
                folder,
                (candidates, from, listener) ->
                        TextScorer.score(models.of(base, ofBase.file()), text.windows(), candidates, from, listener));
    }

    private interface Reading {
        void run(List<ScoringModel> candidates, int fromWindow, FidelityTexts listener);
    }

    /** Lets models read a text side by side, and gives what is known of it then, by the key of the side. */
    private Map<String, ScoredText> read(
            String name,
            TextWindows windows,
            SequencedMap<String, String> settings,
            TokenComparison.Tail tail,
            List<FidelitySide> others,
            FidelityFolder folder,
            Reading reading) {
        SequencedMap<FidelitySide, TokenJournal> journals = new LinkedHashMap<>();
        try {
            others.forEach(side -> journals.put(side, open(name, windows, settings, side, folder)));
            finish(name, windows, tail, journals, reading);
            ScoringModel vocabulary = model(others.getFirst());
            Map<String, ScoredText> texts = new HashMap<>();
            journals.forEach((side, journal) -> {
                List<List<KeptToken>> kept = journal.windows().subList(0, windows.windows());
                texts.put(side.key(), FidelityTexts.scored(name, windows, kept, vocabulary));
            });
            return texts;
        } finally {
            journals.values().forEach(TokenJournal::close);
        }
    }

    /** The model of a side that is one of this process. */
    ScoringModel model(FidelitySide side) {
        return models.of(side, ((FidelitySource.Model) side.source()).file());
    }

    /** One of the sides' models of this process; empty when none has one. */
    Optional<ScoringModel> anyModel(List<FidelitySide> sides) {
        return sides.stream()
                .filter(side -> side.source() instanceof FidelitySource.Model)
                .findFirst()
                .map(this::model);
    }

    private TokenJournal open(
            String name,
            TextWindows windows,
            SequencedMap<String, String> settings,
            FidelitySide side,
            FidelityFolder folder) {
        SequencedMap<String, String> all = new LinkedHashMap<>(settings);
        all.put("window", windows.windowTokens() + " tokens from " + windows.firstPosition());
        models.settings(side, model(side).file()).forEach((key, value) -> all.put("candidate " + key, value));
        TokenJournal journal = TokenJournal.open(folder.tokens(side.key(), name), all, false);
        int known = Math.min(journal.windows().size(), windows.windows());
        watch.known(side.key() + ", " + name, known, windows.windows(), "windows");
        return journal;
    }

    private void finish(
            String name,
            TextWindows windows,
            TokenComparison.Tail tail,
            Map<FidelitySide, TokenJournal> journals,
            Reading reading) {
        List<ScoringModel> candidates = new ArrayList<>();
        List<TokenJournal> open = new ArrayList<>();
        int from = windows.windows();
        for (var each : journals.entrySet()) {
            int known = each.getValue().windows().size();
            if (known < windows.windows()) {
                candidates.add(model(each.getKey()));
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
