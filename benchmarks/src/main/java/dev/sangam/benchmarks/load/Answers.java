package dev.sangam.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Prompts, and what the server answers to each when it is alone: greedy, so the answer is the same in any company. */
record Answers(String model, int tokens, List<String> prompts, List<String> texts) {
    private static final String[] BEGINNINGS = {
        "Once upon a time",
        "There was a little",
        "The old captain",
        "In the garden",
        "My fellow citizens",
        "One day a girl named",
        "Deep in the sea",
        "On the hill"
    };
    private static final String[] MIDDLES = {
        " there lived", " a big red", " who wanted to", " and the dog", " saw that", " without a word"
    };

    /** Asks for each answer, one after the other. */
    static Answers learn(Target target, int count, int tokens) throws IOException, InterruptedException {
        Answers answers = new Answers(target.model(), tokens, new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < count; i++) {
            String prompt = BEGINNINGS[i % BEGINNINGS.length]
                    + MIDDLES[i / BEGINNINGS.length % MIDDLES.length]
                    + (i < BEGINNINGS.length * MIDDLES.length ? "" : " " + i);
            StringBuilder text = new StringBuilder();
            Target.End end = target.complete(answers.model(), prompt, tokens, text::append);
            if (end.status() != 200 || !end.fault().isEmpty()) {
                throw new IOException("alone, '" + prompt + "' gives " + end);
            }
            answers.prompts.add(prompt);
            answers.texts.add(text.toString());
        }
        return answers;
    }
}
