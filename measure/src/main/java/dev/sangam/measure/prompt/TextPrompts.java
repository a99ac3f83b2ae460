package dev.sangam.measure.prompt;

import static dev.sangam.measure.prompt.TextCosts.TOKEN;

import dev.sangam.core.request.BlockChain;
import dev.sangam.core.workload.BlockKeys;
import dev.sangam.core.workload.Workload;
import dev.sangam.measure.prompt.TextCosts.Common;

/**
 * Prompts of the workload's lengths, made of a text. Each starts with a number of its own, so that no server has it in its
 * cache, unless the workload gives its first blocks hashes: then their text comes first, which is the same wherever the
 * hash is the same, and of 16 tokens each.
 */
final class TextPrompts implements Prompts {
    /** Most common words that a prompt is numbered with. */
    private static final int MAX_DIGITS = 8;

    /** Neighbours are far from one another, and none is met twice as it has no factor in common with the numbers there are. */
    private static final long STEP = 265_743_301;

    private final Workload workload;
    private final TextCosts costs;
    private final long seed;
    private final int context;
    private final String lengths;
    private final long numbers;

    /**
     * @param context longest prompt and output that the model takes
     */
    TextPrompts(Workload workload, TextCosts costs, long seed, int context, String lengths) {
        this.workload = workload;
        this.costs = costs;
        this.seed = seed;
        this.context = context;
        this.lengths = lengths;
        this.numbers = Math.powExact((long) costs.common().size(), MAX_DIGITS);
    }

    @Override
    public PromptContent content(int request) {
        StringBuilder text = new StringBuilder(TextCosts.LEAD);
        appendShared(text, request);
        long left = workload.promptTokens(request) * TOKEN - costs.frame() - sharedTokens(request) * TOKEN;
        long own = BlockChain.next(seed, -1); // apart from the keys, which may be small numbers, too
        long hash = BlockChain.next(own, request);
        left -= appendNumber(text, (request * STEP + Math.floorMod(own, numbers)) % numbers, left);
        fill(text, place(hash), left, hash);
        return new PromptContent.Text(text.append(TextCosts.TAIL).toString());
    }

    @Override
    public int tokens(int request) {
        long least = Math.ceilDiv(costs.frame(), TOKEN) + sharedTokens(request);
        return (int) Math.max(workload.promptTokens(request), least);
    }

    @Override
    public String lengths() {
        return lengths;
    }

    private long sharedTokens(int request) {
        return (long) sharedBlocks(request) * Workload.BLOCK_TOKENS;
    }

    /** Whole blocks, even where what is around them makes the prompt longer than the workload says, but not than fits. */
    private int sharedBlocks(int request) {
        BlockKeys keys = workload.blockKeys(request);
        long room = context - workload.outputTokens(request) - Math.ceilDiv(costs.frame(), TOKEN);
        long blocks = Math.min(workload.promptTokens(request), Math.max(0, room)) / Workload.BLOCK_TOKENS;
        return (int) Math.min((long) keys.size() * keys.blocksPerKey(), blocks);
    }

    /**
     * Each key has a number of its own, too. Its blocks go on from one another, and each is filled up by itself, so that the
     * first of them stand alone.
     */
    private void appendShared(StringBuilder text, int request) {
        BlockKeys keys = workload.blockKeys(request);
        int blocks = sharedBlocks(request);
        long hash = 0;
        int place = 0;
        for (int block = 0; block < blocks; block++) {
            long left = Workload.BLOCK_TOKENS * TOKEN;
            if (block % keys.blocksPerKey() == 0) {
                hash = BlockChain.next(seed, keys.at(block / keys.blocksPerKey()));
                place = place(hash);
                left -= appendNumber(text, Long.remainderUnsigned(hash, numbers), left);
            }
            hash = BlockChain.next(hash, 0);
            place = fill(text, place, left, hash);
        }
    }

    private int place(long hash) {
        int places = Math.ceilDiv(costs.passage().size(), costs.stride());
        return (int) Long.remainderUnsigned(hash, places) * costs.stride();
    }

    /** Writes a number in common words while they fit; returns what they cost. */
    private long appendNumber(StringBuilder text, long number, long limit) {
        int base = costs.common().size();
        long rest = number;
        long cost = 0;
        for (int i = 0; i < MAX_DIGITS; i++) {
            rest *= base;
            Common digit = costs.common().get((int) (rest / numbers));
            rest %= numbers;
            if (cost + digit.cost() > limit) {
                break;
            }
            text.append(digit.word());
            cost += digit.cost();
        }
        return cost;
    }

    /** Writes words of so many tokens together; returns the place of the word after. */
    private int fill(StringBuilder text, int from, long milliTokens, long hash) {
        MeasuredPassage passage = costs.passage();
        long words = passage.fitting(from, milliTokens) / costs.stride() * costs.stride();
        passage.append(text, from, words);
        long left = milliTokens - passage.milliTokens(from, words);
        long state = hash;
        Common shortest = costs.common().getFirst();
        while (left >= shortest.cost()) {
            state = BlockChain.next(state, left);
            Common drawn = costs.common()
                    .get((int) Long.remainderUnsigned(state, costs.common().size()));
            Common fitting = drawn.cost() <= left ? drawn : shortest;
            text.append(fitting.word());
            left -= fitting.cost();
        }
        return (int) ((from + words) % passage.size());
    }
}
