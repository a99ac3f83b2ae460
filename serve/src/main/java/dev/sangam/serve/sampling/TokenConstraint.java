package dev.sangam.serve.sampling;

/** What an output may go on with: a grammar in the state that the output so far has brought it to. */
public interface TokenConstraint {
    /** Whether the token may come next; cheap, and asked first. */
    boolean allows(int token);

    /** Sets the logit of every token that may not come next to negative infinity; dear, and asked only after a refusal. */
    void mask(float[] logits);

    /** Moves on by a token that was allowed. */
    void accept(int token);
}
