package dev.sangam.measure.fidelity.remote;

import dev.sangam.measure.fidelity.Item;
import java.util.List;
import java.util.Optional;

/** A way to get the log-likelihood of options of any length, which an endpoint may have or not. */
interface TextScores {
    /** The log-likelihood of each option; empty when the endpoint cannot do it. */
    Optional<List<Double>> find(Item.Choice item);

    /** Why the endpoint cannot do it, once that is known; empty while it is not, or when it can. */
    String refused();
}
