package dev.sangam.core.scheduler;

/** What was begun and is in no step, sorted while policy niyama forms a batch; else it is among the idle. */
final class Begun {
    /** Prompts by rank. */
    final SequenceList urgent = new SequenceList();
    /** Relegated prompts by arrival. */
    final SequenceList slack = new SequenceList();

    final SequenceList decodes = new SequenceList();
    private final SequenceList idle;
    private final Ranking ranking;

    Begun(SequenceList idle, Ranking ranking) {
        this.idle = idle;
        this.ranking = ranking;
    }

    /** Takes all that is idle. */
    void take() {
        while (!idle.isEmpty()) {
            Sequence s = idle.removeFirst();
            if (!s.prefilling()) {
                decodes.addLast(s);
            } else if (s.relegated) {
                s.rank = s.request().arrival();
                slack.addLast(s);
            } else {
                s.rank = ranking.rank(s);
                urgent.addLast(s);
            }
        }
        urgent.sort(SequenceOrder.RANK);
        slack.sort(SequenceOrder.RANK);
    }

    /** The opposite of {@link #take}. */
    void giveBack() {
        urgent.moveTo(idle);
        slack.moveTo(idle);
        decodes.moveTo(idle);
    }

    /** Ranks the urgent anew, after alpha has changed. */
    void rankAgain() {
        for (int i = 0; i < urgent.size(); i++) {
            urgent.get(i).rank = ranking.rank(urgent.get(i));
        }
        urgent.sort(SequenceOrder.RANK);
    }
}
