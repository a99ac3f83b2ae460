package dev.sangam.measure.figures;

import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.TokenSource;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of requests. None is left out: the outcomes add up to {@code requests}.
 *
 * @param requests that were to be sent after the warm-up
 * @param warmup requests of the warm-up, which no figure counts
 * @param outcomes how many ended in each way
 * @param statuses HTTP statuses of those with {@link Outcome#STATUS}
 * @param promised requests that were promised something and whose promise was kept or broken
 * @param attained those that got it
 * @param empty completed requests without any output
 * @param inOnePiece completed requests of several tokens that came in one chunk
 * @param extrapolated requests whose prefill deadline lies beyond the lengths that its profile measured
 * @param promptTokens of completed requests
 * @param cachedTokens of these, those that the server says it had in its cache; -1 when it never says
 * @param outputTokens of completed requests
 * @param tokenSources where the number of output tokens of completed requests comes from
 */
public record Counts(
        int requests,
        int warmup,
        Map<Outcome, Integer> outcomes,
        SortedMap<Integer, Integer> statuses,
        int promised,
        int attained,
        int empty,
        int inOnePiece,
        int extrapolated,
        long promptTokens,
        long cachedTokens,
        long outputTokens,
        Map<TokenSource, Integer> tokenSources) {
    public Counts {
        Map<Outcome, Integer> ways = new EnumMap<>(Outcome.class);
        ways.putAll(outcomes);
        outcomes = Collections.unmodifiableMap(ways);
        statuses = Collections.unmodifiableSortedMap(new TreeMap<>(statuses));
        Map<TokenSource, Integer> sources = new EnumMap<>(TokenSource.class);
        sources.putAll(tokenSources);
        tokenSources = Collections.unmodifiableMap(sources);
    }

    /** Requests that ended so. */
    public int of(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }

    /** Whole answers. */
    public int completed() {
        return of(Outcome.COMPLETED);
    }

    /** Requests that failed, of any kind. */
    public int failed() {
        return outcomes.entrySet().stream()
                .filter(e -> e.getKey().failed())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
