package dev.sangam.sim.experiment;

import java.util.List;

/** What came of an experiment. */
public record ExperimentResult(Experiment experiment, Conditions conditions, List<Measured> measured) {
    public ExperimentResult {
        measured = List.copyOf(measured);
    }
}
