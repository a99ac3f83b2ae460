package dev.sangam.sim.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.metric.RequestLog;
import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final long SECOND = 1_000_000_000;
    private static final QosClass CHAT = new QosClass("chat", new Slo.Interactive(6 * SECOND, SECOND / 20));
    private static final QosClass BATCH = new QosClass("batch", new Slo.NonInteractive(10 * SECOND));

    private final Workload workload = new WorkloadBuilder()
            .add(0, 10, 3, new Label(CHAT, 0, "t"))
            .add(0, 10, 3, new Label(CHAT, 1, "t"))
            .add(0, 10, 3, new Label(CHAT, 0, "t"))
            .add(0, 10, 3, new Label(BATCH, 0, "t"))
            .add(0, 10, 3, new Label(BATCH, 1, "t"))
            .add(0, 10, 3, Label.DEFAULT)
            .build();

    /** The first of each class is in time; the second chat starts late, the third stalls; the second batch never ends. */
    private RequestLog log() {
        RunRecorder recorder = new RunRecorder(shape -> 0);
        tokens(recorder, 0, 1000, 1010, 1020);
        tokens(recorder, 1, 7000, 7010, 7020);
        tokens(recorder, 2, 1000, 8000, 9000);
        tokens(recorder, 3, 7000, 8000, 9000);
        tokens(recorder, 4, 1000, 1010);
        tokens(recorder, 5, 90_000, 91_000, 92_000);
        return recorder.requests();
    }

    private void tokens(RunRecorder recorder, int id, long... millis) {
        var request = workload.request(id, 3);
        recorder.arrived(id, 0);
        recorder.prefilled(id, request, 0, 0, 0);
        for (long at : millis) {
            recorder.emitted(id, request, at * 1_000_000);
        }
        if (millis.length == 3) {
            recorder.finished(id, millis[2] * 1_000_000);
        }
    }

    @Test
    void thePapersRuleLooksAtTheFirstTokenOfInteractiveRequests() {
        assertThat(Tally.of(workload, log(), Rule.TTFT))
                .containsExactly(
                        new Tally("all", 5, 2),
                        new Tally("worst class", 2, 1),
                        new Tally("batch", 2, 1),
                        new Tally("chat", 3, 1),
                        new Tally("priority 0", 3, 0),
                        new Tally("priority 1", 2, 2));
    }

    @Test
    void ourRuleSeesStallsToo() {
        assertThat(Tally.of(workload, log(), Rule.ATTAINMENT))
                .contains(new Tally("chat", 3, 2), new Tally("worst class", 3, 2), new Tally("priority 0", 3, 1));
    }
}
