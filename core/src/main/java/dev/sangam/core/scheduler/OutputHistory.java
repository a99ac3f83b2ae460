package dev.sangam.core.scheduler;

import dev.sangam.core.request.Request;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many tokens the requests of an application (a tenant's requests of one class) emitted, and so how many another one is
 * likely to: mean plus two standard deviations (Niyama, section 3.4), of late more than of old. Where lengths vary more than
 * their mean, that figure says nothing about a single request and must not order requests; it still bounds them. O(1).
 */
final class OutputHistory {
    /** Requests before an application's history counts. */
    static final int ENOUGH = 20;

    /** Weight of a request once there are many: the history is of the last few hundred. */
    private static final double WEIGHT = 0.005;

    /** Applications remembered, the least recently used forgotten first. */
    private static final int MAX_APPLICATIONS = 4096;

    private record Application(String tenant, String qosClass) {
        static Application of(Request request) {
            return new Application(request.tenant(), request.qos().name());
        }
    }

    /** Lengths of one application's outputs, tokens. */
    static final class Lengths {
        private int requests;
        private double mean;
        private double variance;

        /** A request ended by itself after so many tokens. */
        void add(int tokens) {
            requests++;
            double weight = Math.max(WEIGHT, 1.0 / requests);
            double difference = tokens - mean;
            mean += weight * difference;
            variance = (1 - weight) * (variance + weight * difference * difference);
        }

        /** Tokens that a request is not likely to exceed; 0 while nothing is known. */
        double likelyMost() {
            return requests < ENOUGH ? 0 : mean + 2 * Math.sqrt(variance);
        }

        /** Whether the history says anything about a single request. */
        boolean informative() {
            return requests >= ENOUGH && variance <= mean * mean;
        }
    }

    private final Map<Application, Lengths> applications = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Application, Lengths> eldest) {
            return size() > MAX_APPLICATIONS;
        }
    };

    /** The history of a request's application, which grows when its requests end. */
    Lengths of(Request request) {
        return applications.computeIfAbsent(Application.of(request), application -> new Lengths());
    }
}
