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
        private int promised;
        private int attained;
        private int relegations;

        private void clear() {
            first.clear();
            between.clear();
            tokens = 0;
            finished = 0;
            failed = 0;
            promised = 0;
            attained = 0;
            relegations = 0;
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
     * @param promised outputs that ended and were promised something
     * @param attained those that got it
     * @param relegations how often an output was relegated
     */
    record Sums(
            LogHistogram first,
            LogHistogram between,
            long tokens,
            int finished,
            int failed,
            int promised,
            int attained,
            int relegations) {}

    private final Second[] ring = new Second[SECONDS];
    private int at;
    private int waiting;
    private int streams;
    private int relegated;

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

    void relegated() {
        relegated++;
        ring[at].relegations++;
    }

    /** A relegated request was reinstated, or is over. */
    void relegatedEnded() {
        relegated--;
    }

    void attained(boolean kept) {
        ring[at].promised++;
        ring[at].attained += kept ? 1 : 0;
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

    /** Requests that are relegated. */
    int relegatedNow() {
        return relegated;
    }

    Sums sums() {
        LogHistogram first = new LogHistogram();
        LogHistogram between = new LogHistogram();
        long tokens = 0;
        int finished = 0;
        int failed = 0;
        int promised = 0;
        int attained = 0;
        int relegations = 0;
        for (Second each : ring) {
            first.addAll(each.first);
            between.addAll(each.between);
            tokens += each.tokens;
            finished += each.finished;
            failed += each.failed;
            promised += each.promised;
            attained += each.attained;
            relegations += each.relegations;
        }
        return new Sums(first, between, tokens, finished, failed, promised, attained, relegations);
    }
}
