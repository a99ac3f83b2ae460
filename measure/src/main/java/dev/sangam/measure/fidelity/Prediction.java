package dev.sangam.measure.fidelity;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a model answered to one item, with what a reader needs to judge it. */
public sealed interface Prediction {
    /** Name of the set of the item. */
    String set();

    /** Names the item within its set. */
    String id();

    /** What a reader sees of the question. */
    String question();

    /**
     * To a question with options.
     *
     * @param set name of the set
     * @param id names the item within its set
     * @param question what a reader sees
     * @param options what a reader sees of each option; where only labels are known, those
     * @param answer the right option, counted from 0; empty when nobody says
     * @param chosen the option of the greatest log-likelihood, the first of equals; or what the file says
     * @param logLikelihoods natural logarithm of the probability of each option; empty when only the choice is known
     * @param characters of what the model read of each option, without the space in front: one log-likelihood per character is
     *     another way to choose; empty when not known
     */
    record Choice(
            String set,
            String id,
            String question,
            List<String> options,
            OptionalInt answer,
            int chosen,
            List<Double> logLikelihoods,
            List<Integer> characters)
            implements Prediction {
        public Choice {
            options = List.copyOf(options);
            logLikelihoods = List.copyOf(logLikelihoods);
            characters = List.copyOf(characters);
        }

        /** Whose options have lengths that are not known. */
        public Choice(
                String set,
                String id,
                String question,
                List<String> options,
                OptionalInt answer,
                int chosen,
                List<Double> logLikelihoods) {
            this(set, id, question, options, answer, chosen, logLikelihoods, List.of());
        }
    }

    /**
     * To a question without options.
     *
     * @param set name of the set
     * @param id names the item within its set
     * @param question what a reader sees
     * @param expected the right final answer; empty for prompts that have none
     * @param text what the model said
     * @param tokens what it said, token by token: numbers in the vocabulary, or their texts; empty when not known
     */
    record Open(String set, String id, String question, Optional<String> expected, String text, List<String> tokens)
            implements Prediction {
        public Open {
            tokens = List.copyOf(tokens);
        }
    }
}
