package dev.sangam.measure.fidelity.report;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is known of a model beside its answers.
 *
 * @param name what a reader calls it
 * @param source a file, an address, or the file of its predictions
 * @param fileBytes size of its file; empty when it has none
 * @param bitsPerWeight size of its tensors over the number of its weights; empty when not known
 * @param speed how fast it computes here; empty when not measured
 */
public record ModelFacts(
        String name, String source, OptionalLong fileBytes, OptionalDouble bitsPerWeight, Optional<Speed> speed) {
    /**
     * By the clock of this machine.
     *
     * @param prefillTokensPerSecond of a prompt that is read
     * @param decodeTokensPerSecond of one answer that is written
     */
    public record Speed(double prefillTokensPerSecond, double decodeTokensPerSecond) {}

    /** Tokens of a prompt that it reads in a second; NaN when not measured. */
    public double prefillTokensPerSecond() {
        return speed.map(Speed::prefillTokensPerSecond).orElse(Double.NaN);
    }

    /** Tokens that it writes in a second; NaN when not measured. */
    public double decodeTokensPerSecond() {
        return speed.map(Speed::decodeTokensPerSecond).orElse(Double.NaN);
    }

    /** Of which nothing else is known. */
    public static ModelFacts named(String name, String source) {
        return new ModelFacts(name, source, OptionalLong.empty(), OptionalDouble.empty(), Optional.empty());
    }
}
