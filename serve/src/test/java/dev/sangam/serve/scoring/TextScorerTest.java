package dev.sangam.serve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextScorerTest {
    private static final String TEXT =
            ("Call me Ishmael. Some years ago, never mind how long precisely, having little or"
                            + " no money in my purse, I thought I would sail about a little and see the watery part of the world. ")
                    .repeat(3);

    private static final Offset<Double> ROUNDING = Offset.offset(0.02);

    /** All that a listener was told of one candidate. */
    private record Row(int window, int position, int target, List<Double> base, List<Double> candidate) {}

    @TempDir
    private Path folder;

    private final List<Integer> done = new ArrayList<>();

    @Test
    void rowsAreThoseOfEachWindowComputedAlone() {
        rowsAreThoseOfEachWindow(Models.demo(), false);
    }

    @Test
    void aWindowBeginsWithTheModelsOwnTokenWhereItHasOne() {
        rowsAreThoseOfEachWindow(Models.stories(), true);
    }

    private void rowsAreThoseOfEachWindow(Path file, boolean begins) {
        try (ScoringModel base = Models.open(file, 256, 64);
                ScoringModel same = Models.open(file, 256, 128);
                FromScratch alone = new FromScratch(file)) {
            TextWindows text = TextWindows.of(base, TEXT, 40, false, 3);
            assertThat(text.windows()).isEqualTo(3);
            List<Row> rows = rows(base, text, List.of(same), 0).getFirst();
            assertThat(rows).hasSize(3 * 19);
            assertThat(done).containsExactly(0, 1, 2);

            int[] tokens = alone.tokens(TEXT);
            int at = 0;
            for (int window = 0; window < 3; window++) {
                int[] part = Arrays.copyOfRange(tokens, 40 * window, 40 * window + 40);
                assertThat(begins).isEqualTo(tokens[0] == 1);
                part[0] = begins ? 1 : part[0];
                float[][] expected = alone.rows(part);
                for (int position = 20; position < 39; position++) {
                    Row row = rows.get(at++);
                    assertThat(List.of(row.window, row.position, row.target))
                            .containsExactly(window, position, part[position + 1]);
                    for (int token = 0; token < expected[position].length; token++) {
                        double logit = expected[position][token];
                        assertThat(row.base.get(token)).isCloseTo(logit, ROUNDING);
                        assertThat(row.candidate.get(token)).isCloseTo(logit, ROUNDING);
                    }
                }
            }
        }
    }

    @Test
    void aModelBesideItselfSaysTheSameBitForBit() {
        try (ScoringModel base = Models.open(Models.demo(), 256, 64);
                ScoringModel same = Models.open(Models.demo(), 256, 64);
                ScoringModel again = Models.open(Models.demo(), 256, 64)) {
            TextWindows text = TextWindows.of(base, TEXT, 100, true, 9);
            List<List<Row>> rows = rows(base, text, List.of(same, again), 0);
            assertThat(rows.get(0))
                    .hasSize(99 * text.windows())
                    .allSatisfy(row -> assertThat(row.candidate).isEqualTo(row.base));
            assertThat(rows.get(1)).isEqualTo(rows.get(0));
        }
    }

    @Test
    void aRunThatGoesOnSaysWhatOneFromTheStartSays() {
        try (ScoringModel base = Models.open(Models.demo(), 256, 64);
                ScoringModel same = Models.open(Models.demo(), 256, 64)) {
            TextWindows text = TextWindows.of(base, TEXT, 40, false, 3);
            List<Row> all = rows(base, text, List.of(same), 0).getFirst();
            List<Row> rest = rows(base, text, List.of(same), 2).getFirst();
            assertThat(rest).isEqualTo(all.subList(2 * 19, 3 * 19));
            assertThat(done).containsExactly(0, 1, 2, 2);
            assertThat(rows(base, text, List.of(same), 3).getFirst()).isEmpty();
        }
    }

    @Test
    void storedRowsStandInForABase() {
        try (ScoringModel base = Models.open(Models.demo(), 256, 64);
                ScoringModel candidate = Models.open(Models.demo(), 256, 128)) {
            TextWindows text = TextWindows.of(base, TEXT, 40, false, 2);
            List<Row> expected = rows(base, text, List.of(candidate), 0).getFirst();
            List<Row> rows = Collections.synchronizedList(new ArrayList<>());
            TextScorer.score(stored(text, expected), List.of(candidate), 0, keeping(List.of(rows)));
            assertThat(rows).isEqualTo(expected);
        }
    }

    private static LogitRows stored(TextWindows text, List<Row> rows) {
        return new LogitRows() {
            @Override
            public TextWindows text() {
                return text;
            }

            @Override
            public int vocabularySize() {
                return rows.getFirst().base.size();
            }

            @Override
            public void read(int window, int position, double[] into) {
                List<Double> row = rows.get(window * text.rows() + position - text.firstPosition()).base;
                Arrays.setAll(into, row::get);
            }
        };
    }

    @Test
    void aFailureOfTheListenerEndsTheRun() {
        try (ScoringModel base = Models.open(Models.demo(), 256, 64);
                ScoringModel candidate = Models.open(Models.demo(), 256, 64)) {
            TextWindows text = TextWindows.of(base, TEXT, 40, false, 3);
            RowListener failing = (which, window, position, target, a, b) -> {
                throw new InputException("the disk is full");
            };
            assertThatThrownBy(() -> TextScorer.score(base, text, List.of(candidate), 0, failing))
                    .isInstanceOf(InputException.class)
                    .hasMessage("the disk is full");
            assertThat(rows(base, text, List.of(candidate), 0).getFirst()).hasSize(3 * 19);
        }
    }

    @Test
    void modelsThatCannotBeComparedAreRefused() {
        try (ScoringModel base = Models.open(Models.demo(), 256, 64);
                ScoringModel other = Models.open(Models.random(folder, false), 256, 64)) {
            TextWindows text = TextWindows.of(base, TEXT, 40, false, 3);
            assertThatThrownBy(() -> rows(base, text, List.of(other), 0))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("the vocabularies of")
                    .hasMessageContaining("the number of tokens is 3072 here and 320 there. Their tokens cannot be");
            assertThatThrownBy(() -> rows(base, text, List.of(base), 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("opened twice");
            LogitRows stored = stored(text, rows(base, text, List.of(twin()), 2).getFirst());
            assertThatThrownBy(() -> TextScorer.score(stored, List.of(other), 0, keeping(List.of())))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("the stored rows have 3072 numbers");
        }
    }

    private ScoringModel twin() {
        return Models.open(Models.demo(), 256, 64);
    }

    @Test
    void textsAndWindowsThatDoNotFitAreRefused() {
        try (ScoringModel base = Models.open(Models.demo(), 64, 64)) {
            assertThatThrownBy(() -> TextWindows.of(base, "Call me Ishmael.", 40, false, 3))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("one window takes 40");
            assertThatThrownBy(() -> TextWindows.of(base, TEXT, 65, false, 3))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("longer than the model's context of 64");
            assertThatThrownBy(() -> TextWindows.of(base, TEXT, 1, true, 3)).isInstanceOf(InputException.class);
        }
    }

    private List<List<Row>> rows(ScoringModel base, TextWindows text, List<ScoringModel> candidates, int fromWindow) {
        List<List<Row>> rows = new ArrayList<>();
        candidates.forEach(candidate -> rows.add(new ArrayList<>()));
        TextScorer.score(base, text, candidates, fromWindow, keeping(rows));
        return rows;
    }

    private RowListener keeping(List<List<Row>> rows) {
        return new RowListener() {
            @Override
            public void row(int candidate, int window, int position, int target, double[] base, double[] other) {
                rows.get(candidate).add(new Row(window, position, target, list(base), list(other)));
            }

            @Override
            public void windowDone(int window) {
                done.add(window);
            }
        };
    }

    private static List<Double> list(double[] row) {
        return Arrays.stream(row).boxed().toList();
    }
}
