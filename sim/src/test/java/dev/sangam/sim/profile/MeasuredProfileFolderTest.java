package dev.sangam.sim.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.Collectives;
import dev.sangam.core.batchtime.CudaGraphs;
import dev.sangam.core.batchtime.MeasuredProfile;
import dev.sangam.core.model.Attention;
import dev.sangam.core.model.Dtype;
import dev.sangam.core.model.Family;
import dev.sangam.core.model.FeedForward;
import dev.sangam.core.model.Interconnect;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.core.model.Parallelism;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredProfileFolderTest {
    private static final String META = """
            model: test/tiny
            hardware: TESTGPU
            tp_degrees: [1, 2]
            engine_effective:
              max_num_batched_tokens: 2048
              max_num_seqs: 64
              hf_overrides: {intermediate_size: 64, num_attention_heads: 8, num_key_value_heads: 2, vocab_size: 1000}
            skew_fit:
              enabled: false
            """;
    private static final List<String> DENSE = List.of(
            "embedding",
            "layernorm",
            "qkv_proj",
            "rotary_emb",
            "o_proj",
            "gate_up_proj",
            "act_fn",
            "down_proj",
            "final_layernorm");
    private static final Interconnect RING = new Interconnect(32e6, 1000);
    private static final Interconnect HOP = new Interconnect(1.6e6, 30_000);
    private static final FeedForward MLP = new FeedForward.Dense(64, true);

    @TempDir
    Path folder;

    @BeforeEach
    void writeProfile() throws IOException {
        write("meta.yaml", META);
        for (String tp : List.of("tp1", "tp2")) {
            Files.createDirectory(folder.resolve(tp));
            StringBuilder dense = new StringBuilder("layer,tokens,time_us\n");
            for (int i = 0; i < DENSE.size(); i++) {
                dense.append(DENSE.get(i) + ",1," + (1 << i) + "\n" + DENSE.get(i) + ",101," + ((1 << i) + 10) + "\n");
            }
            write(tp + "/dense.csv", dense.toString());
            write(tp + "/per_sequence.csv", """
                    layer,sequences,time_us
                    lm_head,1,1000
                    lm_head,9,1008
                    sampler,1,20
                    sampler,9,20
                    """);
            write(tp + "/attention.csv", """
                    prefill_chunk,kv_prefill,n_decode,kv_decode,time_us
                    0,0,1,16,10
                    0,0,1,116,20
                    0,0,2,16,20
                    0,0,2,116,40
                    16,0,0,0,5
                    16,16,0,0,6
                    16,0,1,16,15
                    16,16,1,16,16
                    16,0,1,116,25
                    16,16,1,116,26
                    """);
        }
    }

    @Test
    void addsLayersEmbeddingAndHead() {
        BatchShape decode = new BatchShape();
        decode.addDecode(67);
        // twice layernorm: 2 * 2 + 4 + 8 + 16 + 32 + 64 + 128 = 256; attention 15; embedding 1; final norm 256
        assertThat(read(model(3, MLP), 1).nanos(decode, 1))
                .isCloseTo(1e3 * (3 * (256 + 15) + 1 + 256 + 1020), offset(1e-3));
    }

    @Test
    void addsCollectivesOfTensorParallelismFromTheLink() {
        BatchShape decode = new BatchShape();
        decode.addDecode(67);
        MeasuredProfile two = MeasuredProfileFolder.open(folder)
                .batchTime(use(model(3, MLP), new Parallelism(2, 1), new Collectives(2, RING, HOP)));
        // all-reduce of 16 * 2 bytes at 32 bytes/us is 1 + 1 us; logits of 1000 * 2 / 2 bytes 1 + 31.25 us
        assertThat(two.nanos(decode, 1) - read(model(3, MLP), 1).nanos(decode, 1))
                .isCloseTo(1e3 * (3 * 2 * 2 + 2 + 32.25), offset(1e-3));
    }

    @Test
    void stagesOnOtherNodesSlowTheHopDownButNotTheAllReduces() {
        BatchShape decode = new BatchShape();
        decode.addDecode(67);
        MeasuredProfile two = MeasuredProfileFolder.open(folder)
                .batchTime(use(model(2, MLP), new Parallelism(2, 2), new Collectives(2, RING, HOP)));
        MeasuredProfile one = MeasuredProfileFolder.open(folder)
                .batchTime(use(model(1, MLP), new Parallelism(2, 1), new Collectives(2, RING, HOP)));
        // a stage has one layer; the last one has no embedding of 1 us and its all-reduce of 2 us
        assertThat(two.stageNanos(decode, true)).isCloseTo(one.nanos(decode, 1) - 3e3, offset(1e-3));
        // nor does the first one have final norm (256) and head (1020 + 32.25), but a hop: half of 16 * 2 bytes at
        // 1.6 bytes/us after 30 us, and gathering the other half in 1 + 0.5 us
        assertThat(two.stageNanos(decode, false))
                .isCloseTo(one.nanos(decode, 1) + 1e3 * (30 + 10 + 1.5 - 256 - 1020 - 32.25), offset(1e-3));
    }

    @Test
    void takesTheExpertsThatAnEvenRouterTouches() throws IOException {
        write("tp1/moe.csv", "tokens,activated_experts,time_us\n1,1,10\n1,8,80\n100,1,110\n100,8,180\n");
        BatchShape decode = new BatchShape();
        decode.addDecode(67);
        ModelSpec mixture = model(3, new FeedForward.Mixture(8, 2, 64, 0));
        // 2 of 8 experts at one token: 20 us instead of the MLP's 224
        assertThat(read(mixture, 1).nanos(decode, 1))
                .isCloseTo(1e3 * (3 * (32 + 20 + 15) + 1 + 256 + 1020), offset(1e-3));
    }

    @Test
    void correctsForSkewOnlyWhenTheProfileSaysSo() throws IOException {
        write("tp1/skew_fit.csv", """
                pc,n_label,skew_rate_label,kv_big_label,kp_label,alpha,n_samples
                0,n<=2,sr<=70%,kvB<=1k,kp=0,0.5,4
                """);
        BatchShape skewed = new BatchShape();
        skewed.addDecode(17);
        skewed.addDecode(117);
        double without = read(model(1, MLP), 1).nanos(skewed, 1);
        write("meta.yaml", META.replace("enabled: false", "enabled: true\n  per_tp: {1: {alpha_default: 0.1}}"));
        // mean 66: 30 us, longest 116: 40 us
        assertThat(read(model(1, MLP), 1).nanos(skewed, 1) - without).isCloseTo(5e3, offset(1e-3));
        write("tp1/skew_fit.csv", """
                pc,n_label,skew_rate_label,kv_big_label,kp_label,alpha,n_samples
                0,n<=2,sr<=15,kvB<=1k,kp=0,0.5,4
                """);
        assertFails(
                () -> read(model(1, MLP), 1),
                "skew_fit.csv:2: skew_rate_label is 'sr<=15'; it must be a label such as");
    }

    @Test
    void refusesAnotherModel() {
        ModelSpec other = model(3, new FeedForward.Dense(96, true));
        assertFails(
                () -> read(other, 1),
                "meta.yaml:7: engine_effective.hf_overrides.intermediate_size is 64 in this profile of test/tiny; the model"
                        + " to run has 96 (measured was heads 8, KV heads 2, MLP width 64, vocabulary 1000; test/tiny has hidden 16,"
                        + " heads 8, KV heads 2, head width 2, MLP width 96, vocabulary 1000)");
        assertThat(read(model(3, new FeedForward.Dense(128, true)), 1))
                .as("a half, measured as for two GPUs")
                .isNotNull();
    }

    @Test
    void namesWhatIsMissing() throws IOException {
        assertFails(
                () -> read(model(3, MLP), 4), "tensor_parallel is 4; it must be one of [1, 2], which were measured");
        assertFails(() -> MeasuredProfileFolder.open(folder.resolve("tp1")), "it has no meta.yaml");
        write("tp1/dense.csv", "layer,tokens,time_us\nembedding,1,3\n");
        assertFails(
                () -> read(model(3, MLP), 1),
                "dense.csv: has no operator final_layernorm, layernorm, qkv_proj, o_proj, gate_up_proj, act_fn, down_proj; it has"
                        + " [embedding]");
        write("tp1/dense.csv", "layer,tokens\nembedding,1\n");
        assertFails(() -> read(model(3, MLP), 1), "dense.csv:1: there is no column time_us");
        write("tp1/dense.csv", "layer,tokens,time_us\n");
        assertFails(() -> read(model(3, MLP), 1), "dense.csv: has no rows");
        Files.delete(folder.resolve("tp1/dense.csv"));
        assertFails(() -> read(model(3, MLP), 1), "dense.csv: cannot be read (no such file)");
    }

    @Test
    void pointsAtTheProfileInsideAFolderOfARun() throws IOException {
        Path run = Files.createDirectory(folder.resolve("run"));
        Files.createDirectory(run.resolve("profile"));
        Files.writeString(run.resolve("profile/meta.yaml"), META);
        assertFails(() -> MeasuredProfileFolder.open(run), "it has no meta.yaml. Maybe " + run.resolve("profile"));
    }

    @Test
    void refusesWrongNumbersWithTheirLine() throws IOException {
        String head = "prefill_chunk,kv_prefill,n_decode,kv_decode,time_us\n";
        checkAttention(head + "0,0,1,16,-3\n", ":2: time_us is '-3'; it must be > 0 microseconds");
        checkAttention(head + "0,0,1,16,3\n0,0,1,16,4\n", ":3: this point of the grid was measured before");
        checkAttention(head + "0,0,1.5,16,3\n", ":2: n_decode is '1.5'; it must be a whole number from 0 to 10000000");
        checkAttention(head + "0,16,1,16,3\n", ":2: kv_prefill is '16'; it must be 0 without a prefill_chunk");
        checkAttention(head + "0,0,0,0,3\n", ":2: prefill_chunk is '0'; it must be >= 1 when n_decode is 0");
        checkAttention(head + "0,0,1,16,nan\n", ":2: time_us is 'nan'; it must be a number");
        checkAttention(head + "0,0,1\n", "attention.csv:2: has 3 fields; the header has 5");
        checkAttention(head + "0,0,1,16,\"3\n", "attention.csv: is not valid CSV");
        checkAttention("time_us," + head + "1,0,0,1,16,3\n", "Header contains duplicate fields: [time_us]");
        checkAttention(
                head + "0,0,1,16,3\n", "the attention grid has 1 values of prefill_chunk; it must have 2 to 127");
        write("tp1/per_sequence.csv", "layer,sequences,time_us\nlm_head,1,5\nlm_head,1,5\n");
        assertFails(() -> read(model(3, MLP), 1), "per_sequence.csv:3: lm_head at 1 sequences was measured before");
        write("tp1/per_sequence.csv", "layer,sequences,time_us\nhead,1,5\n");
        assertFails(() -> read(model(3, MLP), 1), "per_sequence.csv:2: layer is 'head'; it must be one of");
    }

    private void checkAttention(String text, String message) throws IOException {
        write("tp1/attention.csv", text);
        assertFails(() -> read(model(3, MLP), 1), message);
    }

    private static void assertFails(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessageContaining(message);
    }

    private MeasuredProfile read(ModelSpec model, int tensorParallel) {
        return MeasuredProfileFolder.open(folder)
                .batchTime(use(model, new Parallelism(tensorParallel, 1), Collectives.ONE_GPU));
    }

    private static ProfileUse use(ModelSpec model, Parallelism parallelism, Collectives collectives) {
        return new ProfileUse(model, parallelism, collectives, CudaGraphs.NONE, 16);
    }

    private static ModelSpec model(int layers, FeedForward feedForward) {
        return new ModelSpec(
                "test/tiny",
                Family.LLAMA,
                layers,
                16,
                new Attention(8, 2, 2),
                feedForward,
                1000,
                4096,
                false,
                Dtype.BF16,
                Dtype.BF16);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }
}
