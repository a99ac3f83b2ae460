package dev.sangam.serve.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.request.QosClass;
import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.FinishReason;
import dev.sangam.serve.engine.GenerationListener;
import dev.sangam.serve.engine.GenerationRequest;
import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.ResponseFormat;
import dev.sangam.serve.engine.SamplingParams;
import dev.sangam.serve.engine.Usage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What became of a request: checks the order of what it hears, and keeps it. */
class Outcome implements GenerationListener {
    final long id;
    final AtomicInteger tokens = new AtomicInteger();
    private final StringBuilder text = new StringBuilder();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final CompletableFuture<Optional<EngineException>> end = new CompletableFuture<>();
    private final CompletableFuture<Integer> firstToken = new CompletableFuture<>();
    private int accepted;
    /** What it heard of relegations, in order. */
    final BlockingQueue<Boolean> relegations = new LinkedBlockingQueue<>();

    Outcome(long id) {
        this.id = id;
    }

    static GenerationRequest request(long id, String script, int tokens) {
        return new GenerationRequest(
                id,
                new Prompt.Text(script, true),
                tokens,
                SamplingParams.GREEDY,
                List.of(),
                ResponseFormat.TEXT,
                false,
                QosClass.BEST_EFFORT,
                0,
                "test",
                0);
    }

    /** Waits for the end, and gives the problem if it was one. */
    Optional<EngineException> await() throws Exception {
        return end.get(60, TimeUnit.SECONDS);
    }

    /** Waits for the end, which must be a success. */
    void awaitFinish() throws Exception {
        assertThat(await()).as("request %d", id).isEmpty();
    }

    /** Waits for the end, which must be a failure. */
    EngineException awaitFailure() throws Exception {
        return await().orElseThrow();
    }

    void awaitToken() throws Exception {
        firstToken.get(60, TimeUnit.SECONDS);
    }

    boolean ended() {
        return end.isDone();
    }

    /** Asserts that the first so many tokens came, each once and in order, and nothing that should not. */
    void check(int count) {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < count; i++) {
            expected.append(ScriptedEngine.text(id, i));
        }
        assertThat(faults).isEmpty();
        assertThat(text.toString()).as("request %d", id).isEqualTo(expected.toString());
    }

    @Override
    public void accepted(int promptTokens) {
        note("accepted", accepted++ == 0 && tokens.get() == 0);
    }

    @Override
    public void token(OutputToken token) {
        note("token", accepted == 1);
        text.append(token.text());
        tokens.incrementAndGet();
        firstToken.complete(token.id());
    }

    @Override
    public void relegated(boolean relegated) {
        relegations.add(relegated);
        note("relegated " + relegated, accepted == 1);
    }

    @Override
    public void finished(FinishReason reason, Usage usage) {
        note("finished with " + usage, usage.outputTokens() == tokens.get());
        end.complete(Optional.empty());
    }

    @Override
    public void failed(EngineException problem) {
        note("failed", true);
        end.complete(Optional.of(problem));
    }

    private void note(String what, boolean expected) {
        if (inside.incrementAndGet() != 1 || !expected || end.isDone()) {
            faults.add(what + " at token " + tokens.get());
        }
        inside.decrementAndGet();
    }
}
