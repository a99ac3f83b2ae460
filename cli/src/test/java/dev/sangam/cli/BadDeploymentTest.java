package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each wrong deployment ends with exit code 2 and one line that says where, what, and what it must be. */
final class BadDeploymentTest {
    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void start() {
        cli = new Cli(folder);
    }

    @AfterEach
    void nothingWasWritten() {
        assertThat(cli.out()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a: [1, 2                            | d.yaml:2: is not valid YAML
            {x: {y: 1                           | is not valid YAML
            - 1                                 | d.yaml: must hold a mapping of keys to values
            hello                               | d.yaml: must hold a mapping of keys to values
            # nothing                           | d.yaml: must hold a mapping of keys to values
            ''                                  | d.yaml: must hold a mapping of keys to values
            model: llama-3-8b;model: x          | d.yaml:2: is not valid YAML (Duplicate Object property "model")
            model: llama-3-8b;--- ;model: x     | d.yaml:3: starts a second document; there must be one
            model: &m x;hardware: *m            | d.yaml:2: has the alias *m; aliases are not read here
            model: x;;? [a];: b                 | d.yaml:3: is not valid YAML
            model: llama-3-8b                   | d.yaml: hardware is missing
            model: !!java.lang.Thread {}        | d.yaml:1: model
            """)
    void yamlThatIsNotADeployment(String lines, String problem) {
        cli.simulate(lines.replace(';', '\n') + "\n").refuses(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            foo=1                               | foo is not a key known here. Maybe one of [batch_time,
            scheduler.foo=1                     | scheduler.foo is not a key known here
            workload.lengths.foo=1              | workload.lengths.foo is not a key known here. Maybe one of [file,
            kv_cache.bloks=1                    | kv_cache.bloks is not a key
            hardware={name: a100-80, prize: 1}  | hardware.prize is not a key
            model={name: llama-3-8b, dtype: 1}  | model.dtype is not a key
            batch_time={source: roofline, x: 1} | batch_time.x is not a key
            replicas=abc                        | replicas is 'abc'; it must be a whole number
            replicas=1.5                        | replicas is 1.5; it must be a whole number
            replicas=0                          | replicas is 0; it must be between 1 and 100000
            replicas=-1                         | replicas is -1; it must be
            replicas=999999999999999999999      | replicas is 999999999999999999999; it must be a whole number
            replicas=[1]                        | replicas is [1]; it must be a whole number
            replicas=true                       | replicas is true; it must be a whole number
            name=[]                             | name is not a single value
            scheduler=sarathi                   | scheduler is 'sarathi'; it must be a mapping
            classes={}                          | classes is {}; it must be a list
            classes=[1]                         | classes[0] is 1; it must be a mapping
            classes=[{}]                        | classes[0].name is missing
            classes=[{name: a}, {name: a}]      | classes[1].name is 'a' a second time
            classes=[{name: a, ttft: 1s}]       | classes[0].tbt and ttft must be given together
            model=llama-3-8x                    | model is 'llama-3-8x' .. Maybe meta-llama/Llama-3.1-8B
            model=gpt                           | model is 'gpt', which is neither in the catalogue (see sangam models)
            model=.                             | model is '.'
            model=none.json                     | none.json: cannot be read (no such file)
            hardware=h1000                      | Maybe h100 or h200
            router=round-robbin                 | router is 'round-robbin'; it must be one of [round-robin,
            scheduler.policy=sarathy            | scheduler.policy is 'sarathy'; it must be one of [sarathi,
            workload={name: mixd-hour}          | workload.name is 'mixd-hour'; it must be one of [sharegpt,
            workload.class=chatt                | workload.class is 'chatt'; it must be one of [interactive, chat, code, agent, batch, best-effort]
            tensor_parallel=3                   | tensor_parallel is 3; it must divide the 32 query heads .. Maybe 2
            pipeline_parallel=33                | pipeline_parallel is 33; it must be <= the 32 layers
            model=llama-3-70b                   | does not fit a100-80 .. 131.4 GiB .. Maybe tensor_parallel 2
            kv_cache.memory_fraction=1.1        | kv_cache.memory_fraction is 1.1; it must be between
            kv_cache.blocks=2147483647          | blocks * block_tokens is
            kv_cache.blocks=4                   | request 0 of the workload (200 + 10 tokens) can never be served
            kv_cache={prefix_caching: true, block_tokens: 8} | kv_cache.block_tokens is 8; with prefix_caching it must be 16
            scheduler.tile=1024                 | scheduler: tile is 1024; it must be <= token_budget, which is 512
            workload={rate: 4, lengths: {prompt: 2, output: 2}} | stream all never ends; requests or duration
            workload.rate=0                     | workload.rate is 0; it must be between
            workload.rate=-1                    | workload.rate is -1; it must be between
            workload.rate=.nan                  | workload.rate is
            workload.rate=1e999999999           | workload.rate is 1E+999999999; it must be between
            workload.duration=0s                | workload.duration is '0s'; it must be a positive duration
            workload.duration=-5s               | workload.duration is '-5s'; it must be a positive duration
            workload.duration=5                 | workload.duration is '5'; it must be a positive duration
            workload.requests=0                 | workload.requests is 0; it must be between 1 and
            workload.lengths.prompt=0           | workload.lengths.prompt is 0; it must be between 1 and
            workload.lengths.prompt=100000000   | workload.lengths.prompt is 100000000; it must be
            workload.lengths={prompt: 5}        | workload.lengths.output is missing
            workload={trace: "a\\0b"}           | workload.trace is 'a
            workload={trace: none.csv}          | none.csv: cannot be read (no such file)
            workload={trace: .}                 | cannot be read (Is a directory)
            slos=['nobody: ttft p99 < 1s']      | slos names class 'nobody' .. the workload's classes are [chat]. Maybe set workload.class
            slos=['ttftt p99 < 1s']             | slos has 'ttftt p99 < 1s'; a goal must read like
            slos=['ttft p42 < 1s']              | slos has 'ttft p42 < 1s'
            slos=['ttft p99 < 1']               | slos has 'ttft p99 < 1'
            slos=['mfu p99 < 1s']               | slos has 'mfu p99 < 1s', but mfu cannot be a goal
            slos=['ttft < 1s']                  | slos has 'ttft < 1s', but ttft has many values; say which figure of them
            slos=['attainment p99 > 9%']        | slos has 'attainment p99 > 9%', but attainment is one number
            slos=['attainment > 101%']          | slos has 'attainment > 101%', but the limit is 1.01; it must be between 0 and 1
            slos=ttft p99 < 1s                  | slos is 'ttft p99 < 1s'; it must be a list
            batch_time=foo                      | batch_time is 'foo'; it must be one of [roofline,
            batch_time=vidur-profile            | batch_time is vidur-profile, which needs a path
            batch_time={source: measured-profile}               | batch_time.path is missing
            batch_time={source: measured-profile, path: none}   | is not a measured profile, it has no meta.yaml
            batch_time={source: measured-profile, path: d.yaml} | is not a measured profile
            batch_time={source: vidur-profile, path: ., network: .} | mlp.csv: no such file
            batch_time={source: vidur-profile, path: .}         | batch_time.network is missing
            batch_time={source: operator-tables, path: none}    | none: is not a folder of operator tables
            batch_time={source: operator-tables, path: .}       | no such file
            batch_time={source: operator-tables, path: "a\\0b"} | batch_time.path is 'a
            """)
    void aWrongValueIsNamedWithTheOptionThatSetIt(String set, String problems) {
        cli.tiny("--set", set).refuses(problems.split(" \\.\\. "));
    }

    @Test
    void placesAreLinesOfTheFileAndOptionsOfTheCommand() {
        cli.simulate(Cli.TINY.replace("replicas: 1", "replicas: none"))
                .refuses("d.yaml:4: replicas is 'none'; it must be a whole number");
        cli.simulate(Cli.TINY.replace("tbt: 100ms", "tbt: soon")).refuses("d.yaml:9: classes[0].tbt is 'soon'");
        cli.simulate(Cli.TINY + "tensor_parallel: 3\n").refuses("d.yaml:12: tensor_parallel is 3");
        cli.tiny("--set", "scheduler.tile=x").refuses("sangam: --set scheduler.tile=x: scheduler.tile is 'x'");
        cli.tiny("--replicas", "0").refuses("sangam: --replicas 0: replicas is 0");
        cli.tiny("--rate", "x").refuses("sangam: --rate x: workload.rate is 'x'");
        cli.tiny("--duration", "0").refuses("sangam: --duration 0: workload.duration is '0'");
        cli.tiny("--requests", "-1").refuses("sangam: --requests -1: workload.requests is -1");
        cli.tiny("--model", "gpt").refuses("sangam: --model gpt: model is 'gpt'");
        cli.tiny("--hardware", "tpu").refuses("sangam: --hardware tpu: hardware is 'tpu'");
        cli.tiny("--policy", "lifo").refuses("sangam: --policy lifo: scheduler.policy is 'lifo'");
        cli.tiny("--workload", "mixd").refuses("--workload mixd: is neither a file nor a built-in workload");
        cli.tiny("--set", "replicas=").refuses("--set replicas=: has no value");
        cli.tiny("--set", "=1").refuses("--set =1: must name a key");
        cli.tiny("--set", "a..b=1").refuses("--set a..b=1: must name a key");
        cli.tiny("--set", "replicas={").refuses("--set replicas={:1: is not valid YAML");
        cli.tiny("--set", "replicas").refuses("--set", "KEY=VALUE");
    }

    @Test
    void lightLlmTakesNeitherLargerBlocksNorStages() {
        cli.tiny("--policy", "lightllm", "--set", "kv_cache.block_tokens=16")
                .refuses("kv_cache.block_tokens is 16; with the policy lightllm it must be 1");
        cli.tiny("--policy", "lightllm", "--set", "pipeline_parallel=2")
                .refuses("pipeline_parallel is 2; with the policy lightllm it must be 1");
    }

    @Test
    void theNiyamaRegressionKnowsOneGpuOnly() {
        cli.tiny("--set", "batch_time=niyama-regression", "--set", "tensor_parallel=2")
                .refuses("batch_time is niyama-regression, which predicts one device", "they are 2 and 1");
        cli.tiny("--set", "batch_time={source: niyama-regression}", "--set", "pipeline_parallel=2")
                .refuses("batch_time.source is niyama-regression", "they are 1 and 2");
    }

    @Test
    void aPathThatIsNoDeployment() {
        cli.simulateFile(cli.path("none.yaml")).refuses("none.yaml: cannot be read (no such file)");
        cli.simulateFile(folder).refuses("cannot be read (Is a directory)");
        cli.simulateFile(cli.file("e.yaml", "")).refuses("e.yaml: must hold a mapping");
        cli.simulateFile(cli.file("b.yaml", new byte[] {(byte) 0xff, (byte) 0xfe, 'a', 0}))
                .refuses("b.yaml: cannot be read (is not UTF-8 text)");
        cli.simulateFile(cli.file("z.yaml", new byte[] {'a', 0, 1, 2})).refuses("z.yaml:1: is not valid YAML");
        cli.simulateFile(cli.file("l.yaml", "é: 1\n".getBytes(StandardCharsets.ISO_8859_1)))
                .refuses("l.yaml: cannot be read (is not UTF-8 text)");
        cli.simulateFile(cli.file("20mb.yaml", new byte[20 << 20]))
                .refuses("20mb.yaml: is 20971520 bytes; it must be <= 16777216");
    }

    @Test
    void bombsDoNotGoOff() {
        StringBuilder lol = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            lol.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        List<String> bombs = List.of(
                lol.toString(),
                "model: " + "[".repeat(100_000),
                "model: " + "[".repeat(100_000) + "]".repeat(100_000),
                "model: " + "{a: ".repeat(2_000) + "1" + "}".repeat(2_000),
                "replicas: " + "9".repeat(1_000_000),
                Cli.TINY + "tensor_parallel: 1e999999999\n",
                Cli.TINY + "tensor_parallel: 1e-999999999\n",
                Cli.TINY.replace("name: tiny", "'" + "x".repeat(1_000_000) + "': 1"));
        for (String bomb : bombs) {
            var outcome = CompletableFuture.supplyAsync(() -> cli.simulate(bomb));
            assertThat(outcome).succeedsWithin(Duration.ofSeconds(20));
            outcome.join().refuses("d.yaml");
        }
    }

    @Test
    void aHuggingFaceConfigMustBeComplete() {
        String complete = """
                {"model_type": "llama", "hidden_size": 64, "num_attention_heads": 4, "num_hidden_layers": 2,
                "vocab_size": 1000, "intermediate_size": 128, "max_position_embeddings": 4096}""";
        config("{}").refuses("c.json: model_type is missing; it must be one of [llama,");
        config("").refuses("c.json: must hold a mapping");
        config("[1]").refuses("c.json: must hold a mapping");
        config("{").refuses("c.json", "is not valid JSON");
        config(complete.replace("llama", "mamba")).refuses("c.json:1: model_type is 'mamba'");
        for (String key : List.of("hidden_size", "num_hidden_layers", "vocab_size", "intermediate_size")) {
            config(complete.replace(key, "other")).refuses("c.json: " + key + " is missing");
        }
        config(complete.replace("\"hidden_size\": 64", "\"hidden_size\": -1"))
                .refuses("c.json:1: hidden_size is -1; it must be between 1 and");
        config(complete.replace("heads\": 4", "heads\": 5"))
                .refuses("num_attention_heads is 5; it must divide the hidden size 64");
        cli.tiny("--model", cli.file("c.json", complete).toString(), "--tables", "none", "--out", "" + cli.path("ok"))
                .succeeds();
    }

    private Cli.Outcome config(String text) {
        return cli.tiny("--model", cli.file("c.json", text).toString());
    }
}
