package dev.sangam.core.scheduler;

/**
 * What a {@link SequenceList} is sorted by, the lower first. One method for all, and not a function each: where policies take
 * turns in a process, as in experiments, calling a function that is not known beforehand has taken several times as long.
 */
enum SequenceOrder {
    ARRIVAL,
    ADMISSION,
    /** {@link RankHeap#before}. */
    RANK;

    boolean before(Sequence a, Sequence b) {
        return switch (this) {
            case ARRIVAL -> a.request().arrival() < b.request().arrival();
            case ADMISSION -> a.admission < b.admission;
            case RANK -> RankHeap.before(a, b);
        };
    }
}
