package dev.sangam.measure.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.Seeds;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {
    private static final List<Label> LABELS = List.of(
            Label.DEFAULT,
            new Label(new QosClass("chat", new Slo.Interactive(2_000_000_000L, 100_000_000)), 1, "red"),
            new Label(new QosClass("batch", new Slo.NonInteractive(600_000_000_000L)), -2, "blü \"x\""));

    @TempDir
    private Path folder;

    private static RunFacts facts() {
        return new RunFacts(
                List.of("http://127.0.0.1:8000", "https://example.org"),
                "a model",
                "open loop, poisson 5/s",
                true,
                -7,
                "2026-11-23T15:00:00.000000001Z",
                5,
                123_456_789,
                new RunFacts.Generator(55, 2, 17),
                "interrupted");
    }

    private static RequestRecord drawn(int id, RandomGenerator random) {
        int chunks = random.nextInt(40);
        long[] times = new long[chunks];
        int[] tokens = new int[chunks];
        long time = random.nextLong(1L << 40);
        int sum = 0;
        for (int i = 0; i < chunks; i++) {
            time += random.nextBoolean() ? random.nextLong(1 << 25) : 0;
            times[i] = time;
            tokens[i] = random.nextInt(3);
            sum += tokens[i];
        }
        boolean sent = random.nextBoolean();
        return new RequestRecord(
                id,
                random.nextInt(2),
                random.nextInt(3),
                random.nextInt(id + 1),
                random.nextLong(1L << 40),
                sent ? random.nextLong(1L << 40) : RequestRecord.NEVER,
                sent ? random.nextLong(1L << 40) : RequestRecord.NEVER,
                time,
                random.nextInt(1000),
                random.nextInt(1000) - 1,
                random.nextInt(1000),
                sum,
                one(TokenSource.values(), random),
                times,
                tokens,
                random.nextBoolean() ? "stop" : "",
                one(Outcome.values(), random),
                random.nextInt(600),
                random.nextBoolean() ? "" : "a \"line\" \\ ü 😀 \t",
                random.nextInt(chunks + 1));
    }

    private static <E> E one(E[] all, RandomGenerator random) {
        return all[random.nextInt(all.length)];
    }

    private Path written(RunRecord run) {
        Path path = folder.resolve("run.jsonl.gz");
        try (RunWriter writer = RunWriter.create(path, run.facts(), run.labels())) {
            run.requests().forEach(writer::add);
            writer.finish(run.facts());
        }
        return path;
    }

    private static RunRecord drawn(RandomGenerator random, int size) {
        List<RequestRecord> requests = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            requests.add(drawn(i, random));
        }
        return new RunRecord(facts(), LABELS, requests);
    }

    private static String text(Path path) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(path))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Path packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return Files.write(folder.resolve("packed.jsonl.gz"), bytes.toByteArray());
    }

    @Test
    void whatIsWrittenIsReadExactly() {
        Seeds.each(20, RunFileTest.class, random -> {
            RunRecord run = drawn(random, random.nextInt(15));
            RunRecord read = RunFile.read(written(run));
            assertThat(read).usingRecursiveComparison().isEqualTo(run);
        });
    }

    @Test
    void theLinesAreThoseOfTheFormat() throws IOException {
        RequestRecord request = new RequestRecord(
                0,
                1,
                2,
                0,
                1000,
                1100,
                1500,
                5000,
                12,
                -1,
                64,
                5,
                TokenSource.USAGE,
                new long[] {2000, 2000, 4000},
                new int[] {1, 1, 3},
                "stop",
                Outcome.COMPLETED,
                200,
                "",
                1);
        RunRecord run = new RunRecord(facts(), LABELS.subList(1, 2), List.of());
        assertThat(text(written(run)).lines().findFirst().orElseThrow())
                .isEqualTo("{\"format\":\"sangam.run\",\"version\":1,"
                        + "\"endpoints\":[\"http://127.0.0.1:8000\",\"https://example.org\"],\"model\":\"a model\","
                        + "\"load\":\"open loop, poisson 5/s\",\"open_loop\":true,\"seed\":-7,"
                        + "\"started_at\":\"2026-11-23T15:00:00.000000001Z\",\"warmup_ns\":5,"
                        + "\"labels\":[{\"qos\":\"chat\",\"ttft_ns\":2000000000,\"tbt_ns\":100000000,\"ttlt_ns\":0,"
                        + "\"priority\":1,\"tenant\":\"red\"}]}");
        List<String> lines = text(written(new RunRecord(facts(), LABELS, List.of(request))))
                .lines()
                .toList();
        assertThat(lines.subList(1, 3))
                .containsExactly(
                        "{\"id\":0,\"endpoint\":1,\"label\":2,\"conversation\":0,\"intended_ns\":1000,\"sent_ns\":1100,"
                                + "\"headers_ns\":1500,\"ended_ns\":5000,\"prompt_tokens\":12,\"cached_tokens\":-1,"
                                + "\"requested_tokens\":64,\"output_tokens\":5,\"token_source\":\"usage\","
                                + "\"outcome\":\"completed\",\"status\":200,\"finish_reason\":\"stop\",\"detail\":\"\","
                                + "\"reasoning_chunks\":1,\"chunk_gaps_ns\":[2000,0,2000],\"chunk_tokens\":[1,1,3]}",
                        "{\"end\":true,\"requests\":1,\"duration_ns\":123456789,\"cpu_ns\":55,\"cores\":2,"
                                + "\"peak_streams\":17,\"stopped\":\"interrupted\"}");
    }

    @Test
    void aFileThatIsCutOffAnywhereIsUnfinishedAndNeverWrong() throws IOException {
        RunRecord run = drawn(Seeds.random(3), 30);
        byte[] whole = Files.readAllBytes(written(run));
        Path cut = folder.resolve("cut.jsonl.gz");
        for (int length = 0; length < whole.length; length += 97) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> RunFile.read(cut))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("cut.jsonl.gz");
            try {
                RunRecord some = RunFile.readUnfinished(cut);
                assertThat(some.requests())
                        .usingRecursiveComparison()
                        .isEqualTo(run.requests().subList(0, some.requests().size()));
                assertThat(some.facts().stopped()).contains("not finished");
            } catch (InputException e) {
                assertThat(e).hasMessageContaining("no first line");
            }
        }
    }

    @Test
    void aRunThatIsKilledKeepsWhatEnded() throws Exception {
        RunRecord run = drawn(Seeds.random(4), 20);
        Path path = folder.resolve("killed.jsonl.gz");
        RunWriter writer = RunWriter.create(path, run.facts(), run.labels());
        run.requests().forEach(writer::add);
        Path part = RunFile.unfinished(path);
        int read = 0;
        while (read < 20) { // it is flushed within a second or so of the last request
            Thread.sleep(50);
            read = RunFile.readUnfinished(part).requests().size();
        }
        assertThatThrownBy(() -> RunFile.read(path)).hasMessageContaining("Maybe read " + part);
        assertThatThrownBy(() -> RunFile.read(part)).hasMessageContaining("ends after 20 requests");
        writer.close();
        assertThat(path).doesNotExist();
    }

    @Test
    void aDamagedFileIsRefusedWithItsLine() throws IOException {
        RunRecord run = drawn(Seeds.random(5), 3);
        String text = text(written(run));
        refused(text.replace("\"version\":1", "\"version\":2"), "packed.jsonl.gz:1: is of another version");
        refused("{\"id\":1}\n", "packed.jsonl.gz:1: is not the record of a run");
        refused(text.replaceFirst("\"id\":1,", ""), ":3: ");
        refused(text.replaceFirst("\"id\":1,", "\"id\":1,\"odd\":2,"), ":3: ");
        refused(text.replaceFirst("\"id\":1,", "\"id\":null,"), ":3: ");
        refused(text.replaceFirst("\"id\":1,", "\"id\":1 "), ":3: ");
        refused(text.replaceFirst("\"output_tokens\":\\d+", "\"output_tokens\":9999"), ":2: chunk_tokens add up to");
        refused(text.replaceFirst("\"label\":\\d", "\"label\":3"), ":2: label is 3");
        refused(text.replaceFirst("\"endpoint\":\\d", "\"endpoint\":2"), ":2: endpoint is 2");
        refused(text.replaceFirst("\"outcome\":\"[a-z_]+\"", "\"outcome\":\"fine\""), ":2: 'fine' is not known");
        refused(text.replaceFirst("\"requests\":3", "\"requests\":4"), ":5: says that there are 4 requests");
        refused(text + "{}\n", ":6: something follows");
        byte[] bytes = Files.readAllBytes(folder.resolve("run.jsonl.gz"));
        bytes[bytes.length / 2] ^= 0x55;
        Path damaged = Files.write(folder.resolve("damaged.jsonl.gz"), bytes);
        assertThatThrownBy(() -> RunFile.read(damaged)).isInstanceOf(InputException.class);
        Path plain = Files.writeString(folder.resolve("plain.txt"), "no gzip");
        assertThatThrownBy(() -> RunFile.read(plain)).hasMessageContaining("plain.txt:1: is damaged");
        assertThatThrownBy(() -> RunFile.read(folder.resolve("none"))).isInstanceOf(InputException.class);
    }

    private void refused(String text, String message) throws IOException {
        Path path = packed(text);
        assertThatThrownBy(() -> RunFile.read(path))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void duckDbReadsItAsATable() throws Exception {
        RunRecord run = drawn(Seeds.random(6), 25);
        Path path = written(run);
        try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = db.createStatement();
                ResultSet row =
                        statement.executeQuery("select count(*), sum(output_tokens), sum(list_sum(chunk_gaps_ns))"
                                + " from read_json('" + path + "', format = 'newline_delimited', union_by_name = true)"
                                + " where id is not null")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(25);
            assertThat(row.getInt(2))
                    .isEqualTo(run.requests().stream()
                            .mapToInt(RequestRecord::outputTokens)
                            .sum());
            long last = run.requests().stream()
                    .mapToLong(r -> r.chunkTimes().length == 0 ? 0 : r.chunkTimes()[r.chunkTimes().length - 1])
                    .sum();
            assertThat(row.getLong(3)).isEqualTo(last);
        }
    }

    @Test
    void aFolderThatDoesNotExistIsRefusedAtOnce() {
        assertThatThrownBy(() -> RunWriter.create(folder.resolve("no/run.jsonl.gz"), facts(), LABELS))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("its folder does not exist");
    }
}
