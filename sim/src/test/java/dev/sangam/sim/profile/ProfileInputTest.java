package dev.sangam.sim.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.OperatorTimes;
import dev.sangam.core.batchtime.Sharding;
import dev.sangam.core.batchtime.TokenOperator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles and tables as users may hand them in: sound, damaged, and stored. */
class ProfileInputTest {
    private static final long SEED = Long.getLong("sangam.seed", 20260302);
    private static final TableRange RANGE = new TableRange(64, 4, 256, 64);

    @TempDir
    Path folder;

    private VidurProfile profile;

    @BeforeEach
    void writeASmallProfile() throws IOException {
        StringBuilder mlp = new StringBuilder(
                "n_head,n_kv_head,n_embd,n_expanded_embd,num_tokens," + "num_tensor_parallel_workers");
        List<TokenOperator> operators = Arrays.stream(TokenOperator.values())
                .filter(operator -> !operator.optional() && operator != TokenOperator.ATTN_KV_CACHE_SAVE)
                .toList();
        operators.forEach(
                operator -> mlp.append(",time_stats.").append(operator.id()).append(".median"));
        for (int parallel = 1; parallel <= 4; parallel *= 2) {
            for (int tokens = 8; tokens <= 64; tokens += 8) {
                mlp.append("\n8,8,512,1024,").append(tokens).append(',').append(parallel);
                mlp.append((",0." + tokens).repeat(operators.size()));
            }
        }
        write("mlp.csv", mlp + "\n");
        StringBuilder attention = new StringBuilder("n_q_head,n_kv_head,n_embd,block_size,batch_size,"
                + "prefill_chunk_size,kv_cache_size,num_tensor_parallel_workers,"
                + "time_stats.attn_prefill.median,time_stats.attn_decode.median,attention_backend");
        for (int i = 1; i <= 4; i++) {
            attention
                    .append("\n8,8,512,16,")
                    .append(i)
                    .append(",0,")
                    .append(64 * i)
                    .append(",1,,0.5,FLASH");
            attention
                    .append("\n8,8,512,16,1,")
                    .append(16 * i)
                    .append(',')
                    .append(32 * i)
                    .append(",1,0.25,,FLASH");
        }
        write("attention.csv", attention + "\n");
        profile = VidurProfile.of(folder, folder);
    }

    @Test
    void aSoundProfileIsTrainedAsFarAsItWasMeasured() {
        OperatorTimes times = profile.train(query(1, 1), new TableRange(1024, 128, 4096, 4096));
        assertThat(times.tokens(TokenOperator.MLP_ACT)).hasSize(64).endsWith(times.tokens(TokenOperator.ADD)[63]);
        assertThat(times.tokens(TokenOperator.ATTN_KV_CACHE_SAVE)).containsOnly(0);
        assertThat(times.decode()).hasDimensions(4, 5);
        assertThat(times.prefill()).hasDimensions(3, 64);
        assertThat(times.has(TokenOperator.ALL_REDUCE)).isFalse();
    }

    @Test
    void rowsThatAreNotThereAreNamedBesideThoseThatAre() throws IOException {
        assertTraining(query(2, 1)).hasMessage(folder.resolve("all_reduce.csv") + ": no such file");
        write("all_reduce.csv", "num_workers,devices_per_node,max_devices_per_node,size\n2,2,8,1024\n");
        assertTraining(query(2, 1))
                .hasMessage(folder.resolve("all_reduce.csv") + ":1: there is no column time_stats.all_reduce.median");
        assertTraining(query(8, 1))
                .hasMessage(
                        folder.resolve("mlp.csv") + ": has no rows for num_tensor_parallel_workers 8 with n_embd 512,"
                                + " n_head 8, n_kv_head 8, n_expanded_embd 1024; it has 1, 2, 4");
        assertThatThrownBy(() -> profile.train(
                        new ProfileQuery(4096, 1024, 16, query(1, 1).sharding()), RANGE))
                .hasMessage(folder.resolve("mlp.csv") + ": has no rows for n_embd 4096; it has 512");
    }

