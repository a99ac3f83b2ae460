package dev.sangam.files.trace;

import dev.sangam.core.InputException;
import dev.sangam.core.request.BlockChain;
import dev.sangam.core.workload.BlockKeys;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.trace.TraceBuilder.TokenFields;
import java.util.Set;

/** The published formats of JSON lines. The reader given stands on the first row. */
final class JsonTraces {
    /** Lists that are read; others are skipped. */
    static final Set<String> LISTS = Set.of("hash_ids", "input_tok_ids");

    private static final TokenFields MOONCAKE_TOKENS = new TokenFields("input_length", "output_length");
    private static final TokenFields VLLM_TOKENS = new TokenFields("input_toks", "output_toks");
    private static final int MOONCAKE_BLOCK_TOKENS = 512;

    private JsonTraces() {}

    /** Mooncake: an id stands for 512 tokens and all before them, hence for 32 of our blocks. */
    static Workload mooncake(String file, JsonRows rows, Label label) {
        TraceBuilder trace = new TraceBuilder();
        do {
            int prompt = rows.tokens("input_length");
            long[] ids = rows.list("hash_ids");
            if ((long) ids.length * MOONCAKE_BLOCK_TOKENS >= prompt + (long) MOONCAKE_BLOCK_TOKENS) {
                throw new InputException(
                        rows.place() + ": hash_ids has " + ids.length + " ids; it must have at most one for " + "every "
                                + MOONCAKE_BLOCK_TOKENS + " of the " + prompt + " tokens of input_length");
            }
            BlockKeys keys = BlockKeys.of(MOONCAKE_BLOCK_TOKENS / Workload.BLOCK_TOKENS, ids);
            long arrival = rows.nanos("timestamp", 1_000_000);
            trace.addInOrder(rows, "timestamp", arrival, MOONCAKE_TOKENS, label, keys);
        } while (rows.advance());
        return trace.build(file);
    }

    /** Requests to be sent to vLLM; the token ids of the prompt are hashed in blocks of 16. */
    static Workload vllmWorkload(String file, JsonRows rows, Label label) {
        TraceBuilder trace = new TraceBuilder();
        do {
            long[] ids = rows.list("input_tok_ids");
            if (ids.length > 0 && ids.length != rows.tokens("input_toks")) {
                throw rows.error("input_toks", "must be " + ids.length + ", the number of input_tok_ids");
            }
            long arrival = rows.nanos("arrival_time_ns", 1);
            trace.addInOrder(rows, "arrival_time_ns", arrival, VLLM_TOKENS, label, hashed(ids));
        } while (rows.advance());
        return trace.build(file);
    }

    /** A log of served requests, in any order; the first arrives at 0. */
    static Workload vllmRequests(String file, JsonRows rows, Label label) {
        TraceBuilder trace = new TraceBuilder();
        do {
            trace.add(rows, rows.nanos("arrival_time", 1_000_000_000), VLLM_TOKENS, label, BlockKeys.NONE);
        } while (rows.advance());
        return trace.build(file).fromFirstArrival();
    }

    private static BlockKeys hashed(long[] tokenIds) {
        long[] hashes = new long[tokenIds.length / Workload.BLOCK_TOKENS];
        long hash = BlockChain.START;
        for (int i = 0; i < hashes.length * Workload.BLOCK_TOKENS; i++) {
            hash = BlockChain.next(hash, tokenIds[i]);
            hashes[i / Workload.BLOCK_TOKENS] = hash;
        }
        return BlockKeys.of(1, hashes);
    }
}
