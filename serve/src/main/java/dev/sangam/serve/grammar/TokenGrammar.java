package dev.sangam.serve.grammar;

import dev.sangam.core.InputException;
import dev.sangam.serve.sampling.TokenConstraint;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A grammar and how far an output has followed it: which tokens may come next. A token that ends generation may come
 * exactly when the output is a whole text of the grammar, and nothing may come after it. One thread uses it at a time,
 * along with those made from it by {@link #anew()}.
 *
 * <p>Any call throws an {@link InputException} when the grammar turns out to be too ambiguous to follow.
 */
public final class TokenGrammar implements TokenConstraint {
    private static final int MAX_MASKS = 64;

    private final TokenIndex tokens;
    private final Automaton automaton;
    private final Map<Automaton.State, BitSet> masks;
    // None once the output has ended.
    private Automaton.@Nullable State state;

    private TokenGrammar(TokenIndex tokens, Automaton automaton, Map<Automaton.State, BitSet> masks) {
        this.tokens = tokens;
        this.automaton = automaton;
        this.masks = masks;
        this.state = automaton.start();
    }

    /**
     * Reads a grammar in GBNF.
     *
     * @param root the rule that a whole text follows
     * @throws InputException when it is not valid, has a rule that calls itself first, or is too large
     */
    public static TokenGrammar compile(TokenIndex tokens, String gbnf, String root) {
        Program program = Program.of(Gbnf.read(gbnf));
        int rule = program.rule(root);
        LeftRecursion.refuse(program);
        return new TokenGrammar(tokens, new Automaton(program, rule), new HashMap<>());
    }

    /** The same grammar for another output. What was worked out for one serves the other. */
    public TokenGrammar anew() {
        return new TokenGrammar(tokens, automaton, masks);
    }

    @Override
    public boolean allows(int token) {
        Objects.checkIndex(token, tokens.size());
        if (state == null) {
            return false;
        }
        return tokens.isEnd(token) ? state.isWhole() : !after(state, token).isDead();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when it may not come next; nothing changed
     */
    @Override
    public void accept(int token) {
        if (state == null || !allows(token)) {
            throw new IllegalArgumentException("the grammar does not allow token " + token + " here");
        }
        state = tokens.isEnd(token) ? null : after(state, token);
    }

    @Override
    public void mask(float[] logits) {
        BitSet allowed = allowed();
        int from = allowed.nextClearBit(0);
        while (from < logits.length) {
            int next = allowed.nextSetBit(from);
            int to = next < 0 ? logits.length : Math.min(next, logits.length);
            Arrays.fill(logits, from, to, Float.NEGATIVE_INFINITY);
            from = allowed.nextClearBit(to);
        }
    }

    /** Whether the output so far is a whole text. */
    public boolean isWhole() {
        return state == null || state.isWhole();
    }

    private BitSet allowed() {
        if (state == null) {
            return new BitSet();
        }
        BitSet known = masks.get(state);
        if (known == null) {
            automaton.begin();
            known = tokens.allowed(automaton, state);
            if (masks.size() == MAX_MASKS) {
                masks.clear();
            }
            masks.put(state, known);
        }
        return known;
    }

    private Automaton.State after(Automaton.State from, int token) {
        automaton.begin();
        return tokens.after(automaton, from, token);
    }
}
