package dev.sangam.serve.scoring;

import java.util.List;

/**
 * An answer.
 *
 * @param text without the stop text that ended it
 * @param tokens all that the model chose, a token that ended the answer and those of a stop text included
 * @param truncated whether the first tokens of the prompt were left out, since prompt and answer may be longer than the
 *     model's context
 */
public record Generated(String text, List<Integer> tokens, boolean truncated) {
    public Generated {
        tokens = List.copyOf(tokens);
    }
}
