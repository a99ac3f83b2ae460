package dev.sangam.spark;

import dev.sangam.core.InputException;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** Hands on what arrives from executors, batch by batch, until something is wrong. Spark calls it from one thread at a time. */
final class Arrivals extends AbstractFunction2<Object, List<Batch.Done>, BoxedUnit> {
    private final BiConsumer<Integer, String> done;
    private final String advice;
    private @Nullable RuntimeException failure;

    /** @param advice added to what is wrong with a task */
    Arrivals(BiConsumer<Integer, String> done, String advice) {
        this.done = done;
        this.advice = advice;
    }

    @Override
    public synchronized BoxedUnit apply(Object part, List<Batch.Done> batch) {
        if (failure == null) {
            try {
                batch.forEach(this::handOn);
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }
        return BoxedUnit.UNIT;
    }

    private void handOn(Batch.Done each) {
        if (each.outcome() == null) {
            throw new InputException(each.problem() + advice);
        }
        done.accept(each.index(), each.outcome());
    }

    /** What went wrong here, which ended the job; null for nothing. */
    synchronized @Nullable RuntimeException failure() {
        return failure;
    }
}
