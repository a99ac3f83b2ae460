package dev.sangam.measure.fidelity;

import java.util.SequencedMap;

/**
 * Who answered, and under which settings.
 *
 * @param model what a reader calls the model
 * @param settings what must be equal for a run to go on with the file: the model's file and size, the items, the shape of the
 *     batches; from name to value, in order
 */
public record PredictionHeader(String model, SequencedMap<String, String> settings) {}
