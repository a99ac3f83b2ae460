package dev.sangam.benchmarks;

import dev.sangam.core.batchtime.BatchShape;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Filling the shape of one batch: a prefill chunk and {@code decodes} decodes, from nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BatchShapeBenchmark {
    @Param({"1", "128"})
    private int decodes;

    private final BatchShape shape = new BatchShape();

    /** Returns a figure of the filled shape, so that the work is not optimised away. */
    @Benchmark
    public long fill() {
        shape.clear();
        shape.addPrefill(1024, 512);
        for (int i = 0; i < decodes; i++) {
            shape.addDecode(1024 + i);
        }
        return shape.decodeContext();
    }
}
