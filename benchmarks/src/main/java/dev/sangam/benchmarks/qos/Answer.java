package dev.sangam.benchmarks.qos;

/**
 * What became of a request, as whoever asked saw it. Times are nanoseconds from the start of the run.
 *
 * @param asked when it was to be sent: the start of all its times, so that a client that is held up hides nothing
 * @param sent when it was sent
 * @param tokens when each token came
 * @param whole whether all tokens came and the answer ended in order
 * @param relegated whether the server said that another tier had served it
 * @param fault what went wrong; empty when nothing did
 */
@SuppressWarnings("ArrayRecordComponent") // answers are neither compared nor changed
record Answer(long asked, long sent, long[] tokens, boolean whole, boolean relegated, String fault) {
    /** Nanoseconds to the first token; only of an answer that has one. */
    long ttft() {
        return tokens[0] - asked;
    }

    /** Nanoseconds to the last token. */
    long ttlt() {
        return tokens[tokens.length - 1] - asked;
    }
}
