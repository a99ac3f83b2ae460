package dev.sangam.measure.fidelity.items;

import dev.sangam.files.Section;

/** The layouts of sets: how their files are written, and what a model is asked. docs/fidelity-inputs.md shows a line of each. */
public enum Layout {
    /** Questions of a subject, answered by a letter. */
    MMLU,
    /** Sentences to be completed by the text of an option. */
    OPENBOOKQA,
    /** Questions with one true answer among false ones, after six examples of how to answer (MC1). */
    TRUTHFULQA,
    /** Stories to be gone on with by the text of an option. */
    HELLASWAG,
    /** Questions answered by the text of an option. */
    ARC,
    /** Questions answered by a letter, with the word Question in front. */
    COMMONSENSEQA,
    /** Any questions with options, answered by a letter. */
    CHOICES,
    /** Sums in words, answered in the model's own words. */
    GSM8K,
    /** The user's own prompts, which have no right answer. */
    PROMPTS;

    /** As users write it. */
    public String word() {
        return Section.word(this);
    }
}
