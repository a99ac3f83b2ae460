package dev.sangam.serve.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads a text part by part: while the candidates read one, the base reads the next. */
final class TextRun {
    private static final long ROWS_BYTES = 32L << 20;

    private final TextBase base;
    private final TextWindows text;
    private final List<TextReader> candidates;
    private final RowListener listener;
    private final int partRows;
    private final double[][][] baseRows;
    private final double[][] candidateRows;

    TextRun(TextBase base, TextWindows text, List<TextReader> candidates, RowListener listener) {
        this.base = base;
        this.text = text;
        this.candidates = candidates;
        this.listener = listener;
        int vocabularySize = candidates.getFirst().vocabularySize();
        int rows = Math.clamp(ROWS_BYTES / ((long) vocabularySize * Double.BYTES), 1, text.rows());
        rows = Math.min(rows, base.mostRows());
        for (TextReader candidate : candidates) {
            rows = Math.min(rows, candidate.mostRows());
        }
        partRows = rows;
        baseRows = new double[2][rows][vocabularySize];
        candidateRows = new double[candidates.size()][vocabularySize];
    }

    void run(int fromWindow) {
        int parts = parts();
        int last = parts * text.windows();
        int first = parts * fromWindow;
        if (first >= last) {
            return;
        }
        CompletableFuture<?> read = base.read(part(first), baseRows[first % 2]);
        for (int i = first; i < last; i++) {
            ScoringModel.result(read);
            read = i + 1 < last
                    ? base.read(part(i + 1), baseRows[(i + 1) % 2])
                    : CompletableFuture.completedFuture(true);
            try {
                compare(part(i), baseRows[i % 2]);
            } catch (RuntimeException e) {
                await(read);
                throw e;
            }
            if (part(i).last()) {
                listener.windowDone(part(i).window());
            }
        }
    }

    private int parts() {
        return (text.rows() + partRows - 1) / partRows;
    }

    private TextPart part(int index) {
        int within = index % parts();
        int from = text.firstPosition() + within * partRows;
        int to = Math.min(from + partRows, text.windowTokens() - 1);
        return new TextPart(index / parts(), from, to, within == parts() - 1);
    }

    /** Lets all candidates read a part, and waits for all of them even if one fails, so that nobody is told anything later. */
    private void compare(TextPart part, double[][] rows) {
        List<CompletableFuture<?>> reads = new ArrayList<>();
        for (int candidate = 0; candidate < candidates.size(); candidate++) {
            reads.add(read(candidate, part, rows));
        }
        reads.forEach(TextRun::await);
        reads.forEach(ScoringModel::result);
    }

    private CompletableFuture<?> read(int candidate, TextPart part, double[][] rows) {
        double[] row = candidateRows[candidate];
        return candidates.get(candidate).read(part, (position, logits) -> {
            for (int i = 0; i < row.length; i++) {
                row[i] = logits[i];
            }
            int target = text.token(part.window(), position + 1);
            listener.row(candidate, part.window(), position, target, rows[position - part.from()], row);
        });
    }

    private static void await(CompletableFuture<?> future) {
        future.handle((value, failure) -> true).join();
    }
}
