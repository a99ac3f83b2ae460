package dev.sangam.measure.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TokenSharesTest {
    @Test
    void sharesAddUpAndFollowTheLengths() {
        Seeds.each(500, TokenSharesTest.class, random -> {
            int chunks = 1 + random.nextInt(20);
            int[] lengths = random.ints(chunks, 1, 30).toArray();
            int total = random.nextInt(60);
            int[] shares = TokenShares.byLength(total, lengths, chunks);
            assertThat(Arrays.stream(shares).sum()).isEqualTo(total);
            assertThat(Arrays.stream(shares).min().orElseThrow()).isGreaterThanOrEqualTo(total >= chunks ? 1 : 0);
        });
        assertThat(TokenShares.byLength(3, new int[] {9, 1, 4}, 3)).containsExactly(1, 1, 1);
        assertThat(TokenShares.byLength(9, new int[] {20, 20, 20}, 3)).containsExactly(3, 3, 3);
        assertThat(TokenShares.byLength(7, new int[] {1, 7, 0}, 2)).containsExactly(1, 6);
        assertThat(TokenShares.byLength(0, new int[0], 0)).isEmpty();
    }
}
