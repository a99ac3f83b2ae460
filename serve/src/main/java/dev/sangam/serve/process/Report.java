package dev.sangam.serve.process;

import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.EngineState;
import dev.sangam.serve.engine.EngineStatus;
import dev.sangam.serve.engine.FinishReason;
import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.StepReport;
import dev.sangam.serve.engine.Usage;
import java.util.List;

/** What the worker tells the front. */
sealed interface Report {
    /** What becomes of a request or a call. */
    sealed interface Answer extends Report {}

    /** The engine is up. */
    record Ready(ModelInfo model) implements Report {}

    /** The engine cannot be started; the problem's kind tells whether the user can change that. */
    record Refused(Problem problem) implements Report {}

    /** Sent every second, so that silence means something. */
    record Status(EngineStatus status) implements Report {}

    record Stepped(StepReport step) implements Report {}

    record Preempted(int requests) implements Report {}

    record Changed(EngineState state) implements Report {}

    record Accepted(long request, int promptTokens) implements Answer {}

    record Relegated(long request, boolean relegated) implements Answer {}

    record Token(long request, OutputToken token) implements Answer {}

    record Finished(long request, FinishReason reason, Usage usage) implements Answer {}

    record Failed(long request, Problem problem) implements Answer {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Tokenized(long call, int[] tokens) implements Answer {}

    record Detokenized(long call, String text) implements Answer {}

    record Embedded(long call, List<float[]> vectors) implements Answer {}

    record CallFailed(long call, Problem problem) implements Answer {}

    /** An {@link EngineException} on its way. */
    record Problem(EngineException.Kind kind, String code, String message) {
        static Problem of(Throwable failure) {
            return failure instanceof EngineException e
                    ? new Problem(e.kind(), e.code(), String.valueOf(e.getMessage()))
                    : new Problem(EngineException.Kind.INTERNAL, "internal_error", "the engine failed: " + failure);
        }

        EngineException exception() {
            return new EngineException(kind, code, message);
        }
    }
}
