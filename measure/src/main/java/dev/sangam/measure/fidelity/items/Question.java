package dev.sangam.measure.fidelity.items;

import java.util.List;
import java.util.OptionalInt;

/**
 * A question as its file has it, before a layout makes a prompt of it.
 *
 * @param place file and line
 * @param id in the set
 * @param subject what it is about; empty where the set does not say
 * @param text the question
 * @param options to choose from; none when it is answered in words
 * @param answer the right option, counted from 0; empty when nobody says
 * @param solution the answer in words, with the final one after {@code ####}; empty when there are options, or nobody says
 */
record Question(
        String place,
        String id,
        String subject,
        String text,
        List<String> options,
        OptionalInt answer,
        String solution) {
    Question {
        options = List.copyOf(options);
    }

    /** Whether the file says what is right. */
    boolean answered() {
        return answer.isPresent() || !solution.isEmpty();
    }
}
