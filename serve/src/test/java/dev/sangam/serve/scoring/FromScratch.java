package dev.sangam.serve.scoring;

import dev.sangam.serve.llama.ContextOptions;
import dev.sangam.serve.llama.DecodeStatus;
import dev.sangam.serve.llama.LlamaBatch;
import dev.sangam.serve.llama.LlamaContext;
import dev.sangam.serve.llama.LlamaLibrary;
import dev.sangam.serve.llama.LlamaModel;
import dev.sangam.serve.llama.LlamaVocabulary;
import dev.sangam.serve.llama.ModelOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** One sequence at a time, computed in one batch with all its logits: what everything else must equal. */
final class FromScratch implements AutoCloseable {
    private static final int MOST_TOKENS = 1024;

    private final LlamaModel model;
    private final LlamaContext context;
    private final LlamaBatch batch = new LlamaBatch(MOST_TOKENS);

    FromScratch(Path file) {
        model = LlamaModel.open(LlamaLibrary.load(Optional.empty()), file, new ModelOptions(0, false));
        context = LlamaContext.open(model, ContextOptions.of(MOST_TOKENS, MOST_TOKENS, 1, MOST_TOKENS, 1));
    }

    int[] tokens(String text) {
        return model.vocabulary().tokenize(text, true, false);
    }

    /** The same, after the token that begins a text even where the model does not want it. */
    int[] begun(String text) {
        int[] tokens = tokens(text);
        LlamaVocabulary vocabulary = model.vocabulary();
        return vocabulary.addsBos()
                ? tokens
                : IntStream.concat(IntStream.of(vocabulary.bos()), Arrays.stream(tokens))
                        .toArray();
    }

    /** The logits after each token. */
    float[][] rows(int[] tokens) {
        context.clear(0);
        batch.clear();
        for (int i = 0; i < tokens.length; i++) {
            batch.add(tokens[i], i, 0, true);
        }
        if (context.decode(batch) != DecodeStatus.OK) {
            throw new AssertionError("not computed");
        }
        float[][] rows = new float[tokens.length][model.vocabulary().size()];
        for (int i = 0; i < tokens.length; i++) {
            context.logits(i, rows[i]);
        }
        return rows;
    }

    /** The score of a continuation of a context that does not end with spaces, when the model has a longer context. */
    double score(String context, String continuation) {
        return score(tokens(context + continuation), tokens(context).length);
    }

    double score(int[] whole, int start) {
        float[][] rows = rows(whole);
        double sum = 0;
        for (int i = start; i < whole.length; i++) {
            sum += logProbability(rows[i - 1], whole[i]);
        }
        return sum;
    }

    static double logProbability(float[] logits, int token) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (float x : logits) {
            greatest = Math.max(greatest, x);
        }
        double sum = 0;
        for (float x : logits) {
            sum += Math.exp(x - greatest);
        }
        return logits[token] - greatest - Math.log(sum);
    }

    @Override
    public void close() {
        context.close();
        model.close();
    }
}
