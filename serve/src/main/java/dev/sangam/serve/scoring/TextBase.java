package dev.sangam.serve.scoring;

import java.util.concurrent.CompletableFuture;

/** Where the base's rows come from. */
interface TextBase {
    /** Most rows that it gives at once. */
    int mostRows();

    /**
     * Gets rows.
     *
     * @param into takes the row of each position of the part, the first first
     * @return done when they are there
     */
    CompletableFuture<?> read(TextPart part, double[][] into);

    /** Rows that are stored. */
    record Stored(LogitRows rows) implements TextBase {
        @Override
        public int mostRows() {
            return Integer.MAX_VALUE;
        }

        @Override
        public CompletableFuture<?> read(TextPart part, double[][] into) {
            return CompletableFuture.runAsync(() -> {
                for (int position = part.from(); position < part.to(); position++) {
                    rows.read(part.window(), position, into[position - part.from()]);
                }
            });
        }
    }

    /** A model that reads the text. */
    record Model(TextReader reader) implements TextBase {
        @Override
        public int mostRows() {
            return reader.mostRows();
        }

        @Override
        public CompletableFuture<?> read(TextPart part, double[][] into) {
            return reader.read(part, (position, logits) -> copy(logits, into[position - part.from()]));
        }

        private static void copy(float[] logits, double[] into) {
            for (int i = 0; i < logits.length; i++) {
                into[i] = logits[i];
            }
        }
    }
}
