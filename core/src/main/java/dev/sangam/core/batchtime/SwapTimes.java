package dev.sangam.core.batchtime;

import dev.sangam.core.kv.KvSwap;
import org.jspecify.annotations.Nullable;

/**
 * Batch times with those of the copies to and from host memory that a batch waits for. Stages copy their layers at the same
 * time; a {@link KvSwap}'s times are those of one stage.
 */
public final class SwapTimes implements BatchTimeModel {
    private final BatchTimeModel model;
    private final KvSwap swap;

    private SwapTimes(BatchTimeModel model, KvSwap swap) {
        this.model = model;
        this.swap = swap;
    }

    /** The model itself where nothing is copied. */
    public static BatchTimeModel of(BatchTimeModel model, @Nullable KvSwap swap) {
        return swap == null ? model : new SwapTimes(model, swap);
    }

    @Override
    public double stageNanos(BatchShape shape, boolean lastStage) {
        return model.stageNanos(shape, lastStage)
                + shape.savedTokens() * swap.saveNanosPerToken()
                + shape.restoredTokens() * swap.restoreNanosPerToken();
    }
}
