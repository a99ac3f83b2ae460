package dev.sangam.core.scheduler;

import dev.sangam.core.request.Request;

/** Something that happened and that the scheduler must know. */
public sealed interface Event {
    /** A client sent a request. */
    record Arrived(Request request) implements Event {}

    /** A client went away. Unknown and finished ids are ignored, since a cancellation may cross the last token. */
    record Cancelled(long id) implements Event {}

    /** The executor finished a step. */
    record Completed(Step step, StepResult result) implements Event {}
}
