package dev.sangam.measure.prompt;

import dev.sangam.core.InputException;
import dev.sangam.core.request.BlockChain;
import dev.sangam.core.workload.BlockKeys;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import dev.sangam.measure.endpoint.EndpointCalls;
import dev.sangam.measure.endpoint.EndpointFacts;
import dev.sangam.measure.endpoint.ServerTokenizer;
import dev.sangam.measure.endpoint.Tokenizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/** Gets prompts ready before a run. */
final class Preparation {
    private static final int TRIED_IDS = 64;

    private final EndpointCalls calls;
    private final EndpointFacts facts;
    private final PromptPlan plan;
    private final UsageProbe probe;

    Preparation(EndpointCalls calls, EndpointFacts facts, PromptPlan plan) {
        this.calls = calls;
        this.facts = facts;
        this.plan = plan;
        this.probe = new UsageProbe(calls, facts.model(), plan.style());
    }

    /**
     * The prompts.
     *
     * @param goesOn which requests go on with a conversation; what their prompts share with others is said before them
     */
    Prompts prompts(Workload workload, IntPredicate goesOn) {
        Workload own = workload.hasPromptBlocks() ? withoutPrefixes(workload, goesOn) : workload;
        return switch (plan.source()) {
            case PromptSource.PromptFile(var path) ->
                FilePrompts.read(path, plan.style().api());
            case PromptSource.Passages text -> ofText(own, Passage.builtIn());
            case PromptSource.RandomWords words -> ofText(own, Passage.builtIn().shuffled(plan.seed()));
            case PromptSource.RandomTokens ids -> ofTokens(own);
        };
    }

    private Optional<Tokenizer> tokenizer() {
        return plan.tokenizer().or(() -> ServerTokenizer.find(calls, facts));
    }

    private Prompts ofText(Workload workload, Passage passage) {
        Optional<Tokenizer> tokenizer = tokenizer();
        TextCosts costs;
        if (tokenizer.isPresent()) {
            costs = CostSource.measured(tokenizer.orElseThrow(), probe, passage);
        } else {
            OptionalInt frame = probe.tokens(TextCosts.LEAD + TextCosts.TAIL);
            costs = (frame.isPresent()
                            ? CostSource.counted(probe, passage, frame.getAsInt())
                            : Optional.<TextCosts>empty())
                    .orElseGet(() -> CostSource.guessed(passage));
        }
        int context = facts.contextTokens().orElse(Integer.MAX_VALUE);
        // Prompts of another seed: those of the run are not to be in the server's cache before it.
        long other = BlockChain.next(plan.seed(), 1);
        TextPrompts prompts = new TextPrompts(workload, costs, other, context, "");
        String checked = new LengthCheck(prompts, workload, probe).result();
        return new TextPrompts(workload, costs, plan.seed(), context, checked + ", " + costs.how());
    }

    private Prompts ofTokens(Workload workload) {
        if (plan.style().api() == Api.CHAT) {
            throw new InputException("prompts are random token ids, which a chat does not take. Maybe use completions");
        }
        Tokenizer tokenizer = tokenizer()
                .orElseThrow(
                        () -> new InputException(
                                facts.endpoint()
                                        + ": has no /tokenize, so that it is not known which token ids it has. Maybe use random words"));
        WordTokens words = new WordTokens(tokenizer);
        words.count(Passage.builtIn().vocabulary());
        int[] ids = words.ids();
        int[] tried = Arrays.copyOf(ids, Math.min(ids.length, TRIED_IDS));
        int frame = Math.max(0, probe.tokens(new PromptContent.Tokens(tried)).orElse(tried.length) - tried.length);
        return new TokenPrompts(
                workload, ids, frame, plan.seed(), "exact, drawn from " + ids.length + " token ids of the model");
    }

    private static Workload withoutPrefixes(Workload workload, IntPredicate goesOn) {
        WorkloadBuilder result = new WorkloadBuilder();
        for (int i = 0; i < workload.size(); i++) {
            boolean later = goesOn.test(i);
            int shared = later ? workload.promptBlocks(i).size() * Workload.BLOCK_TOKENS : 0;
            result.add(
                    workload.arrival(i),
                    Math.max(1, workload.promptTokens(i) - shared),
                    workload.outputTokens(i),
                    workload.label(i),
                    later ? BlockKeys.NONE : workload.blockKeys(i));
        }
        return result.build();
    }
}
