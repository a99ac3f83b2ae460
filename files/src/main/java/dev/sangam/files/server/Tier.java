package dev.sangam.files.server;

import dev.sangam.core.request.QosClass;

/**
 * What a {@code service_tier} stands for.
 *
 * @param name on the wire
 * @param qos class of service
 * @param priority importance of its requests, lower is more important
 */
public record Tier(String name, QosClass qos, int priority) {
    /** Nothing promised. */
    public static final Tier BEST_EFFORT = new Tier(QosClass.BEST_EFFORT.name(), QosClass.BEST_EFFORT, 0);

    public Tier {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name is empty; a tier must have one");
        }
    }
}
