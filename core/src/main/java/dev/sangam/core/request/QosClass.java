package dev.sangam.core.request;

/**
 * A named class of service.
 *
 * @param name as written in the deployment file and on the wire
 * @param slo what the class promises
 */
public record QosClass(String name, Slo slo) {
    /** The class of requests that name none. */
    public static final QosClass BEST_EFFORT = new QosClass("best-effort", new Slo.BestEffort());

    public QosClass {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a QoS class has an empty name; it must have one");
        }
    }
}
