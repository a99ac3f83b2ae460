package dev.sangam.serve.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.serve.llama.ContextOptions;
import dev.sangam.serve.llama.LlamaBatch;
import dev.sangam.serve.llama.LlamaContext;
import dev.sangam.serve.llama.LlamaLibrary;
import dev.sangam.serve.llama.LlamaModel;
import dev.sangam.serve.llama.ModelOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One sequence at a time in a context of its own: its prompt in one batch, then token by token. */
final class Alone implements AutoCloseable {
    /**
     * Kernels add up in another order in another batch, and round to 16 bits, so that a logit may end a little off. Where
     * the two best logits are nearer than this, either may win.
     */
    private static final float TIE = 0.05f;

    private final LlamaModel model;
    private final LlamaContext context;
    private final LlamaBatch batch = new LlamaBatch(512);
    private final List<Float> margins = new ArrayList<>();

    Alone(Path path) {
        model = LlamaModel.open(LlamaLibrary.load(Optional.empty()), path, new ModelOptions(0, false));
        context = LlamaContext.open(model, ContextOptions.of(512, 512, 1, 1));
    }

    /** True when the outputs are equal; false when they part at a tie that rounding decides; else it fails. */
    boolean check(int[] prompt, List<Integer> output) {
        List<Integer> expected = output(prompt, output.size());
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.get(i).equals(output.get(i))) {
                assertThat(margins.get(i))
                        .as("margin at token %d of %s after %s", i, output, Arrays.toString(prompt))
                        .isLessThan(TIE);
                return false;
            }
        }
        return true;
    }

    private static float secondBest(float[] logits, int best) {
        float second = Float.NEGATIVE_INFINITY;
        for (int token = 0; token < logits.length; token++) {
            second = token == best ? second : Math.max(second, logits[token]);
        }
        return second;
    }

    private List<Integer> output(int[] prompt, int outputTokens) {
        context.clear(0);
        batch.clear();
        margins.clear();
        int last = -1;
        for (int i = 0; i < prompt.length; i++) {
            last = batch.add(prompt[i], i, 0, i == prompt.length - 1);
        }
        float[] logits = new float[model.vocabulary().size()];
        List<Integer> output = new ArrayList<>();
        while (output.size() < outputTokens) {
            context.decode(batch);
            context.logits(last, logits);
            int best = 0;
            for (int token = 1; token < logits.length; token++) {
                best = logits[token] > logits[best] ? token : best;
            }
            margins.add(logits[best] - secondBest(logits, best));
            output.add(best);
            batch.clear();
            last = batch.add(best, prompt.length + output.size() - 1, 0, true);
        }
        return output;
    }

    @Override
    public void close() {
        context.close();
        model.close();
    }
}
