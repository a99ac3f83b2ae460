package dev.sangam.measure.prompt;

import dev.sangam.core.InputException;
import dev.sangam.core.workload.Workload;
import dev.sangam.measure.endpoint.EndpointCalls;
import dev.sangam.measure.endpoint.EndpointFacts;
import dev.sangam.measure.load.RequestBodies;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** The bodies of a workload's requests. A turn of a conversation adds a prompt of its own to what was said before. */
public final class PromptBodies implements RequestBodies {
    private final Workload workload;
    private final RequestStyle style;
    private final Prompts prompts;
    private final BodyWriter writer;
    private final int[] previous;

    private PromptBodies(Workload workload, RequestStyle style, String model, Prompts prompts, int[] previous) {
        this.workload = workload;
        this.style = style;
        this.prompts = prompts;
        this.writer = new BodyWriter(model, style);
        this.previous = previous;
    }

    /**
     * Gets prompts ready: finds out how the endpoint's model counts tokens, by some calls that are no load to speak of.
     *
     * @param conversation for each request the number of the first turn of its conversation, which may be its own; turns
     *     are in the order of their numbers
     * @throws InputException when the endpoint cannot be reached, the source does not suit, or a request does not fit the
     *     endpoint's context
     */
    public static PromptBodies prepare(
            EndpointCalls calls,
            EndpointFacts facts,
            Workload workload,
            IntUnaryOperator conversation,
            PromptPlan plan) {
        int[] previous = previous(workload.size(), conversation);
        if (plan.source() instanceof PromptSource.RandomTokens
                && IntStream.of(previous).anyMatch(turn -> turn >= 0)) {
            throw new InputException("prompts are random token ids, but answers are text, so that a conversation cannot"
                    + " have both. Maybe use random words");
        }
        Prompts prompts = new Preparation(calls, facts, plan).prompts(workload, i -> previous[i] >= 0);
        PromptBodies bodies = new PromptBodies(workload, plan.style(), facts.model(), prompts, previous);
        facts.contextTokens().ifPresent(context -> bodies.checkFits(context, facts));
        return bodies;
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
        List<PromptContent> contents = new ArrayList<>();
        for (int turn = request; turn >= 0; turn = previous[turn]) {
            contents.addFirst(prompts.content(turn));
        }
        if (answers.size() != contents.size() - 1) {
            throw new IllegalArgumentException("request " + request + " has " + answers.size()
                    + " answers before it; it must have " + (contents.size() - 1));
        }
        return writer.body(contents, answers, workload.outputTokens(request), workload.label(request));
    }

    @Override
    public int promptTokens(int request) {
        int sum = 0;
        for (int turn = request; turn >= 0; turn = previous[turn]) {
            int tokens = prompts.tokens(turn);
            if (tokens < 0) {
                return -1;
            }
            sum += tokens;
        }
        return sum;
    }

    /** Refuses a workload of which the server would refuse a part: its errors would say nothing about its speed. */
    private void checkFits(int context, EndpointFacts facts) {
        for (int i = 0; i < workload.size(); i++) {
            long tokens = promptTokens(i);
            if (tokens < 0) {
                return;
            }
            for (int turn = i; turn >= 0; turn = previous[turn]) {
                tokens += workload.outputTokens(turn);
            }
            if (tokens > context) {
                throw new InputException("request " + i + " of the workload has " + tokens
                        + " tokens, prompt and output; " + facts.endpoint() + " takes " + context
                        + ". Maybe cut the workload with max_total: " + context);
            }
        }
    }

    /** The turn before each, or -1. */
    private static int[] previous(int size, IntUnaryOperator conversation) {
        int[] latest = new int[size];
        int[] previous = new int[size];
        for (int i = 0; i < size; i++) {
            int first = conversation.applyAsInt(i);
            previous[i] = first == i ? -1 : latest[first];
            latest[first] = i;
        }
        return previous;
    }
}
