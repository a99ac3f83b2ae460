package dev.sangam.measure.prompt;

import dev.sangam.core.request.BlockChain;
import dev.sangam.core.workload.BlockKeys;
import dev.sangam.core.workload.Workload;
import java.util.SplittableRandom;

/** Prompts of random token ids, as long as the workload says; blocks of equal hashes have equal ids. */
final class TokenPrompts implements Prompts {
    private final Workload workload;
    private final int[] vocabulary;
    private final int frame;
    private final long seed;
    private final String lengths;

    /**
     * @param vocabulary ids to draw from
     * @param frame tokens that the server adds
     */
    TokenPrompts(Workload workload, int[] vocabulary, int frame, long seed, String lengths) {
        this.workload = workload;
        this.vocabulary = vocabulary;
        this.frame = frame;
        this.seed = seed;
        this.lengths = lengths;
    }

    @Override
    public PromptContent content(int request) {
        int[] ids = new int[tokens(request) - frame];
        BlockKeys keys = workload.blockKeys(request);
        int perKey = keys.blocksPerKey() * Workload.BLOCK_TOKENS;
        int shared = sharedTokens(request);
        for (int from = 0; from < shared; from += perKey) {
            draw(ids, from, Math.min(shared, from + perKey), BlockChain.next(seed, keys.at(from / perKey)));
        }
        draw(ids, shared, ids.length, BlockChain.next(BlockChain.next(seed, -1), request));
        return new PromptContent.Tokens(ids);
    }

    @Override
    public int tokens(int request) {
        return Math.max(workload.promptTokens(request), Math.max(1, sharedTokens(request)) + frame);
    }

    @Override
    public String lengths() {
        return lengths;
    }

    private int sharedTokens(int request) {
        return workload.blockKeys(request)
                        .hashes(workload.promptTokens(request))
                        .size()
                * Workload.BLOCK_TOKENS;
    }

    private void draw(int[] ids, int from, int to, long hash) {
        SplittableRandom random = new SplittableRandom(hash);
        for (int i = from; i < to; i++) {
            ids[i] = vocabulary[random.nextInt(vocabulary.length)];
        }
    }
}
