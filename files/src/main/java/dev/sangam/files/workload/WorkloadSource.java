package dev.sangam.files.workload;

import dev.sangam.core.request.QosClass;
import dev.sangam.core.workload.RequestStream;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadSpec;
import java.util.Collection;
import java.util.List;

/** Where requests come from. */
public sealed interface WorkloadSource {
    /** The requests; equal seeds give equal requests. */
    default Workload generate(long seed) {
        return switch (this) {
            case Generated(WorkloadSpec spec) -> spec.generate(seed);
            case Replayed(Workload workload) -> workload;
        };
    }

    /** Names of the QoS classes that its requests may have. */
    default List<String> classNames() {
        return classes().stream().map(QosClass::name).distinct().toList();
    }

    /** The QoS classes that its requests may have. */
    default List<QosClass> classes() {
        return switch (this) {
            case Generated(WorkloadSpec spec) ->
                spec.streams().stream().map(RequestStream::qos).distinct().toList();
            case Replayed(Workload workload) -> workload.classes();
        };
    }

    /** The requests of some classes alone, which must be of {@link #classNames}, when and as long as they are here. */
    default WorkloadSource ofClasses(Collection<String> classes) {
        return switch (this) {
            case Generated(WorkloadSpec spec) ->
                new Generated(new WorkloadSpec(
                        spec.streams().stream()
                                .filter(s -> classes.contains(s.qos().name()))
                                .toList(),
                        spec.requests(),
                        spec.durationNanos()));
            case Replayed(Workload workload) ->
                new Replayed(
                        workload.where(i -> classes.contains(workload.qos(i).name())));
        };
    }

    /** Requests per second of all streams together, in the mean; infinite when some arrive at once. */
    default double meanRate() {
        return switch (this) {
            case Generated(WorkloadSpec spec) ->
                spec.streams().stream()
                        .mapToDouble(stream -> stream.arrivals().meanRate())
                        .sum();
            case Replayed(Workload workload) -> workload.meanRate();
        };
    }

    /** The same source with every rate {@code factor} times as high. */
    default WorkloadSource scaledBy(double factor) {
        return switch (this) {
            case Generated(WorkloadSpec spec) -> new Generated(spec.scaledBy(factor));
            case Replayed(Workload workload) -> new Replayed(workload.scaledRate(factor));
        };
    }

    /** Drawn from a seed. */
    record Generated(WorkloadSpec spec) implements WorkloadSource {}

    /** Read from a file of our own format, labels and all; the seed does not matter. */
    record Replayed(Workload workload) implements WorkloadSource {}
}
