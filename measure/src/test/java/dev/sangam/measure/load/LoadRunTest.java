package dev.sangam.measure.load;

import static dev.sangam.measure.load.Runs.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.workload.Workload;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunFile;
import dev.sangam.measure.run.RunRecord;
import dev.sangam.measure.target.Script;
import dev.sangam.measure.target.ScriptedServer;
import dev.sangam.measure.target.Served;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadRunTest {
    private static final LoadOptions OPTIONS = LoadOptions.DEFAULT;

    @TempDir
    private Path folder;

    @Test
    void anOpenLoopSendsEveryRequestWhenItIsDueAndNotBefore() {
        Workload workload = Runs.every(4 * MS, 50);
        try (ScriptedServer server = ScriptedServer.start(0, asked -> Script.steady(5, MS, MS))) {
            RunRecord run = Runs.run(LoadPlan.of(workload), LoadShape.Open.FREE, OPTIONS, server);
            assertThat(run.requests()).hasSize(50);
            for (int i = 0; i < 50; i++) {
                RequestRecord request = run.requests().get(i);
                assertThat(request.id()).isEqualTo(i);
                assertThat(request.intended()).isEqualTo(workload.arrival(i));
                assertThat(request.sent()).isGreaterThanOrEqualTo(request.intended());
                assertThat(request.outcome()).isEqualTo(Outcome.COMPLETED);
                assertThat(request.outputTokens()).isEqualTo(5);
                assertThat(request.promptTokens()).isEqualTo(10);
                assertThat(request.conversation()).isEqualTo(i);
            }
            assertThat(run.facts().stopped()).isEmpty();
            assertThat(run.facts().openLoop()).isTrue();
            assertThat(run.facts().generator().peakStreams()).isBetween(1, 50);
            assertThat(run.facts().nanos()).isGreaterThanOrEqualTo(workload.lastArrival());
        }
    }

    @Test
    void nothingIsReadBeforeItWasSentOrSeenBeforeItWasWritten() {
        try (ScriptedServer server = ScriptedServer.start(0, asked -> Script.steady(8, 2 * MS, 2 * MS))) {
            RunRecord run = Runs.run(LoadPlan.of(Runs.every(MS, 60)), LoadShape.Open.FREE, OPTIONS, server);
            // Both sides read one clock, the run from its start: with its start between these bounds, all is in order.
            long earliest = Long.MIN_VALUE;
            long latest = Long.MAX_VALUE;
            for (Served served : Runs.log(server, 60)) {
                RequestRecord request = run.requests().get(served.number());
                earliest = Math.max(earliest, request.sent() - served.readNanos());
                latest = Math.min(latest, request.headers() - served.headNanos());
                assertThat(request.chunkTimes()).hasSameSizeAs(served.outputNanos());
                for (int i = 0; i < request.chunkTimes().length; i++) {
                    latest = Math.min(latest, request.chunkTimes()[i] - served.outputNanos()[i]);
                }
            }
            assertThat(earliest).isLessThanOrEqualTo(latest);
        }
    }

    @Test
    void aCapMakesAQueueWhoseWaitCountsFromTheIntendedTime() {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.start(0, asked -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            return Script.steady(2, 10 * MS, 0);
        })) {
            LoadListener listener = new LoadListener() {
                @Override
                public void ended(RequestRecord request) {
                    atOnce.decrementAndGet();
                }
            };
            RunRecord run = Runs.of(LoadPlan.of(Runs.every(MS, 30)), new LoadShape.Open(3), OPTIONS, server)
                    .run(listener);
            assertThat(run.requests()).hasSize(30);
            assertThat(run.facts().generator().peakStreams()).isEqualTo(3);
            RequestRecord last = run.requests().getLast();
            assertThat(last.intended()).isEqualTo(29 * MS);
            // 27 before it at three at a time and 10 ms each
            assertThat(last.sent() - last.intended()).isGreaterThan(90 * MS - 29 * MS);
        }
    }

    @Test
    void turnsFollowTheAnswersBeforeThemAndTheirThinkTimes() {
        Map<Integer, String> said = new ConcurrentHashMap<>();
        int[] conversation = {0, 1, 0, 1, 0};
        long[] think = {0, 0, 20 * MS, 0, 5 * MS};
        try (ScriptedServer server = ScriptedServer.start(0, asked -> {
            int n = asked.number("n");
            said.put(n, asked.body());
            return Script.stream().text("answer " + n).finish("stop").done();
        })) {
            LoadPlan plan = LoadPlan.of(Runs.every(3 * MS, 5), conversation, think);
            List<RequestRecord> r =
                    Runs.run(plan, LoadShape.Open.FREE, OPTIONS, server).requests();
            assertThat(r.get(2).intended()).isEqualTo(r.get(0).ended() + 20 * MS);
            assertThat(r.get(4).intended()).isEqualTo(r.get(2).ended() + 5 * MS);
            assertThat(r.get(3).intended()).isEqualTo(r.get(1).ended());
            assertThat(r.get(4).conversation()).isZero();
            assertThat(r.get(4).sent()).isGreaterThanOrEqualTo(r.get(4).intended());
            assertThat(said.get(4)).contains("\"turn\":2").contains("answer 0|answer 2");
            assertThat(said.get(3)).contains("\"turn\":1").contains("answer 1");
        }
    }

    @Test
    void afterATurnThatFailedTheOthersAreNotSentAndNotLost() {
        int[] conversation = {0, 0, 0, 3};
        try (ScriptedServer server = ScriptedServer.start(
                0, asked -> asked.number("n") == 1 ? Script.plain(500).raw("{}") : Script.steady(1, 0, 0))) {
            LoadPlan plan = LoadPlan.of(Runs.every(0, 4), conversation, new long[4]);
            RunRecord run = Runs.run(plan, LoadShape.Open.FREE, OPTIONS, server);
            assertThat(run.requests())
                    .extracting(RequestRecord::outcome)
                    .containsExactly(Outcome.COMPLETED, Outcome.STATUS, Outcome.CANCELLED, Outcome.COMPLETED);
            assertThat(run.requests().get(2).sent()).isEqualTo(RequestRecord.NEVER);
            assertThat(run.requests().get(2).detail()).isEqualTo("the turn before it failed");
        }
    }

    @Test
    void everyEndpointGetsEveryRequestAtTheSameTime() {
        try (ScriptedServer fast = ScriptedServer.start(0, asked -> Script.steady(2, 0, 0));
                ScriptedServer slow = ScriptedServer.start(0, asked -> Script.steady(2, 30 * MS, 0))) {
            RunRecord run = Runs.run(LoadPlan.of(Runs.every(3 * MS, 20)), LoadShape.Open.FREE, OPTIONS, fast, slow);
            assertThat(run.facts().endpoints()).containsExactly(fast.address(), slow.address());
            assertThat(run.requests()).hasSize(40);
            for (int i = 0; i < 40; i++) {
                RequestRecord request = run.requests().get(i);
                assertThat(request.id()).isEqualTo(i / 2);
                assertThat(request.endpoint()).isEqualTo(i % 2);
                assertThat(request.intended()).isEqualTo(i / 2 * 3L * MS);
            }
            assertThat(Runs.log(fast, 20)).hasSize(20);
        }
    }

    @Test
    void usersAskAgainWhenTheyHaveTheirAnswerAndHaveThought() {
        long[] think = new long[40];
        java.util.Arrays.fill(think, 4 * MS);
        LoadPlan plan = LoadPlan.of(Runs.every(0, 40)).withThinkTimes(think);
        try (ScriptedServer server = ScriptedServer.start(0, asked -> Script.steady(2, 5 * MS, 0))) {
            LoadShape.Closed shape = new LoadShape.Closed(4, 20 * MS, LoadShape.Closed.UNTIL_DONE);
            RunRecord run = Runs.run(plan, shape, OPTIONS, server);
            assertThat(run.requests()).hasSize(40).allMatch(r -> r.outcome() == Outcome.COMPLETED);
            assertThat(run.facts().generator().peakStreams()).isBetween(1, 4);
            assertThat(run.facts().openLoop()).isFalse();
            List<Long> ends =
                    run.requests().stream().map(r -> r.ended() + 4 * MS).toList();
            assertThat(run.requests().stream().filter(r -> ends.contains(r.intended())))
                    .hasSize(36);
            assertThat(run.requests().stream().map(RequestRecord::intended)).contains(0L, 5 * MS, 10 * MS, 15 * MS);
        }
    }

    @Test
    void aClosedLoopEndsWhenItsTimeIsOver() {
        try (ScriptedServer server = ScriptedServer.start(0, asked -> Script.steady(2, 5 * MS, 0))) {
            LoadShape.Closed shape = new LoadShape.Closed(2, 0, 60 * MS);
            RunRecord run = Runs.run(LoadPlan.of(Runs.every(0, 10_000)), shape, OPTIONS, server);
            assertThat(run.requests()).hasSizeBetween(2, 26).allMatch(r -> r.outcome() == Outcome.COMPLETED);
            assertThat(run.requests()).allMatch(r -> r.intended() <= 60 * MS);
        }
    }

    @Test
    void anOverSaturatedRunIsStoppedAndSaysWhy() {
        try (ScriptedServer server =
                ScriptedServer.start(0, asked -> Script.stream().text("a").hang())) {
            RunRecord run = Runs.run(
                    LoadPlan.of(Runs.every(MS, 500)),
                    LoadShape.Open.FREE,
                    OPTIONS.withStop(20, Long.MAX_VALUE).withGrace(10 * MS),
                    server);
            assertThat(run.facts().stopped()).isEqualTo("over-saturated: 21 requests in flight");
            assertThat(run.requests()).hasSize(500).allMatch(r -> r.outcome() == Outcome.CANCELLED);
            assertThat(run.requests().stream().filter(r -> r.sent() >= 0)).hasSizeBetween(21, 60);
            assertThat(run.requests().stream().filter(r -> r.chunkTimes().length == 1))
                    .isNotEmpty();
        }
    }

    @Test
    void anInterruptedRunLosesNothing() {
        Path file = folder.resolve("run.jsonl.gz");
        Thread tester = Thread.currentThread();
        AtomicInteger sent = new AtomicInteger();
        LoadListener listener = new LoadListener() {
            @Override
            public void sent(int request, int endpoint, long intended, long at) {
                if (sent.incrementAndGet() == 10) {
                    tester.interrupt();
                }
            }
        };
        try (ScriptedServer server = ScriptedServer.start(0, asked -> Script.steady(2, 30 * MS, 0))) {
            RunRecord run = Runs.of(LoadPlan.of(Runs.every(20 * MS, 300)), LoadShape.Open.FREE, OPTIONS, server)
                    .run(listener, file);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(run.facts().stopped()).isEqualTo("interrupted");
            assertThat(run.requests()).hasSize(300);
            assertThat(run.requests().subList(0, 10)).allMatch(r -> r.outcome() == Outcome.COMPLETED);
            assertThat(run.requests().getLast().outcome()).isEqualTo(Outcome.CANCELLED);
            RunRecord read = RunFile.read(file);
            assertThat(read.facts()).isEqualTo(run.facts());
            assertThat(read.requests().subList(0, 20))
                    .usingRecursiveComparison()
                    .isEqualTo(run.requests().subList(0, 20));
            assertThat(read.requests()).hasSize(300);
            assertThat(RunFile.unfinished(file)).doesNotExist();
        } finally {
            assertThat(Files.exists(file)).isTrue();
        }
    }

    @Test
    void aRunWhoseBodiesCannotBeMadeFails() {
        RequestBodies broken = new RequestBodies() {
            @Override
            public String path() {
                return "/";
            }

            @Override
            public byte[] body(int request, List<String> answers) {
                throw new IllegalStateException("no text left");
            }

            @Override
            public int promptTokens(int request) {
                return -1;
            }
        };
        LoadRun run = new LoadRun(
                Runs.NAME,
                LoadPlan.of(Runs.every(MS, 3)),
                LoadShape.Open.FREE,
                List.of(dev.sangam.measure.client.Endpoint.of("http://127.0.0.1:1")),
                broken,
                OPTIONS);
        assertThatThrownBy(() -> run.run(LoadListener.NONE)).hasMessageContaining("no text left");
    }

    @Test
    void listenersHearOfEveryRequestAndChunk() {
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger first = new AtomicInteger();
        AtomicInteger chunks = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        LoadListener listener = new LoadListener() {
            @Override
            public void sent(int request, int endpoint, long intended, long at) {
                sent.incrementAndGet();
            }

            @Override
            public void firstToken(int request, int endpoint, long intended, long time) {
                assertThat(time).isGreaterThan(intended);
                first.incrementAndGet();
            }

            @Override
            public void chunks(int endpoint, int count) {
                chunks.addAndGet(count);
            }

            @Override
            public void ended(RequestRecord request) {
                ended.incrementAndGet();
            }
        };
        try (ScriptedServer server = ScriptedServer.start(0, asked -> Script.steady(7, MS, MS))) {
            Runs.of(LoadPlan.of(Runs.every(MS, 20)), LoadShape.Open.FREE, OPTIONS, server)
                    .run(listener);
        }
        assertThat(List.of(sent.get(), first.get(), chunks.get(), ended.get())).containsExactly(20, 20, 140, 20);
    }
}
