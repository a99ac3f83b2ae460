package dev.sangam.serve.http;

import dev.sangam.serve.engine.Engine;
import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.FinishReason;
import dev.sangam.serve.engine.GenerationListener;
import dev.sangam.serve.engine.GenerationRequest;
import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.Usage;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An ask on its way through the engine: its outputs are asked for at once, and answered when all are there or, in a
 * stream, as they come. Lives on the event loop; what the engine's threads tell is queued and handed over in one go.
 *
 * <p>A stream's head is sent with the first token, so that whatever goes wrong before has a proper status.
 */
final class Generation {
    /** So much of what an engine told one generation is heard before others have their turn. */
    private static final int TOLD_AT_A_TIME = 64;
    /** A longer answer is not put together: it is in memory some times over in the end. */
    private static final long MAX_WHOLE_CHARS = 16 << 20;
    /** A longer one is put together beside the event loop. */
    private static final int SMALL_WHOLE_CHARS = 64 << 10;

    /** What an engine thread told, at a time of {@link System#nanoTime}. */
    private sealed interface Told {
        record Relegated(Output output, boolean relegated) implements Told {}

        record Token(Output output, OutputToken token, long time) implements Told {}

        record Finished(Output output, FinishReason reason, Usage usage, long time) implements Told {}

        record Failed(Output output, EngineException problem) implements Told {}
    }

    /** What a generation needs of the server. */
    record Surroundings(
            Context loop,
            Engine engine,
            Admission admission,
            Telemetry telemetry,
            MemoryBudget answers,
            LongSupplier ids,
            int backlogBytes) {}

    private final class Output implements GenerationListener {
        private final long id;
        private final Choice choice;
        private final Admission.Place place;
        private final RequestWatch watch;
        private boolean over;

        Output(Choice choice) {
            this.id = around.ids.getAsLong();
            this.choice = choice;
            this.place =
                    around.admission.enter(ask.qos().tenant(), ask.qos().qos().name());
            this.watch = around.telemetry.submitted(model, ask.qos());
        }

        @Override
        public void relegated(boolean relegated) {
            tell(new Told.Relegated(this, relegated));
        }

        @Override
        public void token(OutputToken token) {
            tell(new Told.Token(this, token, System.nanoTime()));
        }

        @Override
        public void finished(FinishReason reason, Usage usage) {
            tell(new Told.Finished(this, reason, usage, System.nanoTime()));
        }

        @Override
        public void failed(EngineException problem) {
            tell(new Told.Failed(this, problem));
        }

        void over(Outcome outcome) {
            if (!over) {
                over = true;
                place.left();
                watch.ended(outcome, System.nanoTime());
            }
        }
    }

    private final Surroundings around;
    private final Exchange exchange;
    private final Ask ask;
    private final String model;
    private final Envelope envelope;
    private final List<Output> outputs = new ArrayList<>();
    private final List<Choice> choices = new ArrayList<>();
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private int unfinished;
    private boolean over;
    private boolean broken;
    private long kept;
    private @Nullable EventStream stream;

    /**
     * @param echoes texts of the prompts where they are to be echoed, else empty
     */
    Generation(Surroundings around, Exchange exchange, Ask ask, ModelInfo model, List<String> echoes) {
        this.around = around;
        this.exchange = exchange;
        this.ask = ask;
        this.model = model.id();
        this.envelope = new Envelope(ask, model);
        for (int i = 0; i < ask.choices(); i++) {
            choices.add(new Choice(i, ask.logprobs(), echoes.isEmpty() ? "" : echoes.get(i / ask.n())));
        }
        this.unfinished = choices.size();
    }

    /** Submits all outputs. */
    void start() {
        exchange.onGone(() -> abandon(Outcome.CANCELLED));
        exchange.onDone(() -> around.answers.give(kept));
        choices.forEach(choice -> outputs.add(new Output(choice)));
        try {
            outputs.forEach(output -> around.engine.generate(request(output), output));
        } catch (RuntimeException e) {
            cancel(Outcome.FAILED);
            throw e;
        }
    }

    private GenerationRequest request(Output output) {
        int index = output.choice.index;
        return new GenerationRequest(
                output.id,
                ask.prompts().get(index / ask.n()),
                ask.maxTokens(),
                ask.sampling(index),
                ask.stop(),
                ask.format(),
                ask.ignoreEos(),
                ask.qos().qos(),
                ask.qos().priority(),
                ask.qos().tenant().name(),
                ask.qos().maxWaitNanos());
    }

