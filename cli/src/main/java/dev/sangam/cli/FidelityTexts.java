package dev.sangam.cli;

import dev.sangam.measure.fidelity.ScoredText;
import dev.sangam.measure.fidelity.TokenComparison;
import dev.sangam.measure.fidelity.TokenPair;
import dev.sangam.measure.fidelity.run.KeptToken;
import dev.sangam.measure.fidelity.run.TokenJournal;
import dev.sangam.serve.scoring.RowListener;
import dev.sangam.serve.scoring.ScoringModel;
import dev.sangam.serve.scoring.TextWindows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Keeps what a base and its candidates say of a text, window by window. */
final class FidelityTexts implements RowListener {
    private final List<Column> columns;
    private final IntConsumer windowsDone;

    /**
     * @param journals of the candidates, in their order
     * @param windowsDone told how many windows are done
     */
    FidelityTexts(List<TokenJournal> journals, TokenComparison.Tail tail, IntConsumer windowsDone) {
        this.columns = journals.stream()
                .map(journal -> new Column(journal, journal.windows().size(), new TokenComparison(tail)))
                .toList();
        this.windowsDone = windowsDone;
    }

    /** A candidate, of which the first windows may be known from an earlier run. */
    private record Column(TokenJournal journal, int known, TokenComparison comparison, List<KeptToken> tokens) {
        Column(TokenJournal journal, int known, TokenComparison comparison) {
            this(journal, known, comparison, new ArrayList<>());
        }
    }

    @Override
    public void row(int candidate, int window, int position, int target, double[] base, double[] ofCandidate) {
        Column column = columns.get(candidate);
        if (window >= column.known) {
            TokenPair pair = column.comparison.pair(base, ofCandidate, target);
            column.tokens.add(new KeptToken(pair, column.comparison.baseTop(), column.comparison.candidateTop()));
        }
    }

    @Override
    public void windowDone(int window) {
        for (Column column : columns) {
            if (window >= column.known) {
                column.journal.add(column.tokens);
                column.tokens.clear();
            }
        }
        windowsDone.accept(window + 1);
    }

    /** A text as readers see it. */
    static ScoredText scored(String name, TextWindows text, List<List<KeptToken>> kept, ScoringModel vocabulary) {
        Map<Integer, String> pieces = new HashMap<>();
        List<ScoredText.Window> windows = new ArrayList<>();
        int first = text.firstPosition() + 1;
        for (int w = 0; w < text.windows(); w++) {
            List<String> lead = new ArrayList<>();
            for (int position = 0; position < first; position++) {
                lead.add(pieces.computeIfAbsent(text.token(w, position), vocabulary::text));
            }
            List<ScoredText.Token> tokens = new ArrayList<>();
            for (KeptToken token : kept.get(w)) {
                int came = text.token(w, first + tokens.size());
                tokens.add(new ScoredText.Token(
                        pieces.computeIfAbsent(came, vocabulary::text),
                        token.pair(),
                        pieces.computeIfAbsent(token.baseTop(), vocabulary::text),
                        pieces.computeIfAbsent(token.candidateTop(), vocabulary::text)));
            }
            windows.add(new ScoredText.Window(lead, tokens));
        }
        return new ScoredText(name, windows);
    }
}
