package dev.sangam.measure.fidelity.run;

import dev.sangam.measure.fidelity.TokenPair;

/**
 * A token of a text as a {@link TokenJournal} keeps it.
 *
 * @param pair what both models said
 * @param baseTop the token that the base found likeliest, as a number of the vocabulary
 * @param candidateTop the candidate's
 */
public record KeptToken(TokenPair pair, int baseTop, int candidateTop) {}
