package dev.sangam.core.scheduler;

/**
 * What relegated prompts are owed, so that none starves: one of {@value #SHARE} prompt tokens, to the one that arrived first.
 * It is paid whenever they are served. What was paid for work that is lost to a displacement is owed again. O(batch).
 */
final class SlackCredit {
    /** One of so many prompt tokens is owed to the relegated. */
    static final int SHARE = 20;

    /** Tokens times {@link #SHARE}, so that small batches count too. */
    private long credit;
    /** Relegated prompts in steps that have not completed. */
    private int inFlight;

    /** Tokens owed. */
    long tokens() {
        return credit / SHARE;
    }

    /** Whether all that remains of a prompt is owed. */
    boolean covers(Sequence s) {
        return tokens() >= s.prefillWork();
    }

    /**
     * A batch was formed.
     *
     * @param waiting relegated prompts that wait; one that cannot be admitted yet saves up what younger ones are served
     * @param begun whether others were begun and are in no step
     */
    void formed(Step step, RankHeap waiting, boolean begun) {
        for (int i = 0; i < step.size(); i++) {
            inFlight += inSlack(step, i) ? 1 : 0;
        }
        if (waiting.isEmpty() && !begun && inFlight == 0) {
            credit = 0;
            return;
        }
        credit += step.shape().prefillTokens();
        for (int i = 0; i < step.size(); i++) {
            Sequence s = step.sequence(i);
            if (inSlack(step, i) && (waiting.isEmpty() || !RankHeap.before(waiting.first(), s))) {
                int paid = (int) Math.min(tokens(), step.tokens(i));
                credit -= (long) paid * SHARE;
                s.paid += paid;
            }
        }
    }

    /** A batch has run. */
    void completed(Step step) {
        for (int i = 0; i < step.size(); i++) {
            if (inSlack(step, i)) {
                inFlight--;
                Sequence s = step.sequence(i);
                s.paid = s.prefilling() ? s.paid : 0;
            }
        }
    }

    /** A sequence is about to lose its KV blocks. */
    void giveBack(Sequence s) {
        credit += (long) s.paid * SHARE;
        s.paid = 0;
    }

    private static boolean inSlack(Step step, int i) {
        return step.prefills(i) && step.sequence(i).relegated;
    }
}
