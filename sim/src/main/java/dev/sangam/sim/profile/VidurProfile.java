package dev.sangam.sim.profile;

import dev.sangam.core.batchtime.OperatorTimes;
import dev.sangam.core.batchtime.TokenOperator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measured operator profiles in the CSV format that Vidur publishes: {@code time_stats.<operator>.median},
 * milliseconds, beside the model's shape and the batch. Rows are chosen as Vidur does: by shape, tensor parallel size
 * and, for attention, block size; all-reduce among as many devices of one node as the tensor parallel size;
 * send-receive between two devices of one node, or of two nodes where the stages do not fit into one.
 *
 * @param mlp {@code mlp.csv}: operators by tokens
 * @param attention {@code attention.csv}: prefill, decode, saving to the KV cache
 * @param network folder of {@code all_reduce.csv} and {@code send_recv.csv}, read only if the model is cut
 */
public record VidurProfile(Path mlp, Path attention, Path network) {
    private static final String TENSOR_PARALLEL = "num_tensor_parallel_workers";

    /** Columns that older profiles lack, or leave empty; the operator then takes no time. */
    private static final List<TokenOperator> ZERO_IF_ABSENT = List.of(
            TokenOperator.INPUT_LAYERNORM,
            TokenOperator.POST_ATTENTION_LAYERNORM,
            TokenOperator.ADD,
            TokenOperator.ATTN_KV_CACHE_SAVE);

    private static final List<TokenOperator> MLP_OPERATORS = List.of(
            TokenOperator.ATTN_PRE_PROJ,
            TokenOperator.ATTN_POST_PROJ,
            TokenOperator.ATTN_ROPE,
            TokenOperator.INPUT_LAYERNORM,
            TokenOperator.MLP_UP_PROJ,
            TokenOperator.MLP_DOWN_PROJ,
            TokenOperator.MLP_ACT,
            TokenOperator.POST_ATTENTION_LAYERNORM,
            TokenOperator.ADD);

    /** The files in Vidur's layout: {@code compute/mlp.csv} and {@code attention.csv}. */
    public static VidurProfile of(Path compute, Path network) {
        return new VidurProfile(compute.resolve("mlp.csv"), compute.resolve("attention.csv"), network);
    }

    /**
     * Trains the regressors and tabulates their predictions: a CPU-second or so. {@link ProfileStore} remembers them.
     */
    public OperatorTimes train(ProfileQuery query, TableRange range) {
        return measurements(query, contents(query)).train(range);
    }

    /** The bytes of every file that the tables of this query depend on. */
    Map<Path, byte[]> contents(ProfileQuery query) {
        return contents(query, true);
    }

    /** As many of them as there are operators wanted: with the collectives, or without. */
    Map<Path, byte[]> contents(ProfileQuery query, boolean collectives) {
        List<Path> files = new ArrayList<>(List.of(mlp, attention));
        if (collectives && query.sharding().tensorParallel() > 1) {
            files.add(collective("all_reduce"));
        }
        if (collectives && query.sharding().pipelineStages() > 1) {
            files.add(collective("send_recv"));
        }
        Map<Path, byte[]> contents = new LinkedHashMap<>();
        files.forEach(file -> contents.put(file, NumberCsv.bytes(file)));
        return contents;
    }

    Measurements measurements(ProfileQuery query, Map<Path, byte[]> contents) {
        Map<TokenOperator, Curve> tokens = new EnumMap<>(TokenOperator.class);
        ProfileRows mlpRows = mlpRows(query, contents);
        double[] numTokens = mlpRows.amounts("num_tokens", 1);
        for (TokenOperator operator : MLP_OPERATORS) {
            tokens.put(operator, new Curve(numTokens, mlpRows.times(operator.id(), ZERO_IF_ABSENT.contains(operator))));
        }
        if (contents.containsKey(collective("all_reduce"))) {
            tokens.put(TokenOperator.ALL_REDUCE, allReduce(query, contents));
        }
        if (contents.containsKey(collective("send_recv"))) {
            tokens.put(TokenOperator.SEND_RECV, sendRecv(query, contents));
        }
        ProfileRows rows = attentionRows(query, contents);
        tokens.put(TokenOperator.ATTN_KV_CACHE_SAVE, kvCacheSave(rows));
        ProfileRows decodes = rows.where("prefill_chunk_size", 0);
        ProfileRows prefills = rows.whereAtLeast("prefill_chunk_size", 1);
        Surface decode = new Surface(
                decodes.amounts("batch_size", 1),
                decodes.amounts("kv_cache_size", 0),
                decodes.times("attn_decode", false));
        double[] squares = prefills.amounts("prefill_chunk_size", 1);
        for (int i = 0; i < squares.length; i++) {
            squares[i] *= squares[i];
        }
        Surface prefill =
                new Surface(prefills.amounts("kv_cache_size", 0), squares, prefills.times("attn_prefill", false));
        return new Measurements(tokens, decode, prefill);
    }

