package dev.sangam.serve.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Scores continuations by the conventions of lm-evaluation-harness: spaces at a context's end go to the continuations, both are
 * made tokens together, and a continuation's score is the sum of the logarithms of its tokens' probabilities. As in
 * llama.cpp a text begins with the model's own beginning token, where it has one.
 *
 * <p>A sequence longer than the model's context loses its first tokens, as it does there; its score says so.
 *
 * <p>What tasks have in common is computed once: the tokens with which neighbours of a group begin (earlier examples), and the
 * context of a task's continuations. Continuations of one token need no computation of their own.
 */
public final class ChoiceScorer {
    private final ScoringModel model;

    /** A scorer by a model, which stays the caller's. */
    public ChoiceScorer(ScoringModel model) {
        this.model = model;
    }

    /**
     * Scores a group. The batches depend on the group and the model's options alone, so that the same group has the same scores,
     * bit for bit; in another group a task's scores may differ by rounding.
     *
     * @throws dev.sangam.core.InputException when a continuation is empty, or longer than the model's context
     */
    public List<ChoiceScore> score(List<ChoiceTask> group) {
        return model.call(KernelUse.MANY_TOKENS, kernels -> {
            List<Scoring> tasks = new ArrayList<>();
            for (ChoiceTask task : group) {
                tasks.add(new Scoring(tokens(task)));
            }
            for (PrefixRuns.Run run :
                    PrefixRuns.of(tasks.stream().map(t -> t.tokens).toList())) {
                kernels.prefix(tasks.get(run.from()).tokens.sequences()[0], run.prefix());
                new ChoiceRun(kernels, run.prefix(), tasks.subList(run.from(), run.to())).compute();
            }
            return tasks.stream().map(Scoring::score).toList();
        });
    }

    /** Whether a task is longer than the model's context, and loses its first tokens. */
    public boolean truncates(ChoiceTask task) {
        return tokens(task).truncated();
    }

    private ChoiceTokens tokens(ChoiceTask task) {
        return ChoiceTokens.of(task, model.texts(), model.beginning(), model.contextTokens());
    }

    /** A task and what is known of its continuations. */
    static final class Scoring {
        final ChoiceTokens tokens;
        private final double[] sums;

        Scoring(ChoiceTokens tokens) {
            this.tokens = tokens;
            sums = new double[tokens.sequences().length];
        }

        /** A reader for the logits after a token of one continuation. */
        Kernels.RowReader reader(int option, int position) {
            return logits -> sums[option] += logits[tokens.sequences()[option][position + 1]] - LogSum.of(logits);
        }

        /** A reader for the logits after a token of the stem, which may tell of several continuations. */
        Kernels.RowReader reader(int position) {
            return logits -> {
                double total = LogSum.of(logits);
                for (int option = 0; option < sums.length; option++) {
                    if (position >= tokens.starts()[option] - 1) {
                        sums[option] += logits[tokens.sequences()[option][position + 1]] - total;
                    }
                }
            };
        }

        /** Whether the logits after a token of the stem tell of any continuation. */
        boolean counts(int position) {
            return Arrays.stream(tokens.starts()).anyMatch(start -> position >= start - 1);
        }

        ChoiceScore score() {
            List<Integer> counts = new ArrayList<>();
            for (int option = 0; option < sums.length; option++) {
                counts.add(tokens.sequences()[option].length - tokens.starts()[option]);
            }
            return new ChoiceScore(Arrays.stream(sums).boxed().toList(), counts, tokens.truncated());
        }
    }
}
