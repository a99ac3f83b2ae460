package dev.sangam.serve.http;

/** What happened in a class of service in the last {@value #SECONDS} seconds. Lives on the event loop. */
final class ClassWindow {
    static final int SECONDS = 30;

    private static final class Second {
        private final LogHistogram first = new LogHistogram();
        private final LogHistogram between = new LogHistogram();
        private int tokens;
        private int finished;
        private int failed;

        private void clear() {
            first.clear();
            between.clear();
            tokens = 0;
            finished = 0;
            failed = 0;
        }
    }

    /**
     * What the window holds.
     *
     * @param first times to first token
     * @param between times between tokens
     * @param tokens emitted
     * @param finished outputs complete
     * @param failed outputs broken off by the engine or the server
     */
    record Sums(LogHistogram first, LogHistogram between, long tokens, int finished, int failed) {}

    private final Second[] ring = new Second[SECONDS];
    private int at;
    private int waiting;
    private int streams;

    ClassWindow() {
        for (int i = 0; i < SECONDS; i++) {
            ring[i] = new Second();
        }
    }

    /** A second has passed. */
    void advance() {
        at = (at + 1) % SECONDS;
        ring[at].clear();
    }

    void submitted() {
        waiting++;
    }

    void first(long nanos) {
        waiting--;
        streams++;
        ring[at].first.add(nanos);
        ring[at].tokens++;
    }

    void between(long nanos) {
        ring[at].between.add(nanos);
        ring[at].tokens++;
    }

    void ended(Outcome outcome, boolean started) {
        if (started) {
            streams--;
        } else {
            waiting--;
        }
        switch (outcome) {
            case OK -> ring[at].finished++;
            case FAILED, DROPPED -> ring[at].failed++;
            case INVALID, CANCELLED, SLOW_READER -> {
                // the client's doing
            }
        }
    }

    /** Requests whose first token has not come. */
    int waiting() {
        return waiting;
    }

    /** Requests that have begun and not ended. */
    int streams() {
        return streams;
    }

    Sums sums() {
        LogHistogram first = new LogHistogram();
        LogHistogram between = new LogHistogram();
        long tokens = 0;
        int finished = 0;
        int failed = 0;
        for (Second each : ring) {
            first.addAll(each.first);
            between.addAll(each.between);
            tokens += each.tokens;
            finished += each.finished;
            failed += each.failed;
        }
        return new Sums(first, between, tokens, finished, failed);
    }
}
