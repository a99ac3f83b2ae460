package dev.sangam.core.scheduler;

/**
 * Waiting requests in two queues: the urgent by {@link Ranking}, and those that are served in slack by arrival. Adding and
 * removing are O(log n).
 */
final class QosQueue implements WaitingQueue {
    final RankHeap urgent = new RankHeap();
    final RankHeap slack = new RankHeap();
    private final Ranking ranking;
    private final boolean relegates;
    private long urgentTokens;

    /** @param relegates whether requests that were promised nothing are served in slack */
    QosQueue(Ranking ranking, boolean relegates) {
        this.ranking = ranking;
        this.relegates = relegates;
    }

    /** Prompt tokens of the urgent. */
    long urgentTokens() {
        return urgentTokens;
    }

    @Override
    public boolean isEmpty() {
        return urgent.isEmpty() && slack.isEmpty();
    }

    @Override
    public int size() {
        return urgent.size() + slack.size();
    }

    @Override
    public Sequence first() {
        return urgent.isEmpty() ? slack.first() : urgent.first();
    }

    @Override
    public Sequence removeFirst() {
        Sequence s = first();
        remove(s);
        return s;
    }

    @Override
    public void add(Sequence s) {
        if (relegates && s.request().deadline() == Long.MAX_VALUE) {
            s.relegated = true;
        }
        if (s.relegated) {
            s.rank = s.request().arrival();
            slack.add(s);
        } else {
            s.rank = ranking.rank(s);
            urgent.add(s);
            urgentTokens += s.prefillWork();
        }
    }

    @Override
    public void putBack(Sequence s) {
        add(s);
    }

    @Override
    public void remove(Sequence s) {
        if (s.relegated) {
            slack.remove(s);
        } else {
            urgent.remove(s);
            urgentTokens -= s.prefillWork();
        }
    }

    /** Moves a waiting sequence to the other queue. */
    void relegate(Sequence s, boolean relegated) {
        remove(s);
        s.relegated = relegated;
        add(s);
    }

    /** Ranks the urgent anew, after alpha has changed. O(n). */
    void rankAgain() {
        for (int i = 0; i < urgent.size(); i++) {
            Sequence s = urgent.get(i);
            s.rank = ranking.rank(s);
        }
        urgent.reorder();
    }
}
