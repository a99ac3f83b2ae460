package dev.sangam.serve.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class StopStringsTest {
    private static final long SEED = Long.getLong("sangam.seed", 20_261_123L);

    @Test
    void aStopStringAcrossPiecesEndsTheText() {
        StopStrings stops = new StopStrings(List.of("END"));
        assertThat(stops.append("one E")).isEqualTo("one ");
        assertThat(stops.append("N")).isEmpty();
        assertThat(stops.matched()).isFalse();
        assertThat(stops.append("D two")).isEmpty();
        assertThat(stops.matched()).isTrue();
        assertThat(stops.append("three") + stops.finish()).isEmpty();
    }

    @Test
    void whatOnlyLookedLikeAStopStringIsShown() {
        StopStrings stops = new StopStrings(List.of("aab"));
        assertThat(stops.append("aa")).isEmpty();
        assertThat(stops.append("a")).isEqualTo("a");
        assertThat(stops.append("c")).isEqualTo("aac");
        assertThat(stops.append("a")).isEmpty();
        assertThat(stops.finish()).isEqualTo("a");
    }

    @Test
    void theStopStringThatIsCompleteFirstCounts() {
        StopStrings stops = new StopStrings(List.of("abcd", "bc"));
        assertThat(stops.append("abcd")).isEqualTo("a");
        StopStrings nested = new StopStrings(List.of("c", "abc"));
        assertThat(nested.append("xabc")).isEqualTo("x");
    }

    @Test
    void noStopStringsHoldNothingBack() {
        assertThat(new StopStrings(List.of()).append("text")).isEqualTo("text");
    }

    @Test
    void anEmptyOrBrokenStopStringIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new StopStrings(List.of("")));
        assertThatIllegalArgumentException().isThrownBy(() -> new StopStrings(List.of("\ude00")));
    }

    @Test
    void anySplitGivesTheTextBeforeTheFirstStopString() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 5_000; round++) {
            List<String> stops = Stream.generate(() -> text(random, random.nextInt(1, 6)))
                    .limit(random.nextInt(4))
                    .toList();
            String text = text(random, random.nextInt(40));
            String split = "";
            StopStrings matcher = new StopStrings(stops);
            StringBuilder shown = new StringBuilder();
            for (int from = 0; from < text.length(); ) {
                int to = Math.min(text.length(), from + random.nextInt(5));
                split += "|" + text.substring(from, to);
                shown.append(matcher.append(text.substring(from, to)));
                assertThat(expected(text.substring(0, to), stops)).startsWith(shown);
                from = to;
            }
            shown.append(matcher.finish());
            assertThat(shown.toString())
                    .as("seed %d, round %d: stops %s, text %s", SEED, round, stops, split)
                    .isEqualTo(expected(text, stops));
            assertThat(matcher.matched()).isEqualTo(stops.stream().anyMatch(text::contains));
        }
    }

    @Test
    void nothingIsHeldBackThatBeginsNoStopString() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 2_000; round++) {
            String stop = text(random, random.nextInt(1, 6));
            String text = text(random, random.nextInt(30));
            if (!text.contains(stop)) {
                String shown = new StopStrings(List.of(stop)).append(text);
                int longest = stop.length() - 1;
                while (!text.endsWith(stop.substring(0, longest))) {
                    longest--;
                }
                assertThat(text.length() - shown.length()).isEqualTo(longest);
            }
        }
    }

    /** By definition: the shortest beginning of the text that ends with a stop string, without the longest such. */
    private static String expected(String text, List<String> stops) {
        for (int end = 1; end <= text.length(); end++) {
            String beginning = text.substring(0, end);
            int longest = stops.stream()
                    .filter(beginning::endsWith)
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            if (longest > 0) {
                return beginning.substring(0, end - longest);
            }
        }
        return text;
    }

    private static String text(SplittableRandom random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("aabc".charAt(random.nextInt(4)));
        }
        return text.toString();
    }
}
