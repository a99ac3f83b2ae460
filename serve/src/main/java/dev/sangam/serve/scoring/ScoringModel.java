package dev.sangam.serve.scoring;

import java.nio.file.Path;
import java.util.Optional;

/** A model in memory that scores. One platform thread computes; any thread may ask, one at a time is served. */
public final class ScoringModel implements AutoCloseable {
    private ScoringModel() {}

    /**
     * Loads a model.
     *
     * @throws dev.sangam.core.InputException naming the file and the reason, when it is no whole GGUF file of a model that
     *     predicts tokens, or asks for a longer context than it was trained for
     */
    public static ScoringModel open(Path gguf, ScoringOptions options) {
        throw new UnsupportedOperationException(gguf + " " + options);
    }

    /** What the file calls the model, or the file's own name. */
    public String name() {
        throw new UnsupportedOperationException();
    }

    /** Architecture, size and number format in a few words. */
    public String description() {
        throw new UnsupportedOperationException();
    }

    /** How many weights the model has. */
    public long parameters() {
        throw new UnsupportedOperationException();
    }

    /** How many bytes the weights take. */
    public long weightBytes() {
        throw new UnsupportedOperationException();
    }

    /** How many bytes the file has. */
    public long fileBytes() {
        throw new UnsupportedOperationException();
    }

    /** Bits that a weight takes on average. */
    public double bitsPerWeight() {
        return 8.0 * weightBytes() / parameters();
    }

    /** How many tokens the vocabulary has. */
    public int vocabularySize() {
        throw new UnsupportedOperationException();
    }

    /** The longest sequence. */
    public int contextTokens() {
        throw new UnsupportedOperationException();
    }

    /** Whether the model has a chat template. */
    public boolean chats() {
        throw new UnsupportedOperationException();
    }

    /** The text of a token; a control token gives its name. */
    public String text(int token) {
        throw new UnsupportedOperationException(Integer.toString(token));
    }

    /** The first difference between the vocabularies as a sentence; empty when the same text makes the same tokens. */
    public Optional<String> differenceFrom(ScoringModel other) {
        throw new UnsupportedOperationException(other.toString());
    }

    /** Measures, for a second or two. */
    public ModelSpeed speed() {
        throw new UnsupportedOperationException();
    }

    /** Frees everything; doing so again does nothing. */
    @Override
    public void close() {}
}
