package dev.sangam.serve.scoring;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** A model that reads a text part by part, in order. */
final class TextReader {
    /** Takes the logits after a position. */
    interface Sink {
        void row(int position, float[] logits);
    }

    private static final int SLOT = 1;

    private final ScoringModel model;
    private final TextWindows text;
    private final Semaphore cores;
    private final int threads;

    /**
     * @param cores a permit for each core, of which the model takes as many as it has threads, or all
     */
    TextReader(ScoringModel model, TextWindows text, Semaphore cores, int allCores) {
        this.model = model;
        this.text = text;
        this.cores = cores;
        threads = Math.min(model.threads(), allCores);
    }

    int mostRows() {
        return model.mostRows();
    }

    int vocabularySize() {
        return model.vocabularySize();
    }

    /** Reads a part, from the window's beginning where it is the first one. The sink is called on the model's thread. */
    CompletableFuture<?> read(TextPart part, Sink sink) {
        return model.submit(KernelUse.MANY_TOKENS, kernels -> {
            cores.acquireUninterruptibly(threads);
            try {
                read(kernels, part, sink);
                return true;
            } finally {
                cores.release(threads);
            }
        });
    }

    private void read(Kernels kernels, TextPart part, Sink sink) {
        if (part.from() == text.firstPosition()) {
            kernels.clear();
            for (int position = 0; position < part.from(); position++) {
                kernels.add(SLOT, text.token(part.window(), position), null);
            }
            kernels.flush();
        }
        for (int position = part.from(); position < part.to(); position++) {
            int at = position;
            kernels.add(SLOT, text.token(part.window(), position), logits -> sink.row(at, logits));
        }
        kernels.flush();
    }
}