    private ProfileRows mlpRows(ProfileQuery query, Map<Path, byte[]> contents) {
        List<String> columns =
                List.of("n_head", "n_kv_head", "n_embd", "n_expanded_embd", "num_tokens", TENSOR_PARALLEL);
        return read(
                        mlp,
                        contents,
                        columns,
                        MLP_OPERATORS.stream().map(TokenOperator::id).toList())
                .where("n_embd", query.embedding())
                .where("n_head", query.sharding().queryHeads())
                .where("n_kv_head", query.sharding().kvHeads())
                .where("n_expanded_embd", query.mlpHidden())
                .where(TENSOR_PARALLEL, query.sharding().tensorParallel());
    }

    private ProfileRows attentionRows(ProfileQuery query, Map<Path, byte[]> contents) {
        List<String> columns = List.of(
                "n_q_head",
                "n_kv_head",
                "n_embd",
                "block_size",
                "batch_size",
                "prefill_chunk_size",
                "kv_cache_size",
                TENSOR_PARALLEL);
        return read(attention, contents, columns, List.of("attn_prefill", "attn_decode", "attn_kv_cache_save"))
                .where("n_embd", query.embedding())
                .where("n_q_head", query.sharding().queryHeads())
                .where("n_kv_head", query.sharding().kvHeads())
                .where("block_size", query.blockSize())
                .where(TENSOR_PARALLEL, query.sharding().tensorParallel());
    }

    private static Curve kvCacheSave(ProfileRows rows) {
        double[] tokens = rows.amounts("prefill_chunk_size", 0);
        double[] sequences = rows.amounts("batch_size", 1);
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = Math.max(tokens[i], sequences[i]);
        }
        return new Curve(tokens, rows.times("attn_kv_cache_save", true));
    }

    private Curve allReduce(ProfileQuery query, Map<Path, byte[]> contents) {
        int devices = query.sharding().tensorParallel();
        ProfileRows rows = networkRows("all_reduce", contents)
                .where("num_workers", devices)
                .where("devices_per_node", devices);
        return byTokens(rows, "all_reduce", query);
    }

    private Curve sendRecv(ProfileQuery query, Map<Path, byte[]> contents) {
        int devices = query.sharding().tensorParallel() * query.sharding().pipelineStages();
        ProfileRows rows = networkRows("send_recv", contents);
        boolean oneNode = devices <= rows.max("max_devices_per_node");
        return byTokens(rows.where("devices_per_node", oneNode ? 2 : 1), "send_recv", query);
    }

    private ProfileRows networkRows(String collective, Map<Path, byte[]> contents) {
        List<String> columns = List.of("num_workers", "devices_per_node", "max_devices_per_node", "size");
        return read(collective(collective), contents, columns, List.of(collective));
    }

    /** A token of hidden state has 2 bytes per element. */
    private static Curve byTokens(ProfileRows rows, String collective, ProfileQuery query) {
        double[] tokens = rows.amounts("size", 1);
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] /= 2.0 * query.embedding();
        }
        return new Curve(tokens, rows.times(collective, false));
    }

    private Path collective(String name) {
        return network.resolve(name + ".csv");
    }

    private static ProfileRows read(Path file, Map<Path, byte[]> contents, List<String> keys, List<String> operators) {
        byte[] bytes = contents.get(file);
        if (bytes == null) {
            throw new IllegalArgumentException("no contents of " + file);
        }
        return ProfileRows.read(file, bytes, keys, operators);
    }
}
