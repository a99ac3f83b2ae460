package dev.sangam.serve.grammar;

import dev.sangam.core.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A grammar as an automaton over bytes, made as it is used. A state stands for all the ways in which the bytes so far can
 * be read: each is a node that reads next and the calls to return to. What was worked out once is remembered.
 *
 * <p>A grammar can be ambiguous in ways that double with every byte. The ways, and the work of one question, are bounded,
 * so such a grammar fails its own request and no other.
 */
final class Automaton {
    private static final int OUTERMOST = -1;
    private static final int MAX_WAYS = 2_000;
    private static final int MAX_STATES = 8_000;
    private static final int MAX_CALLS = 200_000;
    private static final int MAX_WORK = 2_000_000;

    /** All ways to read some bytes. */
    static final class State {
        private final long[] ways;
        private final boolean whole;
        private final @Nullable State[] next = new State[256];

        private State(long[] ways, boolean whole) {
            this.ways = ways;
            this.whole = whole;
        }

        /** Whether no text begins with these bytes. */
        boolean isDead() {
            return ways.length == 0 && !whole;
        }

        /** Whether the bytes are a whole text. */
        boolean isWhole() {
            return whole;
        }
    }

    /** What makes two states the same. */
    private record Key(List<Long> ways, boolean whole) {}

    private final Program program;
    private final Map<Key, State> states = new HashMap<>();
    // Calls that are open, as a tree: each is the way to go on after it, which has the number of the call around it.
    private final Map<Long, Integer> callNumbers = new HashMap<>();
    private final List<Long> calls = new ArrayList<>();
    private final State dead = new State(new long[0], false);
    private final State start;
    private int work;

    Automaton(Program program, int root) {
        this.program = program;
        this.start = follow(List.of(way(program.start(root), OUTERMOST)));
    }

    /** The state of bytes that no text begins with. */
    State dead() {
        return dead;
    }

    State start() {
        return start;
    }

    /** Allows as much work as one question may take. */
    void begin() {
        work = 0;
    }

    /**
     * Where a byte leads.
     *
     * @throws InputException when there are too many ways, or it is too much work for one question
     */
    State next(State from, byte value) {
        int index = value & 0xff;
        State known = from.isDead() ? dead : from.next[index];
        if (known != null) {
            return known;
        }
        List<Long> ways = new ArrayList<>();
        for (long way : from.ways) {
            if (program.reads(node(way), index)) {
                ways.add(way(program.next(node(way)), call(way)));
            }
        }
        State to = follow(ways);
        from.next[index] = to;
        return to;
    }

    /** The state of some ways, each followed to where it reads. */
    private State follow(List<Long> ways) {
        List<Long> open = new ArrayList<>(ways);
        Set<Long> seen = new HashSet<>();
        List<Long> reading = new ArrayList<>();
        boolean whole = false;
        while (!open.isEmpty()) {
            long way = open.removeLast();
            if (!seen.add(way)) {
                continue;
            }
            int node = node(way);
            int call = call(way);
            switch (program.kind(node)) {
                case READ -> reading.add(way);
                case FORK -> {
                    open.add(way(program.next(node), call));
                    open.add(way(program.other(node), call));
                }
                case CALL -> open.add(way(program.start(program.other(node)), entered(program.next(node), call)));
                case RETURN -> {
                    if (call == OUTERMOST) {
                        whole = true;
                    } else {
                        open.add(calls.get(call));
                    }
                }
            }
            if (++work > MAX_WORK || reading.size() > MAX_WAYS) {
                throw tooComplex();
            }
        }
        reading.sort(null);
        return state(new Key(reading, whole));
    }

    private State state(Key key) {
        if (key.ways.isEmpty() && !key.whole) {
            return dead;
        }
        if (states.size() == MAX_STATES) {
            // Whoever holds a state goes on with it; only what it leads to is worked out again.
            states.values().forEach(state -> Arrays.fill(state.next, null));
            states.clear();
        }
        return states.computeIfAbsent(key, _ -> new State(toArray(key.ways), key.whole));
    }

    /** The call that goes on at a node, within another. One with nothing left to do after it need not be returned to. */
    private int entered(int after, int call) {
        if (program.kind(after) == Program.Kind.RETURN) {
            return call;
        }
        return callNumbers.computeIfAbsent(way(after, call), key -> {
            if (calls.size() == MAX_CALLS) {
                throw tooComplex();
            }
            calls.add(key);
            return calls.size() - 1;
        });
    }

    private static long[] toArray(List<Long> ways) {
        return ways.stream().mapToLong(Long::longValue).toArray();
    }

    private static InputException tooComplex() {
        return new InputException("the grammar can be read in too many ways at once. Maybe make it less ambiguous.");
    }

    private static long way(int node, int call) {
        return (long) node << 32 | (call & 0xffffffffL);
    }

    private static int node(long way) {
        return (int) (way >> 32);
    }

    private static int call(long way) {
        return (int) way;
    }
}
