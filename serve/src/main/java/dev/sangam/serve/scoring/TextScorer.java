package dev.sangam.serve.scoring;

import dev.sangam.core.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Lets a base and one or more candidates read the same text side by side. The base reads a window once, whatever the number of
 * candidates. No more than the rows of one batch are kept, 64 MiB of them at most. Models compute at the same time as far as
 * there are cores for the threads of each; what they say does not depend on it.
 */
public final class TextScorer {
    private TextScorer() {}

    /**
     * Reads a text with a model as base.
     *
     * @param text of the base
     * @param fromWindow the first window, to go on where an earlier run ended
     * @throws InputException when a candidate's vocabulary is another, or a window is longer than its context
     */
    public static void score(
            ScoringModel base, TextWindows text, List<ScoringModel> candidates, int fromWindow, RowListener listener) {
        for (ScoringModel candidate : candidates) {
            if (candidate == base) {
                throw new IllegalArgumentException("a model beside itself must be opened twice: " + base.file());
            }
            base.differenceFrom(candidate).ifPresent(difference -> {
                throw new InputException(difference + ". Their tokens cannot be compared");
            });
        }
        check(base, text);
        int cores = Runtime.getRuntime().availableProcessors();
        Semaphore permits = new Semaphore(cores, true);
        try (ScoringModel.Use _ = base.use()) {
            run(
                    new TextBase.Model(new TextReader(base, text, permits, cores)),
                    text,
                    candidates,
                    permits,
                    fromWindow,
                    listener);
        }
    }

    /**
     * Reads a text with a base whose rows are stored.
     *
     * @throws InputException when a candidate's vocabulary has another size, or a window is longer than its context
     */
    public static void score(LogitRows base, List<ScoringModel> candidates, int fromWindow, RowListener listener) {
        for (ScoringModel candidate : candidates) {
            if (candidate.vocabularySize() != base.vocabularySize()) {
                throw new InputException(
                        "the stored rows have " + base.vocabularySize() + " numbers, but the vocabulary of "
                                + candidate.file() + " has " + candidate.vocabularySize()
                                + " tokens. They are not of the same kind of model");
            }
        }
        Semaphore permits = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
        run(new TextBase.Stored(base), base.text(), candidates, permits, fromWindow, listener);
    }

    private static void run(
            TextBase base,
            TextWindows text,
            List<ScoringModel> candidates,
            Semaphore cores,
            int fromWindow,
            RowListener listener) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("no candidate reads the text");
        }
        int allCores = cores.availablePermits();
        List<ScoringModel.Use> uses = new ArrayList<>();
        try {
            List<TextReader> readers = new ArrayList<>();
            for (ScoringModel candidate : candidates) {
                check(candidate, text);
                uses.add(candidate.use());
                readers.add(new TextReader(candidate, text, cores, allCores));
            }
            new TextRun(base, text, readers, listener).run(fromWindow);
        } finally {
            uses.forEach(ScoringModel.Use::close);
        }
    }

    private static void check(ScoringModel model, TextWindows text) {
        if (text.windowTokens() > model.contextTokens()) {
            throw new InputException("windows of " + text.windowTokens() + " tokens are longer than the context of "
                    + model.file() + ", which is " + model.contextTokens());
        }
    }
}
