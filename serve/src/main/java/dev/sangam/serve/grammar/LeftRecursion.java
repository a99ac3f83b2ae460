package dev.sangam.serve.grammar;

import dev.sangam.core.InputException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/** Finds rules that call themselves before they have read anything: they would do so for ever. */
final class LeftRecursion {
    private final Program program;
    private final BitSet empty = new BitSet();

    private LeftRecursion(Program program) {
        this.program = program;
    }

    /** @throws InputException naming a rule that calls itself first */
    static void refuse(Program program) {
        new LeftRecursion(program).check();
    }

    private void check() {
        // Which rules may read nothing: more are found as long as any is.
        int known;
        do {
            known = empty.cardinality();
            for (int rule = 0; rule < program.rules(); rule++) {
                firstCalls(rule);
            }
        } while (empty.cardinality() > known);

        BitSet[] calls = new BitSet[program.rules()];
        for (int rule = 0; rule < calls.length; rule++) {
            calls[rule] = firstCalls(rule);
        }
        BitSet free = new BitSet();
        for (int rule = 0; rule < calls.length; rule++) {
            visit(rule, calls, free);
        }
    }

    /** The rules that a rule may call before it reads; notes when it may read nothing at all. */
    private BitSet firstCalls(int rule) {
        BitSet called = new BitSet();
        BitSet seen = new BitSet();
        Deque<Integer> open = new ArrayDeque<>();
        open.push(program.start(rule));
        while (!open.isEmpty()) {
            int node = open.pop();
            if (seen.get(node)) {
                continue;
            }
            seen.set(node);
            switch (program.kind(node)) {
                case READ -> {}
                case RETURN -> empty.set(rule);
                case FORK -> {
                    open.push(program.next(node));
                    open.push(program.other(node));
                }
                case CALL -> {
                    called.set(program.other(node));
                    if (empty.get(program.other(node))) {
                        open.push(program.next(node));
                    }
                }
            }
        }
        return called;
    }

    /** Depth first; a rule on the way that is met again calls itself. Free rules lead to no such rule. */
    private void visit(int start, BitSet[] calls, BitSet free) {
        BitSet way = new BitSet();
        Deque<Integer> open = new ArrayDeque<>();
        open.push(start);
        while (!open.isEmpty()) {
            int rule = open.peek();
            way.set(rule);
            int next = nextCall(calls[rule], free);
            if (next < 0) {
                way.clear(rule);
                free.set(rule);
                open.pop();
            } else if (way.get(next)) {
                throw new InputException("the grammar is wrong: rule " + program.name(next)
                        + " calls itself before anything else (left recursion)");
            } else {
                open.push(next);
            }
        }
    }

    private static int nextCall(BitSet called, BitSet free) {
        for (int rule = called.nextSetBit(0); rule >= 0; rule = called.nextSetBit(rule + 1)) {
            if (!free.get(rule)) {
                return rule;
            }
        }
        return -1;
    }
}