    /** Gives it up with an error to the client. */
    void fail(ApiError error) {
        Buffer events = Buffer.buffer();
        fail(error, events);
        send(events);
    }

    private void fail(ApiError error, Buffer events) {
        if (over) {
            return;
        }
        cancel(Outcome.FAILED);
        if (stream == null) {
            exchange.error(error);
        } else {
            Envelope.error(events, error);
            broken = true;
        }
    }

    private void tell(Told message) {
        told.add(message);
        wake();
    }

    /** Takes what was told; a stream gets it in one write. Others have their turn before the rest of a lot. */
    private void hear() {
        Buffer events = Buffer.buffer();
        for (int heard = 0; heard < TOLD_AT_A_TIME && !over; heard++) {
            Told next = told.poll();
            if (next == null) {
                break;
            }
            hear(next, events);
        }
        send(events);
        woken.set(false);
        if (over) {
            told.clear();
        } else if (!told.isEmpty()) {
            wake();
        }
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            around.loop.runOnContext(none -> {
                try {
                    hear();
                } catch (RuntimeException e) {
                    Answers.report(exchange, e);
                    abandon(Outcome.FAILED);
                }
            });
        }
    }

    private void send(Buffer events) {
        EventStream to = stream;
        if (to == null || events.length() == 0) {
            return;
        }
        to.send(events);
        if (broken) {
            to.close();
        } else if (unfinished == 0) {
            to.end();
        }
    }

    private void hear(Told message, Buffer events) {
        switch (message) {
            case Told.Relegated(Output output, boolean relegated) -> {
                output.choice.relegated = relegated;
                output.watch.relegated(relegated);
            }
            case Told.Token(Output output, OutputToken token, long time) -> {
                output.place.started();
                output.watch.token(time);
                take(output.choice, token, events);
            }
            case Told.Finished(Output output, FinishReason reason, Usage usage, long time) ->
                finish(output, reason, usage, events);
            case Told.Failed(Output output, EngineException problem) -> {
                output.over(Outcome.of(problem));
                fail(ApiError.of(problem, around.admission.retryAfterSeconds()), events);
            }
        }
    }

    private void take(Choice choice, OutputToken token, Buffer events) {
        if (ask.stream()) {
            open(choice, events);
            envelope.piece(events, choice, ask.style().delta(choice, token));
        } else {
            int before = choice.length();
            choice.keep(ask.style(), token);
            keep(choice.length() - before, events);
        }
    }

    /** Accounts for what is answered whole, until it is sent. */
    private void keep(int chars, Buffer events) {
        if (kept + chars > MAX_WHOLE_CHARS) {
            String message = "The answer is longer than " + MAX_WHOLE_CHARS + " characters. Maybe stream it?";
            fail(ApiError.of(400, "answer_too_large", message), events);
        } else if (around.answers.take(chars)) {
            kept += chars;
        } else {
            String message = "The answers being put together take all the memory there is for them. Maybe stream it?";
            fail(ApiError.dropped(503, "answers_full", message, around.admission.retryAfterSeconds()), events);
        }
    }

    private void open(Choice choice, Buffer events) {
        if (stream == null) {
            stream = exchange.stream(around.backlogBytes, () -> abandon(Outcome.SLOW_READER));
        }
        if (!choice.opened) {
            choice.opened = true;
            if (ask.style().opens(choice)) {
                envelope.piece(events, choice, ask.style().opening(choice));
            }
        }
    }

    private void finish(Output output, FinishReason reason, Usage usage, Buffer events) {
        Choice choice = output.choice;
        choice.reason = reason;
        choice.usage = usage;
        output.watch.usage(usage);
        output.over(Outcome.OK);
        unfinished--;
        if (ask.stream()) {
            open(choice, events);
            envelope.piece(events, choice, ask.style().last(choice));
        }
        if (unfinished == 0) {
            over = true;
            if (ask.stream()) {
                envelope.ending(events, choices);
            } else {
                answerWhole();
            }
        }
    }

    private void answerWhole() {
        if (kept <= SMALL_WHOLE_CHARS) {
            exchange.json(200, envelope.whole(choices));
        } else {
            exchange.jsonBeside(around.loop, () -> envelope.whole(choices));
        }
    }

    private void abandon(Outcome outcome) {
        if (!over) {
            cancel(outcome);
        }
        exchange.cut();
    }

    private void cancel(Outcome outcome) {
        over = true;
        for (Output output : outputs) {
            if (!output.over) {
                around.engine.cancel(output.id);
                output.over(outcome);
            }
        }
    }
}
