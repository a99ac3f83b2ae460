package dev.sangam.files.eventlog;

import dev.sangam.files.eventlog.LogEvent.Prefill;
import java.util.ArrayList;
import java.util.List;

/**
 * What the next step most likely decodes: whoever decoded or ended its prefill in the steps before. A line then only says
 * what is different, which makes steps of a thousand sequences as short as steps of one. Writer and reader keep the same.
 */
final class ExpectedDecodes {
    private Decodes expected = Decodes.NONE;

    /** What a line says of a step's decodes: who decodes unexpectedly, with its context, and who does not. */
    record Change(Decodes in, List<Long> out) {}

    /** Nothing is expected, as in a new file. */
    void clear() {
        expected = Decodes.NONE;
    }

    /** What is to be said of the decodes of a step. */
    Change change(Decodes decodes) {
        Decodes in = new Decodes(0);
        List<Long> out = new ArrayList<>();
        int e = 0;
        for (int d = 0; d < decodes.size(); d++) {
            long id = decodes.id(d);
            for (; e < expected.size() && expected.id(e) < id; e++) {
                out.add(expected.id(e));
            }
            boolean known = e < expected.size() && expected.id(e) == id;
            if (!known || expected.context(e) != decodes.context(d)) {
                in.add(id, decodes.context(d));
            }
            e += known ? 1 : 0;
        }
        for (; e < expected.size(); e++) {
            out.add(expected.id(e));
        }
        return new Change(in, out);
    }

    /**
     * The opposite of {@link #change}.
     *
     * @param in in order of ids
     * @param out in order of ids
     * @throws IllegalArgumentException when {@code out} has an id that is not expected
     */
    Decodes changed(Decodes in, List<Long> out) {
        Decodes kept = new Decodes(expected.size());
        int o = 0;
        for (int e = 0; e < expected.size(); e++) {
            if (o < out.size() && out.get(o) == expected.id(e)) {
                o++;
            } else {
                kept.add(expected.id(e), expected.context(e));
            }
        }
        if (o < out.size()) {
            throw new IllegalArgumentException("out has " + out.get(o) + ", which decoded in no step before");
        }
        return merged(kept, in);
    }

    /** Takes note of a step. One without decodes changes nothing for those that decode. */
    void advance(Decodes decodes, List<Prefill> prefills) {
        if (decodes.size() > 0) {
            expected = new Decodes(decodes.size());
            for (int i = 0; i < decodes.size(); i++) {
                expected.add(decodes.id(i), decodes.context(i) + 1);
            }
        }
        Decodes begun = new Decodes(0);
        for (Prefill p : prefills) {
            if (p.emits()) {
                begun.add(p.id(), p.context() + p.tokens());
            }
        }
        if (begun.size() > 0) {
            expected = merged(expected, begun.sorted());
        }
    }

    /** Both, in order of ids; of an id that is in both, what {@code over} says. */
    private static Decodes merged(Decodes under, Decodes over) {
        if (over.size() == 0) {
            return under;
        }
        Decodes result = new Decodes(under.size() + over.size());
        int u = 0;
        for (int o = 0; o < over.size(); o++) {
            for (; u < under.size() && under.id(u) < over.id(o); u++) {
                result.add(under.id(u), under.context(u));
            }
            u += u < under.size() && under.id(u) == over.id(o) ? 1 : 0;
            result.add(over.id(o), over.context(o));
        }
        for (; u < under.size(); u++) {
            result.add(under.id(u), under.context(u));
        }
        return result;
    }
}
