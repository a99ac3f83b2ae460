package dev.sangam.spark;

import dev.sangam.core.InputException;
import dev.sangam.sim.search.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The executors of an Apache Spark cluster. A task whose executor is lost is done by another one; what was done before is
 * here already.
 */
final class SparkWorkers implements Workers {
    private static final ClassTag<List<Batch.Done>> OUTCOMES = ClassTag$.MODULE$.apply(List.class);

    private final Address address;
    private final JavaSparkContext spark;

    private SparkWorkers(Address address, JavaSparkContext spark) {
        this.address = address;
        this.spark = spark;
    }

    /**
     * Connects.
     *
     * @throws InputException when nobody answers
     */
    static SparkWorkers connect(Address address) {
        SparkConf settings = Settings.of(address);
        try {
            return new SparkWorkers(address, new JavaSparkContext(settings));
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new InputException("--cluster " + address.text() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void perform(List<String> tasks, BiConsumer<Integer, String> done) {
        Arrivals arrivals = new Arrivals(done, advice());
        try {
            List<Batch> batches = Batch.deal(tasks, spark.defaultParallelism());
            JavaRDD<Batch> parts = spark.parallelize(batches, batches.size());
            spark.sc().runJob(parts.rdd(), new OnExecutor(), arrivals, OUTCOMES);
        } catch (Exception e) { // Spark's own are checked ones that nothing declares
            RuntimeException own = arrivals.failure();
            throw own != null ? own : failure(e);
        }
    }

    private RuntimeException failure(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        String reason = spark.sc().isStopped() ? "the cluster has given the search up" : String.valueOf(e.getMessage());
        return new InputException(
                "--cluster " + address.text() + ": "
                        + reason.lines().findFirst().orElse("")
                        + ". Maybe its executors cannot start, which their logs tell. What is done is kept in the journal",
                e);
    }

    private String advice() {
        return switch (address) {
            case Address.OnThisMachine local -> "";
            case Address.Processes local -> "";
            case Address.Masters masters ->
                ", said a machine of the cluster " + masters.text()
                        + ". Maybe it lacks a file of the plan: every machine needs them under the same path";
        };
    }

    @Override
    public void close() {
        String application = spark.sc().applicationId();
        spark.close();
        if (address instanceof Address.Processes) {
            delete(Path.of(System.getenv().getOrDefault("SPARK_HOME", "."), "work", application));
        }
    }

    /** What executors printed is of no use any more. */
    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            // An executor that is on its way out still writes there. It is a folder of builds, not of anybody's data.
        }
    }
}
