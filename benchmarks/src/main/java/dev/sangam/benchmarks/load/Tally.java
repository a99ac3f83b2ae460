package dev.sangam.benchmarks.load;

import java.util.EnumMap;
import java.util.Map;

/** Results of many exchanges, counted; the first detail of each kind kept. */
final class Tally {
    private final Map<Client.Result, Integer> counts = new EnumMap<>(Client.Result.class);
    private final Map<Client.Result, String> details = new EnumMap<>(Client.Result.class);

    synchronized void add(Client.Outcome outcome) {
        counts.merge(outcome.result(), 1, Integer::sum);
        details.putIfAbsent(outcome.result(), outcome.detail());
    }

    synchronized int count(Client.Result result) {
        return counts.getOrDefault(result, 0);
    }

    /** Whether every stream was right; refusals are not wrong, but no load either. */
    synchronized boolean clean() {
        return count(Client.Result.WRONG) + count(Client.Result.SHORT) + count(Client.Result.FAILED) == 0;
    }

    @Override
    public synchronized String toString() {
        StringBuilder text = new StringBuilder();
        counts.forEach((result, count) -> {
            text.append("%8d %s%n".formatted(count, result));
            String detail = details.get(result);
            if (detail != null && !detail.isEmpty()) {
                text.append("         first: %s%n".formatted(detail));
            }
        });
        return text.toString();
    }
}
