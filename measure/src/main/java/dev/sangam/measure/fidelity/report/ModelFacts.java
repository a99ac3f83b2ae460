package dev.sangam.measure.fidelity.report;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is known of a model beside its answers.
 *
 * @param name what a reader calls it
 * @param source a file, an address, or the file of its predictions
 * @param fileBytes size of its file; empty when it has none
 * @param bitsPerWeight size of its tensors over the number of its weights; empty when not known
 * @param tokensPerSecond that it read while it was scored; empty when not measured
 */
public record ModelFacts(
        String name,
        String source,
        OptionalLong fileBytes,
        OptionalDouble bitsPerWeight,
        OptionalDouble tokensPerSecond) {
    /** Of which nothing else is known. */
    public static ModelFacts named(String name, String source) {
        return new ModelFacts(name, source, OptionalLong.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }
}