    @Test
    void brokenCellsAreNamedByLineAndColumn() throws IOException {
        assertWith("mlp.csv", "8,8,512,1024,16,1,0.16,", "8,8,512,1024,16,1,fast,")
                .hasMessage(folder.resolve("mlp.csv")
                        + ":3: time_stats.attn_pre_proj.median is 'fast'; it must be a number");
        assertWith("mlp.csv", "8,8,512,1024,16,1,0.16,", "8,8,512,1024,16,1,-3,")
                .hasMessage(folder.resolve("mlp.csv")
                        + ":3: time_stats.attn_pre_proj.median is -3; it must be a time between 0 and 100000 ms");
        assertWith("mlp.csv", "8,8,512,1024,16,1,0.16,", "8,8,512,1024,16,1,,")
                .hasMessageContaining(":3: time_stats.attn_pre_proj.median is empty;");
        assertWith("mlp.csv", "8,8,512,1024,16,1,0.16,", "8,8,512,1024,16,1,")
                .hasMessage(folder.resolve("mlp.csv") + ":3: has 14 fields; the header has 15");
        assertWith("mlp.csv", "n_embd", "width")
                .hasMessageContaining("mlp.csv:1: there is no column n_embd; the columns");
        assertWith("attention.csv", "time_stats.attn_prefill.median", "other")
                .hasMessage(folder.resolve("attention.csv") + ":1: there is no column time_stats.attn_prefill.median");
    }

    @Test
    void emptyFilesAreSaidToBeEmpty() throws IOException {
        write("mlp.csv", "");
        assertTraining(query(1, 1)).hasMessage(folder.resolve("mlp.csv") + ":1: is empty; it must have a header line");
        write("mlp.csv", "n_head,n_kv_head,n_embd,n_expanded_embd,num_tokens,num_tensor_parallel_workers\n");
        assertTraining(query(1, 1)).hasMessage(folder.resolve("mlp.csv") + ": has no rows below its header");
    }

    @Test
    void tablesAreRememberedByContentAndDamageIsRepaired() throws IOException {
        Path cache = folder.resolve("cache/deep");
        ProfileStore store = new ProfileStore(cache);
        OperatorTimes trained = store.times(profile, query(1, 1), RANGE);
        Path file = onlyFile(cache);
        byte[] sound = Files.readAllBytes(file);
        assertSame(store.times(profile, query(1, 1), RANGE), trained);

        for (int at : new int[] {0, 20, 41, sound.length / 2, sound.length - 1}) {
            byte[] damaged = sound.clone();
            damaged[at] ^= 0x10;
            Files.write(file, damaged);
            assertSame(store.times(profile, query(1, 1), RANGE), trained);
            assertThat(Files.readAllBytes(file)).isEqualTo(sound);
        }
        Files.write(file, Arrays.copyOf(sound, sound.length / 3));
        assertSame(store.times(profile, query(1, 1), RANGE), trained);
        assertThat(onlyFile(cache)).hasBinaryContent(sound);

        replace("attention.csv", "0.25", "0.75");
        assertThat(store.times(profile, query(1, 1), RANGE).prefill()[0][0]).isEqualTo(0.75);
    }

    @Test
    void aStoreThatCannotBeWrittenToStillAnswers() throws IOException {
        Path blocked = Files.writeString(folder.resolve("file"), "in the way");
        assertThat(new ProfileStore(blocked.resolve("cache"))
                        .times(profile, query(1, 1), RANGE)
                        .decode())
                .hasDimensions(4, 5);
    }

    @Test
    void recordedTablesThatAreIncompleteOrTruncatedAreRefused() throws IOException {
        assertThatThrownBy(() -> OperatorTableFolder.read(folder.resolve("none")))
                .isInstanceOf(InputException.class)
                .hasMessage(folder.resolve("none") + ": is not a folder of operator tables");
        for (TokenOperator operator : TokenOperator.values()) {
            writeZipped(operator.id() + ".csv.gz", "num_tokens,prediction_ms\n1,0.5\n2,0.75\n");
        }
        write("attn_decode.csv", "batch_size,kv_cache_size,prediction_ms\n1,0,1\n1,64,2\n2,0,3\n2,64,4\n");
        writeZipped("attn_prefill.csv.gz", "kv_cache_size,prefill_chunk_size_squared,prediction_ms\n0,1,1\n0,4,2\n");
        OperatorTimes times = OperatorTableFolder.read(folder);
        assertThat(times.decode()).isDeepEqualTo(new double[][] {{1, 2}, {3, 4}});
        assertThat(times.prefill()).isDeepEqualTo(new double[][] {{1, 2}});

        assertFolder("attn_decode.csv", "2,64,4", "2,128,4")
                .hasMessageContaining("attn_decode.csv: has 4 rows; a complete");
        assertFolder("attn_decode.csv", "2,64,4", "2,0,4")
                .hasMessageContaining("attn_decode.csv:5: prediction_ms is 4; it must be the only value of its cell");
        assertFolder("attn_decode.csv", "2,64,4", "2,65,4")
                .hasMessageContaining(
                        "attn_decode.csv:5: kv_cache_size is 65; it must be a whole number >= 0, a multiple");
        assertFolder("attn_decode.csv", "2,64,4", "2000000000,64,4").hasMessageContaining("a complete table of");
        writeZipped("add.csv.gz", "num_tokens,prediction_ms\n" + "1,0.5\n".repeat(9));
        assertThatThrownBy(() -> OperatorTableFolder.read(folder)).hasMessageContaining("add.csv.gz: has 9 rows");
        byte[] packed = Files.readAllBytes(folder.resolve("add.csv.gz"));
        Files.write(folder.resolve("add.csv.gz"), Arrays.copyOf(packed, packed.length - 6));
        assertThatThrownBy(() -> OperatorTableFolder.read(folder))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("add.csv.gz: the gzip data end too early; the file is truncated");
        Files.writeString(folder.resolve("add.csv.gz"), "not packed at all");
        assertThatThrownBy(() -> OperatorTableFolder.read(folder))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("add.csv.gz: is not sound gzip data");
    }

