package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sangam profile}, and simulations by what it imported. */
final class ProfileTest {
    private static final String PROPERTY = "sangam.profiles";
    private static final String SHAPE = "{name: tiny, layers: 2, hidden: 64, heads: 4, kv_heads: 2, intermediate: 128,"
            + " vocabulary: 512, max_context: 2048}";
    private static final String DEPLOYMENT = """
            name: measured
            model: %s
            batch_time: {source: profile, %s}
            kv_cache: {blocks: 200}
            scheduler: {policy: vllm-v1, token_budget: 64, max_sequences: 4}
            workload: {rate: 1, requests: 20, lengths: {prompt: 100, output: 10}}
            """;

    @TempDir
    private Path folder;

    private final String before = System.getProperty(PROPERTY, "");
    private Cli cli;

    @BeforeEach
    void start() throws IOException {
        System.setProperty(PROPERTY, folder.resolve("library").toString());
        cli = new Cli(folder);
        writeProfile(folder.resolve("measured"));
    }

    @AfterEach
    void restore() {
        System.setProperty(PROPERTY, before);
    }

    /** A processor's profile in the layout of our profiler: 1 us and a tenth of one per token for each operator. */
    private static void writeProfile(Path place) throws IOException {
        Files.createDirectories(place.resolve("tp1"));
        Files.writeString(place.resolve("meta.yaml"), """
                profiler: sangam
                device: cpu
                hardware: my CPU
                model: some/tiny
                tp_degrees: [1]
                complete: true
                variant: fp32
                engine_effective:
                  max_num_batched_tokens: 64
                  max_num_seqs: 4
                  max_kv_tokens: 1600
                  hf_overrides: {hidden_size: 64, num_attention_heads: 4, num_key_value_heads: 2, intermediate_size: 128}
                model_shape: {hidden: 64, heads: 4, kv_heads: 2, head_dim: 16, intermediate: 128, vocabulary: 512}
                """);
        List<String> dense = List.of(
                "embedding",
                "layernorm",
                "qkv_proj",
                "rotary_emb",
                "o_proj",
                "gate_up_proj",
                "act_fn",
                "down_proj",
                "final_layernorm");
        Files.writeString(place.resolve("tp1/dense.csv"), lines("layer,tokens,time_us", dense));
        Files.writeString(
                place.resolve("tp1/per_sequence.csv"), lines("layer,sequences,time_us", List.of("lm_head", "sampler")));
        StringBuilder attention = new StringBuilder("prefill_chunk,kv_prefill,n_decode,kv_decode,time_us\n");
        for (int decodes : new int[] {1, 4}) {
            for (int history : new int[] {16, 256}) {
                attention.append("0,0," + decodes + "," + history + "," + (5 + decodes * history) + "\n");
                attention.append("64,0," + decodes + "," + history + "," + (99 + decodes * history) + "\n");
            }
        }
        attention.append("16,0,0,0,20\n16,256,0,0,60\n64,0,0,0,90\n64,256,0,0,400\n");
        Files.writeString(place.resolve("tp1/attention.csv"), attention);
    }

    private static String lines(String header, List<String> layers) {
        StringBuilder text = new StringBuilder(header + "\n");
        for (String layer : layers) {
            for (int count : new int[] {1, 4, 16, 64}) {
                text.append(String.format(Locale.ROOT, "%s,%d,%.1f%n", layer, count, 1 + 0.1 * count));
            }
        }
        return text.toString();
    }

    private Cli.Outcome imported(String... options) {
        List<String> args = new ArrayList<>(
                List.of("profile", "import", folder.resolve("measured").toString()));
        args.addAll(List.of(options));
        return Cli.run(args.toArray(String[]::new));
    }

    @Test
    void anImportedProfileIsListedShownAndSimulatedByItsName() {
        assertThat(Cli.run("profile", "list").succeeds().out()).contains("No profile has been imported");
        assertThat(imported().succeeds().out())
                .contains("Sangam's profiler, some/tiny, hidden 64", "note      measured on a processor")
                .contains("held out  median over the operators 0 %", "kept as   tiny-my-cpu");
        assertThat(Cli.run("profile", "list").succeeds().out()).contains("tiny-my-cpu  some/tiny  my CPU");
        assertThat(Cli.run("profile", "show", "tiny-my-cpu").succeeds().out())
                .contains("Profile of some/tiny on my CPU", "qkv_proj", "attention_mixed", "median of the operators");
        String byName = cli.simulate(DEPLOYMENT.formatted(SHAPE, "name: tiny-my-cpu"))
                .succeeds()
                .out();
        assertThat(byName).contains("20 completed", "of the measured machine");
        String byPath = cli.simulate(DEPLOYMENT.formatted(SHAPE, "path: measured"))
                .succeeds()
                .out();
        assertThat(latencies(byPath)).isEqualTo(latencies(byName));
        String roofline =
                DEPLOYMENT.replace("{source: profile, %s}", "roofline").formatted(SHAPE) + "hardware: a30\n";
        String byFlag =
                cli.simulate(roofline, "--profile", "tiny-my-cpu").succeeds().out();
        assertThat(latencies(byFlag)).isEqualTo(latencies(byName));
        assertThat(latencies(cli.simulate(roofline).succeeds().out())).isNotEqualTo(latencies(byName));
    }

