package dev.sangam.core.scheduler;

/** In which order prompts are computed. */
public enum PrefillOrder {
    /** First come, first served. */
    FCFS,
    /** Earliest deadline first. */
    EDF,
    /** Shortest remaining prompt first. */
    SRPF,
    /**
     * Deadline plus alpha times remaining work (Niyama, section 3.4): earliest deadline first with an alpha of 0, shortest
     * remaining work first with a large one.
     */
    HYBRID
}
