package dev.sangam.cli;

import dev.sangam.measure.fidelity.run.AnswerRun;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Tells how a comparison goes: a bar for each stage where somebody watches, a line where an earlier run is gone on with. */
final class FidelityWatch implements AutoCloseable {
    private final PrintWriter err;
    private String stage = "";
    private @Nullable Progress bar;
    private boolean stopped;

    FidelityWatch(PrintWriter err) {
        this.err = err;
    }

    /** Of the answers of one side. */
    AnswerRun.Watch answersOf(String side) {
        return new AnswerRun.Watch() {
            @Override
            public void known(int answers, int all) {
                FidelityWatch.this.known(side, answers, all, "answers");
            }

            @Override
            public void answered(String set, int done, int of) {
                at(side + ": " + set, done, of);
            }
        };
    }

    /** So much was known from an earlier run. */
    void known(String what, int done, int all, String unit) {
        if (done > 0) {
            err.println("sangam: " + what + ": " + done + " of " + all + " " + unit + " are there from an earlier run"
                    + (done < all ? ", which goes on" : ""));
            err.flush();
        }
    }

    /** So much of a stage is done. */
    void at(String name, int done, int all) {
        if (bar == null || !stage.equals(name)) {
            done();
            stage = name;
            bar = new Progress(name, all);
        }
        bar.reach(done);
    }

    /** The process was told to end. */
    synchronized void stopped() {
        if (!stopped) {
            stopped = true;
            err.println("sangam: stopped; the same command goes on from here");
            err.flush();
        }
    }

    /** Nothing is under way any more. */
    void done() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    @Override
    public void close() {
        done();
    }
}
