package dev.sangam.sim.report;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.files.output.TableWriter;

/** Writes {@link ResultTables#STEPS} while a run goes on, in bounded memory. */
public final class StepTable implements ReplicaListener, AutoCloseable {
    private final TableWriter table;
    private long steps;

    StepTable(TableWriter table) {
        this.table = table;
    }

    @Override
    public void started(Replica replica, Step step, long now) {}

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        BatchShape shape = step.shape();
        table.add(steps++)
                .add(replica.id())
                .seconds(step.formedAt())
                .seconds(now)
                .add(shape.prefills())
                .add(shape.prefillTokens())
                .add(shape.prefillContext())
                .add(shape.decodes())
                .add(shape.decodeContext())
                .add(step.preempted().size())
                .add(shape.savedTokens())
                .add(shape.restoredTokens())
                .add(replica.scheduler().kvBlocksUsed())
                .add(replica.scheduler().waiting())
                .add(replica.scheduler().running())
                .end();
    }

    /** Completes the file. */
    @Override
    public void close() {
        table.close();
    }
}
