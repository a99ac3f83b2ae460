package dev.sangam.sim.search;

import dev.sangam.files.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Gives tasks to workers unless their outcome is known, and keeps count. */
final class Desk {
    private final Workers workers;
    private final Journal journal;
    private final Watch watch;
    private int tasks;
    private int reused;
    private int simulations;
    private long nanos;

    Desk(Workers workers, Journal journal, Watch watch) {
        this.workers = workers;
        this.journal = journal;
        this.watch = watch;
    }

    /** The outcomes of tasks, in their order. */
    List<Outcome> perform(List<Task> wave) {
        Outcome[] outcomes = new Outcome[wave.size()];
        List<Integer> unknown = new ArrayList<>();
        for (int i = 0; i < wave.size(); i++) {
            Outcome known = journal.get(wave.get(i).key()).orElse(null);
            if (known == null) {
                unknown.add(i);
            } else {
                outcomes[i] = known;
                reused++;
                count(known);
            }
        }
        List<String> texts = unknown.stream().map(i -> wave.get(i).json()).toList();
        if (!texts.isEmpty()) {
            workers.perform(texts, (i, text) -> {
                Outcome outcome = Outcome.of(Section.parse("outcome", text));
                outcomes[unknown.get(i)] = outcome;
                journal.put(wave.get(unknown.get(i)).key(), outcome);
                count(outcome);
            });
        }
        return Arrays.stream(outcomes).map(Objects::requireNonNull).toList();
    }

    private void count(Outcome outcome) {
        tasks++;
        simulations += outcome.simulations();
        nanos += outcome.nanos();
        watch.done(1);
    }

    /** How much was done until now. */
    Effort effort() {
        return new Effort(tasks, reused, simulations, nanos);
    }
}
