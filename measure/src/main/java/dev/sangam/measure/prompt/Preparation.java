package dev.sangam.measure.prompt;

import dev.sangam.core.workload.Workload;
import dev.sangam.measure.endpoint.EndpointCalls;
import dev.sangam.measure.endpoint.EndpointFacts;

/** Gets prompts ready before a run. */
record Preparation(EndpointCalls calls, EndpointFacts facts, Workload workload, PromptPlan plan) {
    PromptBodies bodies() {
        throw new UnsupportedOperationException("the prompts are not made yet");
    }
}
