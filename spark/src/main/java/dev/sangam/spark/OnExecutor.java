package dev.sangam.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** What an executor does with its part of the batches. */
final class OnExecutor extends AbstractFunction1<Iterator<Batch>, List<Batch.Done>> implements Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public List<Batch.Done> apply(Iterator<Batch> batches) {
        List<Batch.Done> done = new ArrayList<>();
        while (batches.hasNext()) {
            done.addAll(batches.next().perform());
        }
        return done;
    }
}
