package dev.sangam.serve.scoring;

import dev.sangam.core.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers by the likeliest token, the first of equals, for several prompts at once. What all prompts of a group begin with is
 * computed once.
 */
public final class GreedyGenerator {
    private final ScoringModel model;

    /** A generator by a model, which stays the caller's. */
    public GreedyGenerator(ScoringModel model) {
        this.model = model;
    }

    /**
     * Answers a group. The batches depend on the group, the model's options and its answers alone, so that the same group has
     * the same answers; in another group an answer may differ where rounding decides. A prompt that leaves no room for the
     * answer in the model's context loses its first tokens, as in lm-evaluation-harness.
     *
     * @throws InputException when an answer may be as long as the model's context, or a prompt is empty
     */
    public List<Generated> generate(List<GenerationTask> group) {
        return model.call(KernelUse.FEW_TOKENS, kernels -> {
            List<Answer> answers = new ArrayList<>();
            for (GenerationTask task : group) {
                answers.add(new Answer(model, task));
            }
            int prefix = prefix(answers);
            if (!answers.isEmpty()) {
                kernels.prefix(answers.getFirst().prompt(), prefix);
            }
            int from = 0;
            while (from < answers.size()) {
                int to = from;
                int room = kernels.cells() - prefix;
                do {
                    room -= answers.get(to++).mostTokens() - prefix;
                } while (to < answers.size()
                        && to - from < kernels.slots() - 1
                        && answers.get(to).mostTokens() - prefix <= room);
                answer(kernels, answers.subList(from, to), prefix);
                from = to;
            }
            return answers.stream().map(Answer::generated).toList();
        });
    }

    /** Whether a prompt and its answer may be longer than the model's context, so that the prompt loses its first tokens. */
    public boolean truncates(GenerationTask task) {
        return new Answer(model, task).truncated();
    }

    /** How many first tokens all prompts share, but for the last one of any. */
    private static int prefix(List<Answer> answers) {
        int prefix = answers.size() < 2 ? 0 : Integer.MAX_VALUE;
        for (Answer answer : answers) {
            int[] first = answers.getFirst().prompt();
            prefix = Math.min(prefix, ChoiceTokens.common(first, answer.prompt()));
            prefix = Math.min(prefix, answer.prompt().length - 1);
        }
        return prefix;
    }

    private static void answer(Kernels kernels, List<Answer> answers, int prefix) {
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            int[] prompt = answer.prompt();
            kernels.share(Kernels.PREFIX, 1 + i);
            for (int position = prefix; position < prompt.length; position++) {
                kernels.add(1 + i, prompt[position], position == prompt.length - 1 ? answer : null);
            }
        }
        kernels.flush();
        boolean more = true;
        while (more) {
            more = false;
            for (int i = 0; i < answers.size(); i++) {
                Answer answer = answers.get(i);
                if (!answer.ended()) {
                    kernels.add(1 + i, answer.last(), answer);
                    more = true;
                }
            }
            kernels.flush();
        }
        for (int i = 0; i < answers.size(); i++) {
            kernels.clear(1 + i);
        }
    }
}
