package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.metric.FluidityIndex;
import dev.sangam.core.request.Slo;
import org.junit.jupiter.api.Test;

class TokenDeadlinesTest {
    @Test
    void areThoseThatTheFluidityIndexCountsBy() {
        Seeds.each(300, getClass(), random -> {
            long arrival = random.nextInt(1000);
            long ttft = random.nextInt(1, 500);
            long tbt = random.nextInt(1, 50);
            int pause = random.nextInt(2, 80);
            long[] times = new long[random.nextInt(1, 60)];
            long time = arrival;
            for (int i = 0; i < times.length; i++) {
                time += random.nextInt(10) == 0 ? random.nextInt(600) : random.nextInt(1, pause);
                times[i] = time;
            }
            Slo slo = new Slo.Interactive(ttft, tbt);
            Sequence s = Prompts.sequence(Prompts.request(0, arrival, 1, 100, slo));
            long missed = 0;
            for (long t : times) {
                missed += FluidityIndex.missed(t - s.due, tbt);
                TokenDeadlines.emitted(s, t);
            }
            assertThat(missed)
                    .isEqualTo(FluidityIndex.score(times, arrival, ttft, tbt).missed());
        });
    }

    @Test
    void aDeadlineBeyondTheEndOfTimeIsNever() {
        Slo slo = new Slo.Interactive(Long.MAX_VALUE, Long.MAX_VALUE);
        Sequence s = Prompts.sequence(Prompts.request(0, 7, 1, 9, slo));
        assertThat(s.due).isEqualTo(Long.MAX_VALUE);
        TokenDeadlines.emitted(s, 50);
        assertThat(s.due).isEqualTo(Long.MAX_VALUE);
        assertThat(TokenDeadlines.allowance(s, 5, 60)).isPositive();
    }

    @Test
    void aStreamNeverAllowsMoreThanItsSlackUnlessItIsLate() {
        Seeds.each(300, getClass(), random -> {
            long tbt = random.nextInt(2, 100);
            Slo slo = new Slo.Interactive(random.nextInt(1, 1000), tbt);
            Sequence s = Prompts.sequence(Prompts.request(0, 0, 1, 100, slo));
            long now = random.nextInt(1500);
            long allowance = TokenDeadlines.allowance(s, random.nextInt(100), now);
            long slack = s.due - now;
            assertThat(allowance).isBetween(tbt / 2, Math.max(tbt / 2, slack));
            assertThat(allowance).isGreaterThanOrEqualTo(Math.min(tbt, Math.max(tbt / 2, slack)));
        });
    }

    @Test
    void aLastTokenPromisedSharesWhatIsLeftAmongTheTokensToCome() {
        Sequence s = Prompts.sequence(Prompts.request(0, 0, 1, 100, new Slo.NonInteractive(1000)));
        assertThat(TokenDeadlines.allowance(s, 10, 400)).isEqualTo(60);
        assertThat(TokenDeadlines.allowance(s, 0, 400)).isEqualTo(600);
        assertThat(TokenDeadlines.allowance(s, 10, 1000)).as("missed").isEqualTo(QosStatus.UNLIMITED);
        TokenDeadlines.emitted(s, 400);
        assertThat(s.due).as("tokens before the last are not due").isEqualTo(1000);
    }

    @Test
    void whoIsRelegatedOrWasPromisedNothingAllowsEverything() {
        Sequence late = Prompts.sequence(Prompts.request(0, 0, 1, 100, Prompts.ttft(1)));
        late.relegated = true;
        assertThat(TokenDeadlines.allowance(late, 10, 5)).isEqualTo(QosStatus.UNLIMITED);
        Sequence patient = Prompts.sequence(Prompts.request(0, 0, 1, 100, Prompts.NOTHING));
        assertThat(TokenDeadlines.allowance(patient, 10, 5)).isEqualTo(QosStatus.UNLIMITED);
    }
}
