package dev.sangam.measure.fidelity;

import java.util.List;

/** Something that answers items: a model in this process, or an endpoint. */
public interface Predictor {
    /**
     * How many items are answered at a time. A set is cut into groups of that many, in order, so that the same items are computed
     * together in every run, and rounding errors are the same; a run that was cut off goes on with the first group that is not
     * whole.
     */
    int groupSize();

    /**
     * Answers a group of items of one set, in order.
     *
     * @throws dev.sangam.core.InputException when the items cannot be answered by this predictor, naming the reason
     */
    List<Prediction> predict(String set, List<Item> group);
}
