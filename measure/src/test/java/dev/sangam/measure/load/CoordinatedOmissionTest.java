package dev.sangam.measure.load;

import static dev.sangam.measure.load.Runs.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunRecord;
import dev.sangam.measure.target.Script;
import dev.sangam.measure.target.ScriptedServer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** A server that freezes is told from the intended times, and hidden by the times of sending. */
class CoordinatedOmissionTest {
    private static final int CAP = 4;
    private static final int REQUESTS = 150;
    private static final long GAP = 10 * MS;
    private static final long FREEZE = 500 * MS;

    /** Requests that were waited for at some time in the freeze, by the time from which waiting counts. */
    private static long waiting(RunRecord run, long time, ToLongFunction<RequestRecord> from) {
        return run.requests().stream()
                .filter(r -> r.chunkTimes().length > 0)
                .filter(r -> from.applyAsLong(r) <= time && r.chunkTimes()[0] > time)
                .count();
    }

    @Test
    void theWaitInTheClientIsToldByIntendedTimesAlone() {
        AtomicLong frozenAt = new AtomicLong(-1);
        try (ScriptedServer server = ScriptedServer.start(0, asked -> Script.steady(2, MS, MS))) {
            LoadListener freezer = new LoadListener() {
                @Override
                public void sent(int request, int endpoint, long intended, long sent) {
                    if (request == 50 && frozenAt.compareAndSet(-1, sent)) {
                        server.freeze(FREEZE);
                    }
                }
            };
            RunRecord run = Runs.of(
                            LoadPlan.of(Runs.every(GAP, REQUESTS)),
                            new LoadShape.Open(CAP),
                            LoadOptions.DEFAULT,
                            server)
                    .run(freezer);
            assertThat(run.requests()).hasSize(REQUESTS);
            long late = frozenAt.get() + FREEZE * 9 / 10;
            // 45 are due in nine tenths of the freeze; those at the server are as many as the cap.
            assertThat(waiting(run, late, RequestRecord::sent)).isBetween(1L, (long) CAP);
            assertThat(waiting(run, late, RequestRecord::intended)).isGreaterThanOrEqualTo(40);
        }
    }
}
