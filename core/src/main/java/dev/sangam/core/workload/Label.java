package dev.sangam.core.workload;

import dev.sangam.core.request.QosClass;
import java.util.Map;

/**
 * What a request is called, apart from its lengths.
 *
 * @param qos class of service
 * @param priority importance, lower is more important
 * @param tenant who pays
 */
public record Label(QosClass qos, int priority, String tenant) {
    /** Best effort, priority 0, tenant {@code default}. */
    public static final Label DEFAULT = of(QosClass.BEST_EFFORT);

    public Label {
        if (tenant.isBlank()) {
            throw new IllegalArgumentException("tenant is empty; it must be a name");
        }
    }

    /** The same with the class that has its class's name in {@code classes}, if there is one. */
    public Label withQosOf(Map<String, QosClass> classes) {
        return new Label(classes.getOrDefault(qos.name(), qos), priority, tenant);
    }

    /** Priority 0 of the default tenant. */
    public static Label of(QosClass qos) {
        return new Label(qos, 0, "default");
    }
}
