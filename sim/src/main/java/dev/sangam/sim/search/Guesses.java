package dev.sangam.sim.search;

import java.util.List;

/**
 * What capacities may be, told by short simulations: very short ones of all candidates, then longer ones of the best of them, as
 * in successive halving. They decide in which order a search looks at candidates, and nothing else.
 */
final class Guesses {
    /** How many times shorter simulations are, round by round. */
    private static final int[] SHORTER = {128, 8};
    /** One in so many candidates is in the next round. */
    private static final int FEWER = 12;

    private static final int FEWEST = 8;

    private final Errand errand;
    private final Search search;
    private final Desk desk;

    Guesses(Errand errand, Search search, Desk desk) {
        this.errand = errand;
        this.search = search;
        this.desk = desk;
    }

    /** @param uppers a rate that the capacity of each candidate does not exceed */
    double[] of(double[] uppers) {
        double[] guesses = new double[uppers.length];
        for (int i = 0; i < guesses.length; i++) {
            guesses[i] = Double.isFinite(uppers[i]) ? uppers[i] / 3 : 0;
        }
        List<Integer> round = search.order(guesses);
        for (int shorter : SHORTER) {
            if (!errand.shortens(shorter)) {
                break;
            }
            List<Integer> members = round;
            List<Outcome> outcomes = desk.perform(members.stream()
                    .map(i -> errand.rough(search.candidates().get(i), shorter, guesses[i]))
                    .toList());
            for (int k = 0; k < members.size(); k++) {
                guesses[members.get(k)] = outcomes.get(k).rate();
            }
            round = search.order(guesses)
                    .subList(0, Math.min(members.size(), Math.max(FEWEST, members.size() / FEWER)));
        }
        return guesses;
    }
}
