package dev.sangam.cli;

import dev.sangam.measure.fidelity.Item;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.Predictor;
import dev.sangam.serve.scoring.ChoiceScore;
import dev.sangam.serve.scoring.ChoiceScorer;
import dev.sangam.serve.scoring.ChoiceTask;
import dev.sangam.serve.scoring.Generated;
import dev.sangam.serve.scoring.GenerationTask;
import dev.sangam.serve.scoring.GreedyGenerator;
import dev.sangam.serve.scoring.ScoringModel;
import java.util.ArrayList;
import java.util.List;

/** Lets a model of this process answer items. */
final class ModelPredictor implements Predictor {
    private final ScoringModel model;
    private final int groupSize;

    /**
     * @param model which stays the caller's
     * @param groupSize items that are computed together
     */
    ModelPredictor(ScoringModel model, int groupSize) {
        this.model = model;
        this.groupSize = groupSize;
    }

    @Override
    public int groupSize() {
        return groupSize;
    }

    @Override
    public List<Prediction> predict(String set, List<Item> group) {
        return switch (group.getFirst()) {
            case Item.Choice first ->
                choices(set, group.stream().map(item -> kind(first, item)).toList());
            case Item.Open first ->
                answers(set, group.stream().map(item -> kind(first, item)).toList());
        };
    }

    /** How many items are longer than the model's context, so that it does not read how they begin. */
    static long truncated(ScoringModel model, List<Item> items) {
        var choices = new ChoiceScorer(model);
        var answers = new GreedyGenerator(model);
        return items.stream()
                .filter(item -> switch (item) {
                    case Item.Choice choice -> choices.truncates(task(choice));
                    case Item.Open open -> answers.truncates(task(open));
                })
                .count();
    }

    private static ChoiceTask task(Item.Choice item) {
        return new ChoiceTask(item.context(), item.continuations());
    }

    private static GenerationTask task(Item.Open item) {
        return new GenerationTask(item.prompt(), item.chat(), item.stops(), item.maxTokens());
    }

    /** All items of a set are of one kind. */
    @SuppressWarnings("unchecked")
    private static <T extends Item> T kind(T first, Item item) {
        return (T) first.getClass().cast(item);
    }

    private List<Prediction> choices(String set, List<Item.Choice> items) {
        List<ChoiceScore> scores = new ChoiceScorer(model)
                .score(items.stream().map(ModelPredictor::task).toList());
        List<Prediction> result = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Item.Choice item = items.get(i);
            List<Double> likelihoods = scores.get(i).logLikelihoods();
            result.add(new Prediction.Choice(
                    set,
                    item.id(),
                    item.question(),
                    item.options(),
                    item.answer(),
                    best(likelihoods),
                    likelihoods,
                    item.characters()));
        }
        return result;
    }

    /** The first of equals. */
    private static int best(List<Double> likelihoods) {
        int best = 0;
        for (int i = 1; i < likelihoods.size(); i++) {
            best = likelihoods.get(i) > likelihoods.get(best) ? i : best;
        }
        return best;
    }

    private List<Prediction> answers(String set, List<Item.Open> items) {
        List<Generated> answers = new GreedyGenerator(model)
                .generate(items.stream().map(ModelPredictor::task).toList());
        List<Prediction> result = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Item.Open item = items.get(i);
            Generated answer = answers.get(i);
            result.add(new Prediction.Open(
                    set,
                    item.id(),
                    item.question(),
                    item.expected(),
                    answer.text(),
                    answer.tokens().stream().map(String::valueOf).toList()));
        }
        return result;
    }
}
