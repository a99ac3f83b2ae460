package dev.sangam.measure.fidelity.report;

import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.FidelityGate;
import dev.sangam.measure.report.Fact;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a reader gets to see of one candidate and its base.
 *
 * @param base the model to be kept
 * @param candidate the compressed one
 * @param comparison of both
 * @param floor the base against its own second run: what differs without any compression; empty when it ran once
 * @param gates and what came of them
 * @param settings under which both were asked, in order
 */
public record FidelityReport(
        ModelFacts base,
        ModelFacts candidate,
        Comparison comparison,
        Optional<Comparison> floor,
        List<FidelityGate.Judged> gates,
        List<Fact> settings) {
    public FidelityReport {
        gates = List.copyOf(gates);
        settings = List.copyOf(settings);
    }

    /**
     * Judges the gates.
     *
     * @throws InputException when the comparison lacks a figure that a gate bounds
     */
    public static FidelityReport of(
            ModelFacts base,
            ModelFacts candidate,
            Comparison comparison,
            Optional<Comparison> floor,
            List<FidelityGate> gates,
            List<Fact> settings) {
        List<FidelityGate.Judged> judged =
                gates.stream().map(gate -> gate.judge(comparison)).toList();
        return new FidelityReport(base, candidate, comparison, floor, judged, settings);
    }

    /** Whether every gate is met. */
    public boolean passed() {
        return gates.stream().allMatch(FidelityGate.Judged::met);
    }
}
