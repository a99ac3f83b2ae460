package dev.sangam.core.scheduler;

import dev.sangam.core.request.Request;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is among the tenants of a class: the one that was served the fewest weighted tokens (virtual token counter,
 * "Fairness in Serving Large Language Models", OSDI'24, algorithm 2). A tenant of which nothing waited starts again with no
 * less than the fewest of those who wait, so that nobody saves up turns. Two tenants that both have something waiting are
 * never further apart than 2 max(w_p longest prompt, w_q tokens that fit the KV cache) of service (theorem 4.4).
 *
 * <p>Serving costs O(1); arrivals, departures and turns O(log tenants).
 */
final class TenantTurns {
    /** What a prompt token counts: w_p. */
    static final int PROMPT_TOKEN = 1;

    /** What an output token counts: w_q. */
    static final int OUTPUT_TOKEN = 2;

    /** Tenants whose counters are remembered while they have no request at all, the longest gone forgotten first. */
    private static final int MAX_GONE = 4096;

    private record Name(String qosClass, String tenant) {}

    /** A tenant's requests of a class. */
    static final class Lane {
        private final Name name;
        private final ClassTurns turns;
        private final Line urgent;
        private final Line slack;
        private int requests;
        private long served;

        private Lane(Name name, ClassTurns turns, long number) {
            this.name = name;
            this.turns = turns;
            this.urgent = new Line(this, number, turns.urgent);
            this.slack = new Line(this, number, turns.slack);
        }

        /** Weighted tokens. */
        long served() {
            return served;
        }

        private Line line(boolean relegated) {
            return relegated ? slack : urgent;
        }

        private boolean waits() {
            return !urgent.prompts.isEmpty() || !slack.prompts.isEmpty();
        }
    }

    /** Prompts of a tenant that wait, of those that are urgent or those that are relegated. */
    private static final class Line {
        static final Comparator<Line> FEWEST_FIRST =
                Comparator.comparingLong((Line line) -> line.counter).thenComparingLong(line -> line.number);

        final Lane lane;
        final long number;
        final NavigableSet<Line> among;
        final RankHeap prompts = new RankHeap(true);
        /** What its tenant had been served when it took its place in the order; no more than it has been since. */
        long counter;

        Line(Lane lane, long number, NavigableSet<Line> among) {
            this.lane = lane;
            this.number = number;
            this.among = among;
        }

        void add(Sequence s) {
            prompts.add(s);
            if (prompts.size() == 1) {
                takePlace();
            }
        }

        void remove(Sequence s) {
            prompts.remove(s);
            if (prompts.isEmpty()) {
                among.remove(this);
            }
        }

        void takePlace() {
            counter = lane.served;
            among.add(this);
        }
    }

    /** The tenants of a class that have prompts waiting. */
    private static final class ClassTurns {
        final NavigableSet<Line> urgent = new TreeSet<>(Line.FEWEST_FIRST);
        final NavigableSet<Line> slack = new TreeSet<>(Line.FEWEST_FIRST);

        @Nullable
        Lane lastToLeave;

        /** Counters only grow, so a place is put right when it has become the first. */
        static Line next(NavigableSet<Line> lines) {
            Line first = lines.first();
            while (first.counter < first.lane.served) {
                lines.pollFirst();
                first.takePlace();
                first = lines.first();
            }
            return first;
        }

        /** The fewest tokens that anybody was served who waits, or did last. */
        long fewest() {
            if (urgent.isEmpty() && slack.isEmpty()) {
                return lastToLeave == null ? 0 : lastToLeave.served;
            }
            long fewest = urgent.isEmpty() ? Long.MAX_VALUE : next(urgent).counter;
            return slack.isEmpty() ? fewest : Math.min(fewest, next(slack).counter);
        }
    }

    private final Map<String, ClassTurns> classes = new LinkedHashMap<>();
    private final Map<Name, Lane> present = new HashMap<>();
    private final Map<Name, Lane> gone = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Lane> eldest) {
            return size() > MAX_GONE;
        }
    };
    private long lanes;

    /** A request has come, and is about to wait. */
    void arrived(Sequence s) {
        Lane lane = lane(s.request());
        if (!lane.waits()) {
            lane.served = Math.max(lane.served, lane.turns.fewest());
        }
        lane.requests++;
        s.lane = lane;
    }

    private Lane lane(Request request) {
        Name name = new Name(request.qos().name(), request.tenant());
        return present.computeIfAbsent(name, absent -> {
            Lane known = gone.remove(absent);
            return known != null ? known : newLane(absent);
        });
    }

    private Lane newLane(Name name) {
        return new Lane(name, classes.computeIfAbsent(name.qosClass, c -> new ClassTurns()), lanes++);
    }

    /** A request has ended. */
    void left(Sequence s) {
        Lane lane = laneOf(s);
        if (--lane.requests == 0) {
            present.remove(lane.name);
            gone.put(lane.name, lane);
        }
    }

    /** A prompt waits. */
    void add(Sequence s) {
        laneOf(s).line(s.relegated).add(s);
    }

    /** A prompt waits no more. */
    void remove(Sequence s) {
        Lane lane = laneOf(s);
        lane.line(s.relegated).remove(s);
        if (!lane.waits()) {
            lane.turns.lastToLeave = lane;
        }
    }

    /** The prompt whose turn it is in the class, and among the urgent or the relegated, of one that waits. */
    Sequence next(Sequence head) {
        Line own = laneOf(head).line(head.relegated);
        return ClassTurns.next(own.among).prompts.first();
    }

    /** Whether two requests are of one class, but of different tenants. */
    static boolean rivals(Sequence a, Sequence b) {
        return laneOf(a) != laneOf(b) && laneOf(a).turns == laneOf(b).turns;
    }

    /** Tokens were computed for a request. */
    void served(Sequence s, int weightedTokens) {
        laneOf(s).served += weightedTokens;
    }

    /** Ranks of urgent prompts have changed. O(n). */
    void reorder() {
        for (ClassTurns turns : classes.values()) {
            for (Line line : turns.urgent) {
                line.prompts.reorder();
            }
        }
    }

    private static Lane laneOf(Sequence s) {
        if (s.lane == null) {
            throw new IllegalStateException(s + " has not arrived");
        }
        return s.lane;
    }
}
