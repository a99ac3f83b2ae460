package dev.sangam.cli;

import dev.sangam.files.output.Figures;
import dev.sangam.measure.fidelity.items.ReadItems;
import dev.sangam.measure.fidelity.report.ModelFacts;
import dev.sangam.measure.report.Fact;
import dev.sangam.serve.scoring.ModelSpeed;
import dev.sangam.serve.scoring.ScoringModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What was compared on what, for people. */
final class FidelityFacts {
    private FidelityFacts() {}

    /** What is known of a side. */
    static ModelFacts of(FidelitySide side, FidelityModels models) {
        return switch (side.source()) {
            case FidelitySource.Model source -> {
                ScoringModel model = models.of(side, source.file());
                yield new ModelFacts(
                        source.name(),
                        source.file().toString(),
                        OptionalLong.of(model.fileBytes()),
                        OptionalDouble.of(model.bitsPerWeight()),
                        Optional.empty());
            }
            case FidelitySource.Remote remote -> ModelFacts.named(remote.name(), remote.address());
            case FidelitySource.Answers saved ->
                ModelFacts.named(saved.name(), saved.file().toString());
            case FidelitySource.Logits logits ->
                ModelFacts.named(logits.name(), logits.file().toString());
        };
    }

    /** The same, with the speed of a model of this process, which takes a second to measure. */
    static ModelFacts measured(FidelitySide side, FidelityModels models) {
        ModelFacts facts = of(side, models);
        FidelitySource.Model source = (FidelitySource.Model) side.source();
        ModelSpeed speed = models.of(side, source.file()).speed();
        return new ModelFacts(
                facts.name(),
                facts.source(),
                facts.fileBytes(),
                facts.bitsPerWeight(),
                Optional.of(new ModelFacts.Speed(speed.prefillTokensPerSecond(), speed.decodeTokensPerSecond())));
    }

    /**
     * What was asked, and what a reader should know of it.
     *
     * @param model one of those that were asked; empty when none is of this process
     */
    static List<Fact> asked(
            List<ReadItems> sets, List<FidelityRun.Cut> texts, List<String> notes, Optional<ScoringModel> model) {
        List<Fact> facts = new ArrayList<>();
        for (ReadItems set : sets) {
            facts.add(new Fact("asked", set(set)));
            if (set.withoutAnswer() > 0) {
                facts.add(new Fact(
                        "note",
                        Figures.count(set.withoutAnswer()) + " items of "
                                + set.set().name()
                                + " have no right answer: they count for agreement and divergence, not for flips"));
            }
            long truncated = model.map(
                            asked -> ModelPredictor.truncated(asked, set.set().items()))
                    .orElse(0L);
            if (truncated > 0) {
                facts.add(new Fact(
                        "note",
                        Figures.count(truncated) + " items of " + set.set().name()
                                + " are longer than the context of "
                                + Figures.count(model.orElseThrow().contextTokens())
                                + " tokens: the model did not read how they begin. Maybe fewer --shots"));
            }
        }
        for (FidelityRun.Cut cut : texts) {
            facts.add(new Fact(
                    "read",
                    cut.text().name() + ", " + Figures.count(cut.windows().windows()) + " windows of "
                            + Figures.count(cut.windows().windowTokens()) + " tokens, from each "
                            + Figures.count(cut.windows().rows()) + " scored"));
        }
        notes.forEach(note -> facts.add(new Fact("note", note)));
        return facts;
    }

    private static String set(ReadItems set) {
        int items = set.set().items().size();
        String part = items + set.shots() < set.inFile() ? " of " + Figures.count(set.inFile()) : "";
        String shots = set.shots() > 0 ? ", after " + set.shots() + " examples each" : "";
        return set.set().name() + ", " + Figures.count(items) + part + " items" + shots;
    }
}
