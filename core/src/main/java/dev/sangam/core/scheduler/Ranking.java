package dev.sangam.core.scheduler;

import dev.sangam.core.request.Slo;

/**
 * The order of prompts (Niyama, section 3.4): lower ranks are computed first. In nanoseconds: a deadline, and {@code alpha} for
 * each token of work that remains.
 */
final class Ranking {
    private final PrefillOrder order;
    private final OutputLengths outputs;
    private final OutputHistory history = new OutputHistory();
    private final boolean adaptive;
    private double alpha;

    /** @param alpha nanoseconds per token; 0 when it will be adapted */
    Ranking(PrefillOrder order, OutputLengths outputs, double alpha) {
        this.order = order;
        this.outputs = outputs;
        this.alpha = alpha;
        this.adaptive = alpha == 0;
    }

    /** Nanoseconds of deadline that a token of remaining work weighs. */
    double alpha() {
        return alpha;
    }

    /** Changes {@link #alpha}; ranks given before are out of date. */
    void alpha(double nanosPerToken) {
        alpha = nanosPerToken;
    }

    /** A sequence emitted its last token. */
    void finished(Sequence s) {
        history(s).add(s.emitted());
    }

    private OutputHistory.Lengths history(Sequence s) {
        if (s.history == null) {
            s.history = history.of(s.request());
        }
        return s.history;
    }

    double rank(Sequence s) {
        return switch (order) {
            case FCFS -> s.request().arrival();
            case EDF -> deadline(s);
            case SRPF -> work(s);
            case HYBRID -> deadline(s) + putOff(s);
        };
    }

    /** Output tokens that a sequence is likely to emit yet at most. */
    double remainingOutputs(Sequence s) {
        return switch (outputs) {
            case HISTORY -> Math.max(0, history(s).likelyMost() - s.emitted());
            case LIMIT -> s.request().maxOutputTokens() - s.emitted();
        };
    }

    /** Requests that were promised nothing come last, in order of arrival. */
    private static double deadline(Sequence s) {
        return s.due == Long.MAX_VALUE ? 0x1p62 + s.request().arrival() : s.due;
    }

    /** An alpha that is adapted never puts a prompt off by more than the time it was promised: a long one would wait in vain. */
    private double putOff(Sequence s) {
        double nanos = alpha * work(s);
        double promised = s.request().deadline() - s.request().arrival();
        return adaptive ? Math.min(nanos, promised) : nanos;
    }

    private double work(Sequence s) {
        boolean outputsCount = s.request().qos().slo() instanceof Slo.NonInteractive
                && (outputs == OutputLengths.LIMIT || history(s).informative());
        return s.prefillWork() + (outputsCount ? remainingOutputs(s) : 0);
    }
}
