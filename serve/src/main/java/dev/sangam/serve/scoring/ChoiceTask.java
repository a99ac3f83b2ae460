package dev.sangam.serve.scoring;

import java.util.List;

/**
 * A context and what may follow it.
 *
 * @param context what the model reads; may be empty
 * @param continuations texts of which each is scored as if it followed the context; none may be empty
 */
public record ChoiceTask(String context, List<String> continuations) {
    public ChoiceTask {
        continuations = List.copyOf(continuations);
    }
}