    @Test
    void numbersAreReadAsTheLibraryReadsThem() {
        SplittableRandom random = new SplittableRandom(SEED);
        StringBuilder text = new StringBuilder("a,b\r\n");
        double[] expected = new double[2000];
        for (int i = 0; i < expected.length; i++) {
            String number = switch (random.nextInt(4)) {
                case 0 -> String.valueOf(random.nextLong(Long.MAX_VALUE));
                case 1 -> String.valueOf(random.nextDouble());
                case 2 -> random.nextInt(1000) + "." + random.nextInt(1_000_000);
                default -> random.nextInt() + "e-" + random.nextInt(30);
            };
            expected[i] = Double.parseDouble(number);
            text.append(number).append(",x\r\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(NumberCsv.parse("t.csv", bytes, List.of("a"), List.of()).column("a"))
                .as("seed " + SEED)
                .containsExactly(expected);
    }

    @Test
    void mangledProfilesAreRefusedInWordsOrReadButNeverCrash() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] sound = Files.readAllBytes(folder.resolve("attention.csv"));
        for (int round = 0; round < 300; round++) {
            byte[] mangled =
                    Arrays.copyOf(sound, random.nextInt(10) == 0 ? random.nextInt(sound.length) : sound.length);
            for (int i = random.nextInt(4); i >= 0 && mangled.length > 0; i--) {
                mangled[random.nextInt(mangled.length)] = (byte) "0,9-\n.eN\"\0".charAt(random.nextInt(10));
            }
            Files.write(folder.resolve("attention.csv"), mangled);
            try {
                profile.train(query(1, 1), RANGE);
            } catch (InputException e) {
                assertThat(e).as("seed " + SEED).hasMessageContaining("attention.csv");
            }
        }
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertTraining(ProfileQuery query) {
        return assertThatThrownBy(() -> profile.train(query, RANGE)).isInstanceOf(InputException.class);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertWith(String name, String old, String changed)
            throws IOException {
        String before = replace(name, old, changed);
        var thrown = assertTraining(query(1, 1));
        write(name, before);
        return thrown;
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertFolder(String name, String old, String changed)
            throws IOException {
        String before = replace(name, old, changed);
        var thrown = assertThatThrownBy(() -> OperatorTableFolder.read(folder)).isInstanceOf(InputException.class);
        write(name, before);
        return thrown;
    }

    private String replace(String name, String old, String changed) throws IOException {
        String before = Files.readString(folder.resolve(name));
        assertThat(before).contains(old);
        write(name, before.replace(old, changed));
        return before;
    }

    private static void assertSame(OperatorTimes one, OperatorTimes other) {
        for (TokenOperator operator : TokenOperator.values()) {
            assertThat(one.has(operator)).isEqualTo(other.has(operator));
            if (one.has(operator)) {
                assertThat(one.tokens(operator)).isEqualTo(other.tokens(operator));
            }
        }
        assertThat(one.decode()).isDeepEqualTo(other.decode());
        assertThat(one.prefill()).isDeepEqualTo(other.prefill());
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void writeZipped(String name, String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Files.write(folder.resolve(name), packed.toByteArray());
    }

    private static ProfileQuery query(int tensorParallel, int stages) {
        return new ProfileQuery(512, 1024, 16, new Sharding(8, 8, 8, tensorParallel, stages));
    }
}
