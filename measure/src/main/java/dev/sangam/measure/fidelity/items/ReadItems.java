package dev.sangam.measure.fidelity.items;

import dev.sangam.measure.fidelity.ItemSet;

/**
 * A set as it was read.
 *
 * @param set what is asked
 * @param layout in which the file is written, given or recognised
 * @param inFile questions or prompts in the file
 * @param shots examples in front of each question
 * @param withoutAnswer items of the set of which nobody says what is right: they have no accuracy, and flips are not to be counted
 *     on them
 */
public record ReadItems(ItemSet set, Layout layout, int inFile, int shots, int withoutAnswer) {}
