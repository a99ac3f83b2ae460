package dev.sangam.core.scheduler;

import org.jspecify.annotations.Nullable;

/**
 * Waiting requests in two queues: the urgent by {@link Ranking}, and those that are served in slack by arrival. Where tenants
 * take turns, the head of a queue tells which class is next, and {@link TenantTurns} whose prompt of it. Adding and removing
 * are O(log n).
 */
final class QosQueue implements WaitingQueue {
    final RankHeap urgent = new RankHeap();
    final RankHeap slack = new RankHeap();
    final Overtaking overtaking = new Overtaking();
    private final Ranking ranking;
    private final boolean relegates;
    private final @Nullable TenantTurns turns;
    private long urgentTokens;
    private long slackTokens;
    /** The urgent by rank, once somebody has asked for what is ahead. */
    private @Nullable WorkAhead ahead;

    /**
     * @param relegates whether requests that were promised nothing are served in slack
     * @param turns of the tenants of each class; {@code null} where tenants do not matter
     */
    QosQueue(Ranking ranking, boolean relegates, @Nullable TenantTurns turns) {
        this.ranking = ranking;
        this.relegates = relegates;
        this.turns = turns;
    }

    /** A request has come, and is about to be added. */
    void arrived(Sequence s) {
        if (turns != null) {
            turns.arrived(s);
        }
        if (s.due < Long.MAX_VALUE || !relegates) {
            overtaking.arrived(
                    ranking.rank(s) - s.request().arrival(),
                    s.prefillWork(),
                    s.request().arrival());
        }
    }

    /** A request has ended. */
    void left(Sequence s) {
        if (turns != null) {
            turns.left(s);
        }
    }

    /** Tokens were computed for a request, whether it waits or not. */
    void served(Sequence s, int weightedTokens) {
        if (turns != null) {
            turns.served(s, weightedTokens);
        }
    }

    /**
     * The urgent prompt that is next; none while another tenant's prompt of its class is begun, which has had its turn first.
     *
     * @param begun urgent prompts that were begun; few
     */
    @Nullable
    Sequence nextUrgent(SequenceList begun) {
        if (urgent.isEmpty() || turns == null) {
            return urgent.isEmpty() ? null : urgent.first();
        }
        Sequence next = turns.next(urgent.first());
        for (int i = 0; i < begun.size(); i++) {
            if (TenantTurns.rivals(begun.get(i), next)) {
                return null;
            }
        }
        return next;
    }

    /**
     * The relegated prompt that is next: the one that arrived first. Where tenants take turns, who has begun ends its turn.
     *
     * @param begun relegated prompts that were begun, by arrival
     */
    @Nullable
    Sequence nextInSlack(SequenceList begun) {
        if (turns == null) {
            return firstInSlack(begun);
        }
        if (!begun.isEmpty()) {
            return begun.first();
        }
        return slack.isEmpty() ? null : turns.next(slack.first());
    }

    /** The relegated prompt that arrived first, whether it waits or was begun. */
    @Nullable
    Sequence firstInSlack(SequenceList begun) {
        Sequence waits = slack.isEmpty() ? null : slack.first();
        Sequence begins = begun.isEmpty() ? null : begun.first();
        return begins == null || (waits != null && RankHeap.before(waits, begins)) ? waits : begins;
    }

    /** Prompt tokens of the urgent. */
    long urgentTokens() {
        return urgentTokens;
    }

    /** Prompt tokens of all. */
    long tokens() {
        return urgentTokens + slackTokens;
    }

    /** Prompt tokens of those who go before a request that came now. */
    long tokensBefore(Sequence asked) {
        if (asked.relegated) {
            return urgentTokens + slackTokens;
        }
        if (ahead == null) {
            ahead = new WorkAhead(urgent);
        }
        return ahead.tokens(asked);
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
            slackTokens += s.prefillWork();
        } else {
            s.rank = ranking.rank(s);
            urgent.add(s);
            urgentTokens += s.prefillWork();
            if (ahead != null) {
                ahead.add(s);
            }
        }
        if (turns != null) {
            turns.add(s);
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
            slackTokens -= s.prefillWork();
        } else {
            urgent.remove(s);
            urgentTokens -= s.prefillWork();
            if (ahead != null) {
                ahead.remove(s);
            }
        }
        if (turns != null) {
            turns.remove(s);
        }
    }

    /** Moves a waiting sequence to the other queue. */
    void relegate(Sequence s, boolean relegated) {
        remove(s);
        overtaking.changed(ranking.rank(s) - s.request().arrival(), relegated ? -s.prefillWork() : s.prefillWork());
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
        ahead = null;
        if (turns != null) {
            turns.reorder();
        }
    }
}
