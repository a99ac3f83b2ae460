package dev.sangam.measure.figures;

import dev.sangam.files.output.Figures;
import dev.sangam.measure.figures.Validity.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a reader of a comparison must know. */
final class ContrastNotes {
    private final List<RunSummary> a;
    private final List<RunSummary> b;
    private final List<String> notes = new ArrayList<>();

    private ContrastNotes(List<RunSummary> a, List<RunSummary> b) {
        this.a = a;
        this.b = b;
    }

    static List<String> of(List<RunSummary> a, List<RunSummary> b) {
        ContrastNotes notes = new ContrastNotes(a, b);
        notes.intervals();
        notes.loops();
        notes.differing("model", run -> run.facts().model());
        notes.differing("load", run -> run.facts().load());
        notes.differing("endpoints", run -> String.join(", ", run.facts().endpoints()));
        notes.findings("A", a);
        notes.findings("B", b);
        return notes.notes;
    }

    private void intervals() {
        notes.add(
                a.size() == 1
                        ? "One run a side: intervals and p say how far figures vary within these runs, not from one run to"
                                + " the next, and p takes requests for independent. Repeat the runs to know more"
                        : "Intervals are of the difference of two means over " + a.size() + " and " + b.size()
                                + " runs, each of which is one observation");
        notes.add("With many figures, about one interval in twenty leaves 0 out by chance; no difference shown does not"
                + " mean that there is none");
    }

    private void loops() {
        if (values(a, ContrastNotes::loop).size()
                                + values(b, ContrastNotes::loop).size()
                        > 2
                || !values(a, ContrastNotes::loop).equals(values(b, ContrastNotes::loop))) {
            notes.add(
                    "Open and closed loops are mixed: their latencies cannot be compared, because a closed loop sends less"
                            + " to an endpoint that is slow");
        }
    }

    private static String loop(RunSummary run) {
        return run.facts().openLoop() ? "open" : "closed";
    }

    private void differing(String what, Function<RunSummary, String> of) {
        Set<String> ofA = values(a, of);
        Set<String> ofB = values(b, of);
        if (!ofA.equals(ofB)) {
            notes.add(
                    "The " + what + " of A is " + String.join(", ", ofA) + "; that of B is " + String.join(", ", ofB));
        }
    }

    private static Set<String> values(List<RunSummary> runs, Function<RunSummary, String> of) {
        return runs.stream().map(of).collect(Collectors.toCollection(TreeSet::new));
    }

    private void findings(String side, List<RunSummary> runs) {
        for (int i = 0; i < runs.size(); i++) {
            RunSummary run = runs.get(i);
            String name = side + (runs.size() == 1 ? "" : " " + (i + 1));
            for (Finding finding : run.validity().findings()) {
                notes.add((finding.kind().invalidates() ? "INVALID, " : "") + name + ": " + finding.text());
            }
            int failed = run.all().counts().failed();
            if (failed > 0) {
                notes.add(name + ": " + Figures.count(failed) + " of "
                        + Figures.count(run.all().counts().requests())
                        + " requests failed; latencies are those of the others");
            }
        }
    }
}
