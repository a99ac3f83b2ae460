package dev.sangam.files.trace;

import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small traces of every format, and a reader of them from memory. */
final class Traces {
    static final QosClass CHAT = new QosClass("chat", new Slo.Interactive(1_000, 10));
    static final Label LABEL = new Label(CHAT, 2, "acme");

    private Traces() {}

    static Map<String, String> samples() {
        Map<String, String> samples = new LinkedHashMap<>();
        samples.put("azure.csv", """
            TIMESTAMP,ContextTokens,GeneratedTokens
            2023-11-16 18:17:03.9799600,4808,10
            2023-11-16 18:17:04.0319600,3180,8
            """);
        samples.put("vidur.csv", """
            request_id,arrived_at,num_prefill_tokens,num_decode_tokens
            0,0.340020095758267,1024,128
            1,0.34846304210584667,1024,1
            """);
        samples.put("lengths.csv", """
            num_prefill_tokens,num_decode_tokens,num_total_tokens,pd_ratio
            74,918,992,0.0806100217864923
            290,905,1195,0.3204419889502762
            """);
        samples.put("mooncake.jsonl", """
            {"timestamp": 0, "input_length": 1000, "output_length": 500, "hash_ids": [0, 1]}
            {"timestamp": 3000, "input_length": 1600, "output_length": 4, "hash_ids": [0, 2, 3]}
            """);
        samples.put("workload.jsonl", """
            {"input_toks": 33, "output_toks": 5, "arrival_time_ns": 46926808, "input_tok_ids": [%s]}
            {"input_toks": 16, "output_toks": 6, "arrival_time_ns": 46926809, "input_tok_ids": [%s]}
            """.formatted("7, ".repeat(32) + "8", "7, ".repeat(15) + "7"));
        samples.put("requests.jsonl", """
            {"request_id": "b-1", "input_toks": 1034, "output_toks": 769, "arrival_time": 1787267980.3478317}
            {"request_id": "b-0", "input_toks": 2358, "output_toks": 531, "arrival_time": 1787267980.0827403}
            """);
        samples.put("sangam.csv", """
            arrival_ns,prompt_tokens,output_tokens,class,priority,tenant,blocks_per_key,block_keys
            5,100,7,chat,-1,acme,1,ff 8000000000000000
            9,200,8,best-effort,0,"a,b",,
            """);
        return samples;
    }

    static Trace read(String name, String text) {
        return read(name, text.getBytes(StandardCharsets.UTF_8));
    }

    static Trace read(String name, byte[] bytes) {
        return TraceReader.read(name, new ByteArrayInputStream(bytes), LABEL, Map.of("chat", CHAT));
    }
}
