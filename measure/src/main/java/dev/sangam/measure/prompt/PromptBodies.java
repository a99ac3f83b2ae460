package dev.sangam.measure.prompt;

import dev.sangam.core.workload.Workload;
import dev.sangam.measure.endpoint.EndpointCalls;
import dev.sangam.measure.endpoint.EndpointFacts;
import dev.sangam.measure.load.RequestBodies;
import java.util.List;

/**
 * The bodies of a workload's requests. With several turns, requests {@code 0..turns-1} are the first conversation, the
 * next {@code turns} the second, and so on; each turn adds a prompt of its own to what was said before.
 */
public final class PromptBodies implements RequestBodies {
    private final Workload workload;
    private final int turns;
    private final RequestStyle style;
    private final Prompts prompts;
    private final BodyWriter writer;

    PromptBodies(Workload workload, PromptPlan plan, String model, Prompts prompts) {
        this.workload = workload;
        this.turns = plan.turns();
        this.style = plan.style();
        this.prompts = prompts;
        this.writer = new BodyWriter(model, style);
    }

    /**
     * Gets prompts ready: finds out how the endpoint's model counts tokens, by some calls that are no load to speak of.
     *
     * @throws dev.sangam.core.InputException when the endpoint cannot be reached, or the source does not suit
     */
    public static PromptBodies prepare(EndpointCalls calls, EndpointFacts facts, Workload workload, PromptPlan plan) {
        return new Preparation(calls, facts, workload, plan).bodies();
    }

    /** How prompts got their lengths and how exact they are, for people. */
    public String lengths() {
        return prompts.lengths();
    }

    @Override
    public String path() {
        return style.api().path();
    }

    @Override
    public byte[] body(int request, List<String> answers) {
        int turn = request % turns;
        if (answers.size() != turn) {
            throw new IllegalArgumentException(
                    "request " + request + " has " + answers.size() + " answers before it; it must have " + turn);
        }
        List<PromptContent> contents = java.util.stream.IntStream.rangeClosed(request - turn, request)
                .mapToObj(prompts::content)
                .toList();
        return writer.body(contents, answers, workload.outputTokens(request), workload.label(request));
    }

    @Override
    public int promptTokens(int request) {
        int sum = 0;
        for (int each = request - request % turns; each <= request; each++) {
            int tokens = prompts.tokens(each);
            if (tokens < 0) {
                return -1;
            }
            sum += tokens;
        }
        return sum;
    }
}
