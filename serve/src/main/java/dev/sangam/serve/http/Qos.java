package dev.sangam.serve.http;

import dev.sangam.core.request.QosClass;
import dev.sangam.files.server.Tenant;

/**
 * What a request gets.
 *
 * @param qos its class of service
 * @param priority its importance, lower is more important
 * @param tenant who pays, and within which bounds
 * @param maxWaitNanos it is refused at once if its prompt will be computed later than this; 0 for any time
 * @param tier what the answer's {@code service_tier} says
 */
record Qos(QosClass qos, int priority, Tenant tenant, long maxWaitNanos, String tier) {
    /** Whether it is as important as requests usually are, or more: the others give way first. */
    boolean important() {
        return priority <= 0;
    }
}