    private static String latencies(String out) {
        return out.lines().filter(line -> line.startsWith("all ")).findFirst().orElse(out);
    }

    @Test
    void whatIsShownCanBeAPageOrJson() {
        Path page = folder.resolve("p.html");
        String measured = folder.resolve("measured").toString();
        assertThat(Cli.run("profile", "show", measured, "--hardware", "a30", "--html", page.toString())
                        .succeeds()
                        .out())
                .contains("roofline: some/tiny on a30", "page      " + page);
        assertThat(page).content().contains("Profile of some/tiny on my CPU", "times-attention_decode");
        assertThat(Cli.run("profile", "show", measured, "--json", "--operator", "lm_head")
                        .succeeds()
                        .out())
                .contains("\"schema\":\"sangam.profile-view/1\"", "\"name\":\"lm_head\"")
                .doesNotContain("qkv_proj");
        assertThat(Cli.run("profile", "show", measured, "--operator", "o_proj")
                        .succeeds()
                        .out())
                .contains("tokens  measured", "held-out errors");
    }

    @Test
    void theWrongProfileIsRefused() {
        imported("--name", "mine").succeeds();
        imported("--name", "mine").refuses("there is a profile mine already", "Maybe --replace, or --name of another");
        imported("--name", "mine", "--replace").succeeds();
        imported("--name", "../x").refuses("--name is '../x'; it must be at most 64 lower-case letters");
        imported("--model", "llama-2-7b")
                .refuses("is of another model: it was measured with hidden 64, heads 4", "has hidden 4096, heads 32");
        imported("--network", "x").refuses("--network is for profiles in Vidur's format");
        cli.simulate(DEPLOYMENT.formatted("llama-2-7b", "name: mine"))
                .refuses("is of another model", "hidden 64", "hidden 4096");
        cli.simulate(DEPLOYMENT.formatted(SHAPE, "name: mien"))
                .refuses("profile 'mien' is not among the imported ones", "Maybe mine");
        cli.simulate(DEPLOYMENT.formatted(SHAPE, "name: mine, path: x")).refuses("name stands beside path");
        cli.simulate(DEPLOYMENT.formatted(SHAPE, "cuda_graphs: true")).refuses("is missing, and so is path");
        cli.simulate(DEPLOYMENT.formatted(SHAPE, "path: none")).refuses("none: does not exist");
        cli.simulate(DEPLOYMENT.formatted(SHAPE, "path: tp1x, x: 1")).refuses("tp1x");
        cli.simulate(DEPLOYMENT.formatted(SHAPE, "name: mine"), "--set", "tensor_parallel=2")
                .refuses("hardware is missing");
        Cli.run("profile", "show", "mine", "--tp", "2").refuses("--tp is 2; it must be one of [1]");
        Cli.run("profile", "show", "mine", "--operator", "attn").refuses("--operator is 'attn'; the profile has [");
        Cli.run("profile", "show", "nobody").refuses("profile 'nobody' is not among");
        Cli.run("profile", "import", folder.toString()).refuses("is no profile: it has neither meta.yaml");
    }

    @Test
    void aBrokenProfileIsNotKept() throws IOException {
        Path dense = folder.resolve("measured/tp1/dense.csv");
        Files.writeString(dense, Files.readString(dense).replace("o_proj,4,", "o_proj,4.5,"));
        imported().refuses("dense.csv:", "tokens is '4.5'; it must be a whole number");
        Files.writeString(dense, "layer,tokens,time_us\nqkv_proj,1,2\nembedding,1,2\n");
        imported()
                .refuses(
                        "dense.csv: has no operator final_layernorm, layernorm, o_proj, gate_up_proj, act_fn, down_proj;"
                                + " it has [embedding, qkv_proj]");
        assertThat(folder.resolve("library")).doesNotExist();
    }
}
