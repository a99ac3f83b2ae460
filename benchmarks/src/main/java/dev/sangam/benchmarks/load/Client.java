package dev.sangam.benchmarks.load;

import java.io.IOException;
import java.util.random.RandomGenerator;

/** Somebody who streams an answer, in one of several ways, and compares it with what the server said when it was alone. */
enum Client {
    /** Reads what comes. */
    STEADY,
    /** Pauses after each piece, so that the answer waits in the server. */
    SLOW,
    /** Closes the connection in the middle. */
    LEAVING,
    /** Is cut off in the middle. */
    CUT_OFF;

    private static final int PAUSE_MILLIS = 200;

    /** What came of an exchange. */
    enum Result {
        /** All of the answer, and nothing else. */
        WHOLE,
        /** The client went away; what it had read was right. */
        LEFT,
        /** Text that is not of this answer, or not in its order. */
        WRONG,
        /** The answer ended early. */
        SHORT,
        /** Not even begun: too much to do. */
        REFUSED,
        /** An error in place of the rest, or a connection that broke. */
        FAILED
    }

    /** A result and the words for it. */
    record Outcome(Result result, String detail) {}

    /** One of eight is slow, one leaves and one is cut off. */
    static Client drawn(RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0 -> SLOW;
            case 1 -> LEAVING;
            case 2 -> CUT_OFF;
            default -> STEADY;
        };
    }

    /** Streams an answer and adds what came of it. */
    Result ask(Target target, Answers answers, int which, RandomGenerator random, Tally tally)
            throws InterruptedException {
        String expected = answers.texts().get(which);
        int leavesAfter =
                this == LEAVING || this == CUT_OFF ? random.nextInt(expected.length() + 1) : Integer.MAX_VALUE;
        StringBuilder text = new StringBuilder();
        Target.Reader reader = piece -> {
            text.append(piece);
            if (text.length() >= leavesAfter) {
                throw new Target.Vanished(this == CUT_OFF);
            }
            if (this == SLOW) {
                Thread.sleep(PAUSE_MILLIS);
            }
        };
        Outcome outcome;
        try {
            Target.End end = target.complete(answers.model(), answers.prompts().get(which), answers.tokens(), reader);
            outcome = judge(expected, text.toString(), end);
        } catch (IOException e) {
            outcome = new Outcome(expected.startsWith(text.toString()) ? Result.FAILED : Result.WRONG, e.toString());
        }
        tally.add(outcome);
        return outcome.result();
    }

    private static Outcome judge(String expected, String text, Target.End end) {
        if (!expected.startsWith(text)) {
            return new Outcome(Result.WRONG, "expected '" + expected + "', got '" + text + "'");
        }
        if (end.status() == 0) {
            return new Outcome(Result.LEFT, "");
        }
        if (end.status() == 429 || end.status() == 503) {
            return new Outcome(Result.REFUSED, end.fault());
        }
        if (end.status() != 200 || !end.fault().isEmpty()) {
            return new Outcome(Result.FAILED, "status " + end.status() + ": " + end.fault());
        }
        return text.length() == expected.length()
                ? new Outcome(Result.WHOLE, "")
                : new Outcome(Result.SHORT, text.length() + " of " + expected.length() + " characters");
    }
}
