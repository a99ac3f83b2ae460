package dev.sangam.measure.prompt;

import static dev.sangam.measure.prompt.TextCosts.TOKEN;

import dev.sangam.core.request.BlockChain;
import dev.sangam.core.workload.BlockKeys;
import dev.sangam.core.workload.Workload;

/**
 * Prompts of the workload's lengths, made of a text. Each starts with a number of its own, so that no server has it in its
 * cache, unless the workload gives its first blocks hashes: then their text comes first, which is the same wherever the
 * hash is the same, and of 16 tokens each.
 */
final class TextPrompts implements Prompts {
    private static final int MAX_DIGITS = 8;
    private static final long NUMBERS = 100_000_000;

    /** Far from one another for neighbours, and a bijection as it has no factor in common with {@link #NUMBERS}. */
    private static final long STEP = 61_803_399;

    private final Workload workload;
    private final TextCosts costs;
    private final long seed;
    private final String lengths;

    TextPrompts(Workload workload, TextCosts costs, long seed, String lengths) {
        this.workload = workload;
        this.costs = costs;
        this.seed = seed;
        this.lengths = lengths;
    }

    @Override
    public PromptContent content(int request) {
        StringBuilder text = new StringBuilder(TextCosts.LEAD);
        appendShared(text, request);
        long left = workload.promptTokens(request) * TOKEN - costs.frame() - sharedTokens(request) * TOKEN;
        left -= appendNumber(text, request, left);
        fill(text, place(BlockChain.next(seed, request)), left);
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

    private int sharedBlocks(int request) {
        BlockKeys keys = workload.blockKeys(request);
        return (int) Math.min(
                (long) keys.size() * keys.blocksPerKey(), workload.promptTokens(request) / Workload.BLOCK_TOKENS);
    }

    /** The blocks of a key go on from one another; each is filled up by itself, so that the first of them stand alone. */
    private void appendShared(StringBuilder text, int request) {
        BlockKeys keys = workload.blockKeys(request);
        int blocks = sharedBlocks(request);
        int place = 0;
        for (int block = 0; block < blocks; block++) {
            if (block % keys.blocksPerKey() == 0) {
                place = place(BlockChain.next(seed, keys.at(block / keys.blocksPerKey())));
            }
            place = fill(text, place, Workload.BLOCK_TOKENS * TOKEN);
        }
    }

    private int place(long hash) {
        int places = Math.ceilDiv(costs.passage().size(), costs.stride());
        return (int) Long.remainderUnsigned(hash, places) * costs.stride();
    }

    /** Writes up to eight digits while they fit; returns what they cost. */
    private long appendNumber(StringBuilder text, int request, long limit) {
        long number =
                Long.remainderUnsigned(request * STEP + Math.floorMod(BlockChain.next(seed, 0), NUMBERS), NUMBERS);
        long cost = 0;
        for (int i = 0; i < MAX_DIGITS; i++) {
            number *= 10;
            int digit = (int) (number / NUMBERS);
            number %= NUMBERS;
            if (cost + costs.digits()[digit] > limit) {
                break;
            }
            text.append(' ').append((char) ('0' + digit));
            cost += costs.digits()[digit];
        }
        return cost;
    }

    /** Writes words of so many tokens together; returns the place of the word after. */
    private int fill(StringBuilder text, int from, long milliTokens) {
        MeasuredPassage passage = costs.passage();
        long words = passage.fitting(from, milliTokens);
        passage.append(text, from, words);
        long left = milliTokens - passage.milliTokens(from, words);
        for (; left >= costs.fillerCost(); left -= costs.fillerCost()) {
            text.append(costs.filler());
        }
        return (int) ((from + words) % passage.size());
    }
}
