package dev.sangam.measure.fidelity;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Something to ask a model. */
public sealed interface Item {
    /** Names the item within its set. */
    String id();

    /**
     * A question with options to choose from: the model chooses the one that it finds likeliest.
     *
     * @param id names the item within its set
     * @param question what a reader sees
     * @param options what a reader sees of each option
     * @param answer the right option, counted from 0; empty when the set does not say
     * @param context what the model reads, earlier examples included
     * @param continuations what follows the context for each option, as a rule with a space in front
     */
    record Choice(
            String id,
            String question,
            List<String> options,
            OptionalInt answer,
            String context,
            List<String> continuations)
            implements Item {
        public Choice {
            options = List.copyOf(options);
            continuations = List.copyOf(continuations);
            if (options.size() < 2 || options.size() != continuations.size()) {
                throw new IllegalArgumentException(
                        id + " has " + options.size() + " options and " + continuations.size() + " continuations");
            }
            if (answer.isPresent() && (answer.getAsInt() < 0 || answer.getAsInt() >= options.size())) {
                throw new IllegalArgumentException(id + " has " + options.size() + " options; " + answer + " is none");
            }
        }

        /** Characters of what the model reads of each option, without the space in front. */
        public List<Integer> characters() {
            return continuations.stream().map(Choice::characters).toList();
        }

        /** Characters of a continuation without the space in front. */
        public static int characters(String continuation) {
            int from = continuation.startsWith(" ") ? 1 : 0;
            return continuation.codePointCount(from, continuation.length());
        }
    }

    /**
     * A question that the model answers in its own words, always by the likeliest token.
     *
     * @param id names the item within its set
     * @param question what a reader sees
     * @param prompt what the model reads, earlier examples included
     * @param chat whether the prompt is a user's message, to be put into the model's chat template where it has one
     * @param expected the right final answer; empty for prompts that have none
     * @param stops texts that end the answer and are no part of it
     * @param maxTokens most tokens of the answer
     */
    record Open(
            String id,
            String question,
            String prompt,
            boolean chat,
            Optional<String> expected,
            List<String> stops,
            int maxTokens)
            implements Item {
        public Open {
            stops = List.copyOf(stops);
            if (maxTokens < 1) {
                throw new IllegalArgumentException(id + " is to be answered in " + maxTokens + " tokens");
            }
        }
    }
}
