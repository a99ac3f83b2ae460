package dev.sangam.serve.process;

import dev.sangam.serve.engine.GenerationRequest;
import dev.sangam.serve.engine.Prompt;
import java.util.List;

/** What the front asks of the worker. The end of the stream asks it to stop. */
sealed interface Command {
    /** Always the first; the configuration means something to {@link WorkerStart} alone. */
    record Start(String configuration) implements Command {}

    record Generate(GenerationRequest request) implements Command {}

    record Cancel(long request) implements Command {}

    /** Answered by {@link Report.Tokenized}. Calls are numbered by the front. */
    record Tokenize(long call, Prompt prompt) implements Command {}

    /** Answered by {@link Report.Detokenized}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Detokenize(long call, int[] tokens) implements Command {}

    /** Answered by {@link Report.Embedded}. */
    record Embed(long call, List<Prompt> prompts) implements Command {}
}
