package dev.sangam.sim.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.sim.search.Demand.Best;
import dev.sangam.sim.search.Found.Ranked;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
    private static final int SPACES = 100;

    @TempDir
    private Path folder;

    /** The guarantee: whatever is left out, a full enumeration ranks lower than what is found. */
    @Test
    void theOptimumIsThatOfAFullEnumeration() {
        Seeds.each(SPACES, SearchTest.class, random -> {
            Capacities space = new Capacities(random);
            Found all = space.search(folder).exhaustive();
            Found found = space.search(folder).pruned(space.uppers, space.guesses, Best.NONE);
            assertThat(found.best()).isEqualTo(all.best());
            assertThat(first(found.byDollars())).isEqualTo(first(all.byDollars()));
            assertThat(first(found.byRatio())).isEqualTo(first(all.byRatio()));
        });
    }

    /** What may yet be the best once whole pools are simulated is there, too. */
    @Test
    void allThatIsWithinTheMarginIsMeasured() {
        Seeds.each(SPACES, SearchTest.class, random -> {
            Capacities space = new Capacities(random);
            Found all = space.search(folder).exhaustive();
            Found found = space.search(folder).pruned(space.uppers, space.guesses, Best.NONE);
            Best best = all.best();
            for (int i = 0; i < space.capacities.length; i++) {
                double floor = space.demand.floor(space.candidates.get(i), best);
                if (space.capacities[i] > 0 && space.capacities[i] >= floor) {
                    assertThat(found.standings().get(i))
                            .isEqualTo(all.standings().get(i));
                }
            }
        });
    }

    @Test
    void noStandingContradictsACapacity() {
        Seeds.each(SPACES, SearchTest.class, random -> {
            Capacities space = new Capacities(random);
            Found found = space.search(folder).pruned(space.uppers, space.guesses, Best.NONE);
            for (int i = 0; i < space.capacities.length; i++) {
                if (found.standings().get(i) instanceof Standing.Beaten(double upper, boolean simulated)) {
                    assertThat(space.capacities[i]).isLessThanOrEqualTo(upper);
                }
            }
        });
    }

    /** A baseline for the above: without the margin of the pool, less is looked at. */
    @Test
    void fewerAreMeasuredThanThereAre() {
        Capacities space = new Capacities(Seeds.random(7));
        space.search(folder).pruned(space.uppers, space.guesses, Best.NONE);
        int pruned = space.tasks;
        space.search(folder).exhaustive();
        assertThat(pruned).isLessThan(space.tasks - pruned);
    }

    private static List<Integer> first(List<Ranked> ranked) {
        return ranked.stream().limit(1).map(each -> each.candidate().index()).toList();
    }
}
